"""MultiHop-RAG's own rules (Tang and Yang 2024, section 4, and the authors' `retrieval_evaluate.py`, `qa_evaluate.py`).

A chunk is relevant if it holds a gold fact, blanks and line breaks removed. Their average precision counts at each rank
only the facts that were not found before and divides by the rank; it is kept as it is, for comparable figures.
"""

import re
from collections.abc import Sequence

DEPTH = 10
_ANSWER = re.compile(r"The answer to the question is \"(.*?)\"")


def retrieval_scores(chunks: Sequence[str], facts: Sequence[str]) -> dict[str, float]:
    """Their Hits@4, Hits@10, MAP@10 and MRR@10 of one question."""
    gold = [_bare(fact) for fact in facts]
    held = [{i for i, fact in enumerate(gold) if fact in _bare(chunk)} for chunk in chunks[:DEPTH]]
    first = next((rank for rank, one in enumerate(held, start=1) if one), None)
    found: set[str] = set()
    total = 0.0
    for rank, one in enumerate(held, start=1):
        new = {gold[i] for i in one} - found
        total += len(new) / rank
        found |= new
    return {
        "multihop_rag_hits@4": float(first is not None and first <= 4),
        "multihop_rag_hits@10": float(first is not None),
        "multihop_rag_map@10": total / max(min(len(gold), DEPTH), 1),
        "multihop_rag_mrr@10": 1 / first if first else 0.0,
    }


def accuracy(answer: str, gold: str) -> float:
    """1 if the answer shares a word with the gold one, their rule, else 0."""
    extracted = _ANSWER.search(answer)
    given = extracted.group(1) if extracted else answer
    return float(bool(set(given.lower().split()) & set(gold.lower().split())))


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("\n", "")
