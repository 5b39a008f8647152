"""How well does the rules-only tagger do on PolNeAR? Exact-span F1 of each role, and of whole triples.

python -m benchmarks.rules_tagger --polnear FOLDER [--split dev]

The measure of CofeNet (Wu et al. 2022): a span counts where both offsets are those of the primary annotator. A triple
is exact where all its spans are; it overlaps where the cues do and source and content share half their characters.
"""

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter

from index.attribution.attribution import Attribution
from index.attribution.rules import RulesTagger

ROLES = ("source", "cue", "content")
Spans = tuple[tuple[int, int], ...]
Triple = tuple[Spans, Spans, Spans]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polnear", type=Path, required=True, help="folder of the splits")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--verbs", action="store_true", help="also print how often each cue found is one")
    options = parser.parse_args()
    folder = options.polnear / options.split
    gold, kinds = _gold(folder / "attributions.jsonl")
    articles = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    texts = {article["id"]: article["text"] for article in articles if article["id"] in gold}
    tagger = RulesTagger()
    started = perf_counter()
    found = dict(zip(texts, tagger.tag(list(texts.values())), strict=True))
    seconds = perf_counter() - started
    characters = sum(map(len, texts.values()))
    print(f"{len(texts)} articles, {characters:,} characters in {seconds:.2f} s")
    predicted = {id: {_triple(one) for one in attributions} for id, attributions in found.items()}
    _print_spans(gold, predicted)
    _print_kinds(predicted, kinds)
    _print_triples(gold, predicted)
    if options.verbs:
        _print_verbs(gold, found, texts)


def _gold(path: Path) -> tuple[dict[str, set[Triple]], dict[tuple[str, Triple], str]]:
    gold: dict[str, set[Triple]] = defaultdict(set)
    kinds: dict[tuple[str, Triple], str] = {}
    for line in path.read_text("utf-8").splitlines():
        attribution = json.loads(line)
        if attribution["primary"]:
            source, cue, content = (
                tuple((start, end) for start, end in attribution[f"{role}_span"] or ()) for role in ROLES
            )
            gold[attribution["article_id"]].add((source, cue, content))
            kinds[attribution["article_id"], (source, cue, content)] = attribution["kind"]
    return dict(gold), kinds


def _triple(attribution: Attribution) -> Triple:
    source, cue, content = (
        tuple((start, end) for start, end in spans)
        for spans in (attribution.source, attribution.cue, attribution.content)
    )
    return source, cue, content


def _print_spans(gold: dict[str, set[Triple]], predicted: dict[str, set[Triple]]) -> None:
    print("\n| role | precision | recall | F1 |\n| --- | --- | --- | --- |")
    for number, role in enumerate(ROLES):
        right = {(id, *span) for id, triples in gold.items() for triple in triples for span in triple[number]}
        found = {(id, *span) for id, triples in predicted.items() for triple in triples for span in triple[number]}
        print(_row(role, len(right & found), len(found), len(right)))


def _row(name: str, true: int, found: int, right: int) -> str:
    precision, recall = 100 * true / max(found, 1), 100 * true / max(right, 1)
    return f"| {name} | {precision:.1f} | {recall:.1f} | {2 * precision * recall / max(precision + recall, 1e-9):.1f} |"


def _print_kinds(predicted: dict[str, set[Triple]], kinds: dict[tuple[str, Triple], str]) -> None:
    print("\nRecall of spans by kind:")
    for kind in ("direct", "mixed", "indirect"):
        shares = []
        for number, role in enumerate(ROLES):
            found = {(id, *span) for id, triples in predicted.items() for triple in triples for span in triple[number]}
            right = {(id, *span) for (id, triple), one in kinds.items() if one == kind for span in triple[number]}
            shares.append(f"{role} {100 * len(right & found) / max(len(right), 1):.1f}")
        print(f"- {kind}: {', '.join(shares)}")


def _print_triples(gold: dict[str, set[Triple]], predicted: dict[str, set[Triple]]) -> None:
    right, found = sum(map(len, gold.values())), sum(map(len, predicted.values()))
    exact = sum(len(triples & predicted.get(id, set())) for id, triples in gold.items())
    overlapping = sum(_overlapping(triples, predicted.get(id, set())) for id, triples in gold.items())
    print("\n| triples | precision | recall | F1 |\n| --- | --- | --- | --- |")
    print(_row("exact", exact, found, right))
    print(_row("overlap", overlapping, found, right))


def _overlapping(gold: set[Triple], predicted: set[Triple]) -> int:
    """Predicted triples that take each the gold triple most like it and overlap with it enough."""
    used: set[Triple] = set()
    count = 0
    for triple in sorted(predicted):
        near = [one for one in gold - used if _shared(one[1], triple[1])]
        if not near:
            continue
        best = max(near, key=lambda one: _jaccard(one[0], triple[0]) + _jaccard(one[2], triple[2]))
        used.add(best)
        count += _jaccard(best[0], triple[0]) >= 0.5 and _jaccard(best[2], triple[2]) >= 0.5
    return count


def _shared(one: Spans, two: Spans) -> bool:
    return any(start < end_two and start_two < end for start, end in one for start_two, end_two in two)


def _jaccard(one: Spans, two: Spans) -> float:
    a = {i for start, end in one for i in range(start, end)}
    b = {i for start, end in two for i in range(start, end)}
    return 1.0 if not a and not b else len(a & b) / max(len(a | b), 1)


def _print_verbs(gold: dict[str, set[Triple]], found: dict[str, list[Attribution]], texts: dict[str, str]) -> None:
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for id, attributions in found.items():
        cues = [span for triple in gold[id] for span in triple[1]]
        for one in attributions:
            word = texts[id][one.cue[0].start : one.cue[-1].end].lower().split()[-1]
            counts[word] += 1
            right[word] += _shared(tuple(cues), _triple(one)[1])
    print()
    for word, count in sorted(counts.items(), key=lambda entry: right[entry[0]] / entry[1]):
        if count >= 8:
            print(f"{word}: {right[word]} of {count}")


if __name__ == "__main__":
    main()
