"""Question -> hits: nearest vectors and keyword matches, fused, then re-scored by late interaction.

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
from index.late_interaction import TokenSimilarities, similarities
from index.library import Library

CANDIDATES = 200
"""Passages that each search contributes."""

DENSE_WEIGHT = 0.75
"""The vector search's share of the fused score."""


RESCORED = 60
"""Best fused candidates that late interaction scores again."""

LATE_WEIGHT = 1.0
"""Weight of the standardised late-interaction score against the fused one."""


class Candidate(NamedTuple):
    """A passage found by either search."""

    number: int
    score: float
    tokens: TokenSimilarities | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, and in what."""

    hits: tuple[Hit, ...]
    similarities: tuple[TokenSimilarities | None, ...]
    """For every hit how near its tokens are to the question's; None where the embedding model gives no tokens."""
    articles_searched: int
    undated_left_out: int
    """Articles that no date filter could judge because they have no date."""
    query_vector: Vectors


def search(library: Library, question: str, *, k: int = 10, filters: Filters | None = None) -> Found:
    """Find the `k` best passages for a question. Raises `EmbeddingError`, `LibraryError`."""
    filters = filters or Filters()
    library.refresh()
    vectors, tokens = library.embedding.embed_with_tokens([question])
    among = library.catalog.matching(filters) if filters else None
    candidates = _fuse(library, question, vectors[0], filters, among)
    if tokens is not None:
        candidates = _rescore(library, tokens[0].vectors, candidates)
    hits = _hits(library, candidates, k)
    searched, undated = library.catalog.matching_articles(filters)
    return Found(
        hits=tuple(hit for hit, _ in hits),
        similarities=tuple(similar for _, similar in hits),
        articles_searched=searched,
        undated_left_out=undated,
        query_vector=vectors[0],
    )


def _rescore(library: Library, question: Vectors, candidates: list[Candidate]) -> list[Candidate]:
    """Late interaction over the best candidates; `question` holds its token vectors."""
    candidates, rest = candidates[:RESCORED], candidates[RESCORED:]
    packed = library.catalog.tokens(candidate.number for candidate in candidates)
    if not candidates or not len(question) or len(packed) < len(candidates):
        return [*candidates, *rest]
    similar = [similarities(question, packed[candidate.number]) for candidate in candidates]
    scores = _standardised([candidate.score for candidate in candidates])
    scores += LATE_WEIGHT * _standardised([one.score() for one in similar])
    order = np.argsort(-scores, kind="stable")
    rescored = [Candidate(candidates[i].number, float(scores[i]), similar[i]) for i in order]
    fall = rescored[-1].score - candidates[-1].score
    return rescored + [Candidate(one.number, one.score + min(fall, 0.0)) for one in rest]


def _fuse(
    library: Library, question: str, vector: Vectors, filters: Filters, among: Collection[int] | None
) -> list[Candidate]:
    dense = library.nearest(vector, CANDIDATES, among)
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


def _hits(library: Library, candidates: list[Candidate], k: int) -> list[tuple[Hit, TokenSimilarities | None]]:
    passages = library.catalog.passages(candidate.number for candidate in candidates)
    standing = [candidate for candidate in candidates if candidate.number in passages][:k]
    articles = library.catalog.articles_by_number({passages[candidate.number].article for candidate in standing})
    # Another process may have removed an article since.
    standing = [candidate for candidate in standing if passages[candidate.number].article in articles]
    return [
        (
            Hit(
                article=articles[passages[candidate.number].article],
                span=passages[candidate.number].span,
                score=round(candidate.score, 6),
                rank=rank,
            ),
            candidate.tokens,
        )
        for rank, candidate in enumerate(standing, start=1)
    ]
