"""MultiHop-RAG's questions -> a test set over a library that holds its articles (Tang and Yang 2024, "MultiHop-RAG").

The articles (`corpus.json`) are ingested as any others; the evidence is found again by address or title.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.testset import TestSet, json_of
from index.article import Article

NULL_QUERY = "null_query"
"""The type of question that their corpus does not answer."""


def read_multihop_rag(path: Path, articles: Iterable[Article]) -> TestSet:
    """Read `MultiHopRAG.json`. Raises `EvaluationError` if the file is something else."""
    rows = json_of(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "query" in row for row in rows):
        raise EvaluationError(f"{path} is not MultiHop-RAG's list of queries: give its MultiHopRAG.json")
    by_url, by_title = {}, {}
    for article in articles:
        by_title[article.title] = article.id
        if article.url:
            by_url[article.url] = article.id
    cases, problems = [], []
    for number, row in enumerate(rows, start=1):
        proofs = []
        for evidence in filter(_is_object, row.get("evidence_list") or []):
            article_id = by_url.get(evidence.get("url")) or by_title.get(evidence.get("title"))
            if article_id is None:
                problems.append(f"{path}: query {number}: the library has no article {evidence.get('title')!r}")
            else:
                proofs.append(Proof(article_id, evidence.get("fact") or None))
        cases.append(_case(number, row, tuple(proofs)))
    return TestSet(tuple(cases), tuple(problems))


def _is_object(one: object) -> bool:
    return isinstance(one, dict)


def _case(number: int, row: dict[str, Any], proofs: tuple[Proof, ...]) -> Case:
    unanswerable = row.get("question_type") == NULL_QUERY
    answer = str(row.get("answer") or "")
    return Case(
        id=f"multihop-{number:04}",
        type=str(row.get("question_type") or "question"),
        turns=(str(row["query"]),),
        answer=answer,
        accept_all=() if unanswerable or not answer else (rf"\b{re.escape(answer)}\b",),
        unanswerable=unanswerable,
        evidence=proofs,
        benchmark="multihop-rag",
        line=number,
    )
