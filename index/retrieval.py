"""Question -> hits: nearest vectors and keyword matches, fused, then re-scored by late interaction.

The two scores of every candidate are standardised over the candidates and added with weights (convex combination
of normalised scores: Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", which finds it
better than reciprocal ranks; docs/benchmarks.md has each stage).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Hit
from index.collapse import Collapse, independent_sources
from index.embedding import Vectors
from index.filters import Filters
from index.late_interaction import TokenSimilarities, similarities
from index.library import Library
from index.preferences import Preferences
from index.stored_passage import StoredPassage

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
    bonus: float = 0.0
    """What the question's preferences add to the score."""

    @property
    def total(self) -> float:
        """By which candidates are ranked."""
        return self.score + self.bonus


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

    @property
    def independent_sources(self) -> int:
        """How many sources the hits come from; copies of one story are one source."""
        return independent_sources(self.hits)


def search(
    library: Library,
    question: str,
    *,
    k: int = 10,
    filters: Filters | None = None,
    preferences: Preferences | None = None,
) -> Found:
    """Find the `k` best passages for a question. Raises `EmbeddingError`, `LibraryError`.

    `filters` shut articles out; `preferences` only bring some of them nearer.
    """
    filters = filters or Filters()
    library.refresh()
    vectors, tokens = library.embedding.embed_with_tokens([question])
    among = library.catalog.matching(filters) if filters else None
    candidates = _fuse(library, question, vectors[0], filters, among)
    if preferences:
        candidates = _preferring(library, candidates, preferences)
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
    similar = similarities(question, [packed[candidate.number] for candidate in candidates])
    scores = _standardised([candidate.score for candidate in candidates])
    scores += LATE_WEIGHT * _standardised([one.score() for one in similar])
    rescored = [
        candidate._replace(score=float(score), tokens=tokens)
        for candidate, score, tokens in zip(candidates, scores, similar, strict=True)
    ]
    rescored.sort(key=lambda one: -one.total)
    fall = min(rescored[-1].total - candidates[-1].total, 0.0)
    return rescored + [one._replace(score=one.score + fall) for one in rest]


def _preferring(library: Library, candidates: list[Candidate], preferences: Preferences) -> list[Candidate]:
    """The candidates in their new order, each with its bonus."""
    passages = library.catalog.passages(candidate.number for candidate in candidates)
    articles = library.catalog.articles_by_number({passage.article for passage in passages.values()})
    bonus = {number: preferences.bonus(article) for number, article in articles.items()}
    preferred = [
        candidate._replace(bonus=bonus[passages[candidate.number].article])
        for candidate in candidates
        if candidate.number in passages and passages[candidate.number].article in bonus
    ]
    return sorted(preferred, key=lambda one: -one.total)


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
    """The `k` best that do not repeat a copy of a better one."""
    passages = library.catalog.passages(candidate.number for candidate in candidates)
    standing = [candidate for candidate in candidates if candidate.number in passages]
    seen = Collapse()
    hits: list[tuple[Hit, TokenSimilarities | None]] = []
    for start in range(0, len(standing), max(k, 10)):
        if len(hits) >= k:
            break
        some = standing[start : start + max(k, 10)]
        loaded = _loaded(library, some, passages)
        hits += [(hit, candidate.tokens) for candidate, hit in loaded if seen.admits(hit)]
    return [(replace(hit, rank=rank), tokens) for rank, (hit, tokens) in enumerate(hits[:k], start=1)]


def _loaded(
    library: Library, candidates: list[Candidate], passages: dict[int, StoredPassage]
) -> Iterator[tuple[Candidate, Hit]]:
    numbers = {passages[candidate.number].article for candidate in candidates}
    articles = library.catalog.articles_by_number(numbers)
    stories = library.catalog.stories.of(numbers)
    for candidate in candidates:
        passage = passages[candidate.number]
        if passage.article not in articles:
            continue  # another process has removed it since
        article, story = articles[passage.article], stories.get(passage.article)
        yield (
            candidate,
            Hit(
                article=article,
                span=passage.span,
                score=round(candidate.total, 6),
                rank=0,
                story=story.number if story else None,
                copies=tuple(other for other in story.articles if other != article.id) if story else (),
            ),
        )
