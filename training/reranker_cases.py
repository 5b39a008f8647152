"""Test sets -> what the reranker learns from: each question with the passages that OnRecord finds for it.

python -m training.reranker_cases --library DIR TESTSET... > CASES.jsonl     (in OnRecord's own environment)

A line has `question`, `answerable` and `passages`, best first; of these `headline`, `text` and `sentences`: start and
end in the text, the score that the sentence has without a reranker, and whether it holds evidence.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from assistant.answering import open_library
from assistant.asking import HITS
from assistant.evaluation.case import Case
from assistant.evaluation.reading import read_testset, require_cases
from assistant.evidence import HITS_READ, EvidencePool, passage_of
from assistant.question import understand
from assistant.searching import find
from assistant.settings import Settings
from index.article import Span
from index.library import Library


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("testsets", type=Path, nargs="+")
    options = parser.parse_args()
    with open_library(Settings.load(library=options.library)) as library:
        for path in options.testsets:
            for case in require_cases(path, read_testset(path)):
                print(json.dumps(_line(library, case), ensure_ascii=False))


def _line(library: Library, case: Case) -> dict[str, Any]:
    question = understand(case.question, case.turns[:-1])
    found = find(library, question, k=HITS, summary=library.summary()).found
    scores = {
        (one.article.id, one.span): one.score for one in EvidencePool(question, found, library.embedding).sentences
    }
    gold = _evidence(library, case)
    passages = []
    for hit in found.hits[:HITS_READ]:
        passage, sentences = passage_of(hit), []
        for start, end in passage.sentences:
            place = Span(start + hit.span.start, end + hit.span.start)
            holds = any(article_id == hit.article.id and place.overlaps(one) for article_id, one in gold)
            sentences.append((start, end, round(scores[hit.article.id, place], 4), holds))
        passages.append({"headline": passage.headline, "text": passage.text, "sentences": sentences})
    return {"question": question.query, "answerable": not case.unanswerable, "passages": passages}


def _evidence(library: Library, case: Case) -> list[tuple[str, Span]]:
    found = []
    for proof in case.evidence:
        if proof.quote:
            start = library.article(proof.article_id).text.index(proof.quote)
            found.append((proof.article_id, Span(start, start + len(proof.quote))))
    return found


if __name__ == "__main__":
    main()
