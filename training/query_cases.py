"""Test sets -> what the query encoder learns from: each question with its evidence and with what is like it.

python -m training.query_cases --library DIR --output FOLDER TESTSET...     (in OnRecord's own environment)

The folder gets `questions.jsonl`, in which a line has the `question`, its `evidence` (for each piece the passages that
hold it: number, start and end in the passage) and the `candidates` of the first stage of search, best first; and
`passages.npz`: of each passage its number, its vector, the end of its rows among the packed tokens, and its sentences.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering import open_library
from assistant.evaluation.case import Case
from assistant.evaluation.reading import read_testset, require_cases
from assistant.question import understand
from assistant.searching import find
from assistant.settings import Settings
from index.article import Span
from index.library import Library
from index.passages import split_sentences

CANDIDATES = 150
"""Passages that stand beside those with evidence."""


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("testsets", type=Path, nargs="+")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    with open_library(Settings.load(library=options.library, query_encoder="plain")) as library:
        cases = [case for path in options.testsets for case in require_cases(path, read_testset(path))]
        places = _Places(library)
        lines = [_line(library, places, case) for case in cases if not case.unanswerable]
        wanted = {number for line in lines for number in line["candidates"]}
        wanted |= {place[0] for line in lines for piece in line["evidence"] for place in piece}
        np.savez(options.output / "passages.npz", **_passages(library, sorted(wanted)))
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (options.output / "questions.jsonl").write_text(text, encoding="utf-8")


class _Places:
    """Which passages hold a stretch of an article."""

    def __init__(self, library: Library) -> None:
        catalog = library.catalog
        self._of_article: dict[int, list[tuple[int, Span]]] = {}
        for number, stored in catalog.passages(catalog.passage_numbers()).items():
            self._of_article.setdefault(stored.article, []).append((number, stored.span))
        self._numbers = {one.id: number for number, one in catalog.articles_by_number(self._of_article).items()}

    def holding(self, article_id: str, stretch: Span) -> list[tuple[int, int, int]]:
        """Passage, start and end in it."""
        return [
            (number, max(stretch.start, span.start) - span.start, min(stretch.end, span.end) - span.start)
            for number, span in self._of_article.get(self._numbers.get(article_id, -1), ())
            if span.overlaps(stretch)
        ]


def _line(library: Library, places: _Places, case: Case) -> dict[str, Any]:
    question = understand(case.question, case.turns[:-1])
    evidence = []
    for proof in case.evidence:
        if proof.quote:
            start = library.article(proof.article_id).text.index(proof.quote)
            evidence.append(places.holding(proof.article_id, Span(start, start + len(proof.quote))))
    found = find(library, question, k=CANDIDATES).found
    near = [places.holding(hit.article.id, hit.span) for hit in found.hits]
    candidates = dict.fromkeys(number for held in near for number, _, _ in held)
    return {"question": question.query, "evidence": evidence, "candidates": list(candidates)}


def _passages(library: Library, numbers: Iterable[int]) -> dict[str, Any]:
    catalog = library.catalog
    stored, vectors, tokens = catalog.passages(numbers), catalog.vectors(numbers), catalog.tokens(numbers)
    articles = catalog.articles_by_number({one.article for one in stored.values()})
    kept = [number for number in numbers if number in tokens]
    sentences = []
    for place, number in enumerate(kept):
        span = stored[number].span
        for one in split_sentences(articles[stored[number].article].text):
            if one.span.overlaps(span):
                inside = (max(one.span.start, span.start) - span.start, min(one.span.end, span.end) - span.start)
                sentences.append((place, *inside))
    return {
        "numbers": np.array(kept),
        "vectors": np.stack([vectors[number] for number in kept]),
        "tokens": np.frombuffer(b"".join(tokens[number] for number in kept), np.uint8),
        "ends": np.cumsum([len(tokens[number]) for number in kept]),
        "sentences": np.array(sentences),
    }


if __name__ == "__main__":
    main()
