"""Is the stance of an attribution found? Precision, recall and F1 of each against labels by hand.

python -m benchmarks.stance --polnear FOLDER [--labels tests/data/stance_labels.jsonl] [--errors]

FOLDER holds PolNeAR's articles as JSON lines, in articles.jsonl of each split (or of itself).
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import get_args

from index.article import Span
from index.attribution.attribution import Attribution, Stance
from index.attribution.cues import cue_table
from index.attribution.stance import stance_of

LABELS = Path(__file__).parent.parent / "tests" / "data" / "stance_labels.jsonl"
STANCES: tuple[Stance, ...] = get_args(Stance)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--polnear", type=Path, required=True, help="folder of the articles")
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--errors", action="store_true", help="also print every wrong one, with its text")
    options = parser.parse_args()
    texts = _texts(options.polnear)
    labels = [json.loads(line) for line in options.labels.read_text("utf-8").splitlines()]
    attributions = [_attribution(label) for label in labels]
    cue_table()
    started = perf_counter()
    found = [stance_of(texts[label["article_id"]], one) for label, one in zip(labels, attributions, strict=True)]
    seconds = perf_counter() - started
    right = [label["stance"] for label in labels]
    _print_table(right, found)
    for sampled in sorted({label["sampled"] for label in labels}):
        pairs = [(a, b) for a, b, label in zip(right, found, labels, strict=True) if label["sampled"] == sampled]
        print(f"accuracy where sampled by {sampled}: {sum(a == b for a, b in pairs) / len(pairs):.3f} of {len(pairs)}")
    print(f"{1e6 * seconds / len(labels):.0f} microseconds an attribution")
    if options.errors:
        for number, (a, b, label) in enumerate(zip(right, found, labels, strict=True)):
            if a != b:
                print(f"{number}: {a}, found {b}: {_shown(texts[label['article_id']], label)}")


def _texts(folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in [folder / "articles.jsonl", *(folder / split / "articles.jsonl" for split in ("train", "dev"))]:
        if path.exists():
            articles = (json.loads(line) for line in path.read_text("utf-8").splitlines())
            texts |= {article["id"]: article["text"] for article in articles}
    return texts


def _attribution(label: dict[str, list[list[int]]]) -> Attribution:
    source, cue, content = (tuple(Span(*part) for part in label[role]) for role in ("source", "cue", "content"))
    return Attribution(source=source, cue=cue, content=content, kind=label["kind"])  # type: ignore[arg-type]


def _shown(text: str, label: dict[str, list[list[int]]]) -> str:
    parts = (" ".join(text[start:end] for start, end in label[role]) for role in ("source", "cue", "content"))
    return " | ".join(parts)[:300]


def _print_table(right: list[Stance], found: list[Stance]) -> None:
    print("| stance | labelled | precision | recall | F1 | taken for |\n| --- | --- | --- | --- | --- | --- |")
    scores = []
    for stance in STANCES:
        true = sum(a == b == stance for a, b in zip(right, found, strict=True))
        precision, recall = true / max(found.count(stance), 1), true / max(right.count(stance), 1)
        scores.append(2 * precision * recall / max(precision + recall, 1e-9))
        wrong = Counter(b for a, b in zip(right, found, strict=True) if a == stance != b)
        others = ", ".join(f"{other} {count}" for other, count in wrong.most_common())
        print(f"| {stance} | {right.count(stance)} | {precision:.2f} | {recall:.2f} | {scores[-1]:.2f} | {others} |")
    accuracy = sum(a == b for a, b in zip(right, found, strict=True)) / len(right)
    print(f"\nmacro-F1 {sum(scores) / len(scores):.3f}, accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
