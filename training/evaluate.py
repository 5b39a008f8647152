"""Measure a tagger: `python -m training.evaluate --polnear DIR [--tagger FOLDER|rules] [--split dev]`."""

import argparse
import json
import re
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

from index.attribution.attribution import Attribution, Tagger
from index.attribution.decoding import ROLES
from index.attribution.nesting import NestingTagger
from index.attribution.tagger import WEIGHTS, NeuralTagger
from training.polnear import Annotated, read_articles
from training.scores import Found, Score, nested, overlap_score, recall_where, role_score, triple_score

_SENTENCE_END = re.compile(r"""[.!?]["”’)]?(?=\s|$)""")


def main() -> None:
    """Parse the arguments, tag a split, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with the splits")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--tagger", default=str(WEIGHTS), help='a folder of weights, or "rules"')
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--nested", action="store_true", help="as OnRecord does, also read within contents")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    arguments = parser.parse_args()
    tagger = open_tagger(arguments.tagger, arguments.threads)
    if arguments.nested:
        tagger = NestingTagger(tagger)
    articles = read_articles(arguments.polnear / arguments.split)
    figures = {"tagger": tagger.name, **measure(tagger, articles)}
    print(json.dumps(figures) if arguments.json else table(figures))


def open_tagger(name: str, threads: int) -> Tagger:
    """The rules, or the weights in a folder."""
    if name == "rules":
        tagger: Tagger = import_module("index.attribution.rules").RulesTagger()
        return tagger
    return NeuralTagger(Path(name), threads=threads)


def measure(tagger: Tagger, articles: list[Annotated]) -> dict[str, object]:
    """All figures; speed counts the whole tagging, from text to attributions."""
    texts = [article.text for article in articles]
    tagger.tag(texts[:2])
    started = time.perf_counter()
    predicted = tagger.tag(texts)
    seconds = time.perf_counter() - started
    sentences = sum(len(_SENTENCE_END.findall(text)) for text in texts)
    return {
        **quality([article.attributions for article in articles], predicted),
        "sentences": sentences,
        "sentences_per_second": sentences / seconds,
    }


def quality(gold: Found, predicted: Found) -> dict[str, object]:
    """Scores of roles and triples, recall by kind, agreement on the kind."""
    scores = {role: role_score(gold, predicted, role) for role in ROLES}
    scores |= {"triples, exact": triple_score(gold, predicted), "triples, overlap": overlap_score(gold, predicted)}
    inside = nested(predicted)
    groups = {kind: {one for article in gold for one in article if one.kind == kind} for kind in _KINDS}
    groups["nested"] = nested(gold)
    by_kind = {name: recall_where(gold, predicted, group.__contains__) for name, group in groups.items()}
    return {
        "gold": sum(map(len, gold)),
        "predicted": sum(map(len, predicted)),
        "predicted_nested": len(inside),
        "scores": {name: _figures(score) for name, score in scores.items()},
        "recall": by_kind,
        "kind_agreement": _kind_agreement(gold, predicted),
    }


def table(figures: dict[str, object]) -> str:
    """The figures for people, in per cent."""
    scores, recall = figures["scores"], figures["recall"]
    assert isinstance(scores, dict)
    assert isinstance(recall, dict)
    lines = [f"{figures['tagger']}: {figures['predicted']} attributions, {figures['gold']} in gold"]
    lines += [f"{'':18}{'P':>7}{'R':>7}{'F1':>7}"]
    lines += [
        f"{name:18}" + "".join(f"{100 * score[key]:7.1f}" for key in ("p", "r", "f1")) for name, score in scores.items()
    ]
    lines += [f"{'recall of':18}{'count':>7}" + "".join(f"{name:>9}" for name in (*ROLES, "triple"))]
    for name, row in recall.items():
        lines += [f"{name:18}{row['count']:7.0f}" + "".join(f"{100 * row[key]:9.1f}" for key in (*ROLES, "triple"))]
    lines += [f"kind right where the triple is: {100 * float(str(figures['kind_agreement'])):.1f}%"]
    lines += [f"nested in the output: {figures['predicted_nested']}"]
    lines += [f"{figures['sentences_per_second']:.0f} sentences/s ({figures['sentences']} sentences)"]
    return "\n".join(lines)


_KINDS = ("direct", "indirect", "mixed")


def _figures(score: Score) -> dict[str, float]:
    return {"p": score.precision, "r": score.recall, "f1": score.f1}


def _kind_agreement(gold: Found, predicted: Found) -> float:
    """Of the predicted triples that are exactly right, the share whose kind is right too."""
    agreed: Counter[bool] = Counter()
    for true, guessed in zip(gold, predicted, strict=True):
        kinds = {_key(one): one.kind for one in true}
        agreed.update(kinds[_key(one)] == one.kind for one in guessed if _key(one) in kinds)
    return agreed[True] / max(1, agreed.total())


def _key(one: Attribution) -> tuple[object, ...]:
    return one.source, one.cue, one.content


if __name__ == "__main__":
    main()
