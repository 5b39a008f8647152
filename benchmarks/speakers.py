"""Speakers of attributions against labels made by hand: accuracy, precision and false resolutions, by type of source.

    python -m benchmarks.speakers --polnear /path/to/polnear/dev [--errors]

The labels (tests/data/speaker_labels.jsonl) are offsets into PolNeAR's articles: the source of an attribution and the
places where the article has its speaker's fullest name. A name counts as right when it has the key (`normalise`) of the
words at one of them. Unresolved sources count as wrong for accuracy and not at all for precision. Sources whose speaker
the article does not name (type "none") are kept apart: of these, the number that was resolved all the same is printed.

The sample is random (seeded) over the primary annotator's sources that are pronouns or have no full name: 80 pronouns,
20 last names, and 50 descriptions of persons (title) or bodies. Sources that name nobody were replaced: 18 of the 102
pronouns drawn (and 4 that were repeats, two persons, or named outside the text), 135 of the 185 descriptions (groups,
polls, two speakers); 30 of them are the "none" labels.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any

from index.article import Article, Span
from index.attribution.aliases import normalise
from index.attribution.attribution import Attribution, Speaker
from index.attribution.resolution import resolve

LABELS = Path(__file__).parents[1] / "tests" / "data" / "speaker_labels.jsonl"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with articles.jsonl and attributions.jsonl")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--errors", action="store_true", help="also print what went wrong")
    options = parser.parse_args()
    articles = {one["id"]: _article(one) for one in _lines(options.polnear / "articles.jsonl")}
    gold: dict[str, list[Attribution]] = defaultdict(list)
    for one in _lines(options.polnear / "attributions.jsonl"):
        if one["primary"] and one["cue_span"] and one["content_span"]:
            gold[one["article_id"]].append(_attribution(one))
    started = perf_counter()
    resolved = {article_id: resolve(articles[article_id], several) for article_id, several in gold.items()}
    seconds = perf_counter() - started
    right: dict[str, list[bool | None]] = defaultdict(list)
    for label in _lines(options.labels):
        article, key = articles[label["article_id"]], (_spans(label["source"]), _spans(label["cue"]))
        places = [(one.source, one.cue) for one in gold[article.id]]
        speaker = resolved[article.id][places.index(key)]
        verdict = _verdict(article, label["answer"], speaker)
        right[label["type"]].append(verdict)
        if options.errors and not verdict:
            _show(article, label, speaker)
    _summarise(right)
    count = sum(map(len, gold.values()))
    print(f"{count:,} attributions in {seconds:.1f} s: {1000 * seconds / count:.2f} ms each")


def _verdict(article: Article, answer: list[list[int]] | None, speaker: Speaker | None) -> bool | None:
    """Whether a speaker is right; None for unresolved."""
    if speaker is None:
        return None
    return normalise(speaker.name) in {normalise(article.text[start:end]) for start, end in answer or ()}


def _summarise(right: dict[str, list[bool | None]]) -> None:
    unnamed = right.pop("none", [])
    everything = [verdict for verdicts in right.values() for verdict in verdicts]
    strict = [verdict for kind, verdicts in right.items() for verdict in verdicts if kind != "last name"]
    for kind, verdicts in [*sorted(right.items()), ("all but last names", strict), ("all", everything)]:
        given = [verdict for verdict in verdicts if verdict is not None]
        print(
            f"{kind:<18} {len(verdicts):>4}  accuracy {sum(given) / len(verdicts):.3f}  "
            f"precision {sum(given) / max(len(given), 1):.3f}  unresolved {len(verdicts) - len(given)}"
        )
    print(f"resolved though unnamed: {sum(one is not None for one in unnamed)} of {len(unnamed)}")


def _show(article: Article, label: dict[str, Any], speaker: Speaker | None) -> None:
    (start, end), answer = label["source"][0], label["answer"]
    wanted = article.text[slice(*answer[0])] if answer else None
    before, after = article.text[max(0, start - 300) : start], article.text[end : end + 60]
    print(f"-- {label['type']}: wanted {wanted!r}, got {speaker and speaker.name!r}")
    print(f"   …{before}[[{article.text[start:end]}]]{after}".replace("\n", " / "))


def _article(one: dict[str, Any]) -> Article:
    return Article(id=one["id"], title=one["title"], text=one["text"], source=one["source"], author=one["author"])


def _attribution(one: dict[str, Any]) -> Attribution:
    source, cue, content = (_spans(one[f"{role}_span"]) for role in ("source", "cue", "content"))
    return Attribution(source=source, cue=cue, content=content, kind=one["kind"])


def _spans(pairs: list[list[int]] | None) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs or ())


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
