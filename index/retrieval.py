"""Question -> hits: nearest vectors and keyword matches, fused.

The two scores of every candidate are standardised over the candidates and added with weights (convex combination
of normalised scores: Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", which finds it
better than reciprocal ranks; measured on our questions in docs/benchmarks.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Hit
from index.embedding import Vectors
from index.filters import Filters
from index.library import Library

CANDIDATES = 200
"""Passages that each search contributes."""

DENSE_WEIGHT = 0.75
"""The vector search's share of the fused score."""


class Candidate(NamedTuple):
    """A passage found by either search."""

    number: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, and in what."""

    hits: tuple[Hit, ...]
    articles_searched: int
    undated_left_out: int
    """Articles that no date filter could judge because they have no date."""
    query_vector: Vectors


def search(library: Library, question: str, *, k: int = 10, filters: Filters | None = None) -> Found:
    """Find the `k` best passages for a question. Raises `EmbeddingError`, `LibraryError`."""
    filters = filters or Filters()
    library.refresh()
    vector = library.embedding.embed([question])[0]
    among = library.catalog.matching(filters) if filters else None
    candidates = _fuse(library, question, vector, filters, among)
    searched, undated = library.catalog.matching_articles(filters)
    return Found(
        hits=_hits(library, candidates, k),
        articles_searched=searched,
        undated_left_out=undated,
        query_vector=vector,
    )


def _fuse(
    library: Library, question: str, vector: Vectors, filters: Filters, among: Collection[int] | None
) -> list[Candidate]:
    dense = library.store.search(vector, CANDIDATES, among)
    keyword = library.catalog.keyword_search(question, CANDIDATES, filters)
    numbers = list(dense.keys() | keyword.keys())
    if not numbers:
        return []
    missing = library.catalog.vectors(number for number in numbers if number not in dense)
    dense |= {number: float(stored @ vector) for number, stored in missing.items()}
    numbers = [number for number in numbers if number in dense]
    fused = DENSE_WEIGHT * _standardised([dense[number] for number in numbers])
    fused += (1 - DENSE_WEIGHT) * _standardised([keyword.get(number, 0.0) for number in numbers])
    order = np.argsort(-fused, kind="stable")
    return [Candidate(numbers[i], float(fused[i])) for i in order]


def _standardised(scores: list[float]) -> NDArray[np.float64]:
    values = np.asarray(scores, np.float64)
    standardised: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-9)
    return standardised


def _hits(library: Library, candidates: list[Candidate], k: int) -> tuple[Hit, ...]:
    passages = library.catalog.passages(candidate.number for candidate in candidates)
    standing = [candidate for candidate in candidates if candidate.number in passages][:k]
    articles = library.catalog.articles_by_number({passages[candidate.number].article for candidate in standing})
    return tuple(
        Hit(
            article=articles[passages[candidate.number].article],
            span=passages[candidate.number].span,
            score=round(candidate.score, 6),
            rank=rank,
        )
        for rank, candidate in enumerate(standing, start=1)
    )
