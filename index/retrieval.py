"""Query -> hits: nearest vectors and keyword matches, ranked by late interaction, neighbours merged.

The two searches only choose the candidates. Their scores, standardised and added with weights (convex combination:
Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"), rank them where the embedding model gives
no tokens; where it does, late interaction alone ranks better (docs/benchmarks.md has each stage).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Hit
from index.candidate import Candidate, of_articles, standardised
from index.collapse import Collapse, independent_sources
from index.embedding import Vectors
from index.filters import Filters
from index.late_interaction import TokenSimilarities, late_scores, similarities
from index.library import Library
from index.named_days import named_days, speaks_of
from index.neighbours import Stretch, merged
from index.preferences import Preferences
from index.stored_passage import StoredPassage

Floats = NDArray[np.float64]
_Value = TypeVar("_Value")

CANDIDATES = 75
"""Passages that each search contributes, unless more hits are asked for."""

CANDIDATES_OF_PART = 20
"""The same for every query after the first."""

DENSE_WEIGHT = 0.75
"""The vector search's share of the fused score."""

LATE_WEIGHT = 1.0
"""Share of late interaction, where there is any, against the fused score."""


DAY_WEIGHT = 1.0
"""What a passage gains by speaking of a day that the question names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is searched, and within which limits."""

    text: str
    filters: Filters = field(default_factory=Filters)
    """Shut articles out."""
    preferences: Preferences = field(default_factory=Preferences)
    """Only bring some of them nearer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, and in what."""

    hits: tuple[Hit, ...]
    similarities: tuple[TokenSimilarities | None, ...]
    """For every hit how near its tokens are to the query's; None where the embedding model gives no tokens."""
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
    """Find the `k` best stretches for a question. Raises `EmbeddingError`, `LibraryError`."""
    query = Query(text=question, filters=filters or Filters(), preferences=preferences or Preferences())
    (ranking,) = (one_search := Search(library, k)).rank([query])
    return one_search.found(ranking)


class Ranking(NamedTuple):
    """The candidates for a query, best first."""

    query: Query
    vector: Vectors
    candidates: list[Candidate]


class Search:
    """One search of one or several queries, which share what they read of the catalog."""

    def __init__(self, library: Library, k: int) -> None:
        """`k` is the number of hits wanted in the end."""
        self._library = library
        self._k = k
        catalog = library.catalog
        self._passages = _ReadOnce(catalog.passages)
        self._articles = _ReadOnce(catalog.articles_by_number)
        self._tokens = _ReadOnce(catalog.tokens)
        self._matching: dict[Filters, set[int]] = {}

    def rank(self, queries: Sequence[Query]) -> list[Ranking]:
        """The candidates for each query. Raises `EmbeddingError`, `LibraryError`."""
        self._library.refresh()
        vectors, tokens = self._library.query_encoder.embed_with_tokens([query.text for query in queries])
        for filters in {query.filters for query in queries if query.filters} - self._matching.keys():
            self._matching[filters] = self._library.catalog.matching(filters)

        def ranking(number: int) -> Ranking:
            vector, words = vectors[number], tokens[number].vectors if tokens else vectors[:0]
            return Ranking(queries[number], vector, self._candidates(number, queries[number], vector, words))

        # SQLite, Chroma and numpy work outside the interpreter's lock: two parts take little longer than one.
        return list(self._library.searches.map(ranking, range(len(queries))))

    def found(self, ranking: Ranking) -> Found:
        """The best candidates as hits; neighbours are merged, and what repeats a copy of a better hit is left out."""
        hits = self._hits(merged(ranking.candidates), ranking.query.filters)
        searched, undated = self._library.catalog.matching_articles(ranking.query.filters)
        return Found(
            hits=tuple(hit for hit, _ in hits),
            similarities=tuple(similar for _, similar in hits),
            articles_searched=searched,
            undated_left_out=undated,
            query_vector=ranking.vector,
        )

    def _candidates(self, number: int, query: Query, vector: Vectors, tokens: Vectors) -> list[Candidate]:
        fused = self._fused(query, vector, max(CANDIDATES_OF_PART if number else CANDIDATES, self._k))
        passages = self._passages(fused)
        articles = self._articles({passage.article for passage in passages.values()})
        # Another process may have removed some since.
        standing = [one for one in passages.values() if one.number in fused and one.article in articles]
        if not standing:
            return []
        scores = standardised([fused[one.number] for one in standing])
        packed = self._tokens(one.number for one in standing)
        similar: list[TokenSimilarities] = []
        if LATE_WEIGHT and len(tokens) and len(packed) == len(standing):
            similar = similarities(tokens, [packed[one.number] for one in standing])
            scores = LATE_WEIGHT * standardised(late_scores(similar)) + (1 - LATE_WEIGHT) * scores
        scores = _preferred(query.preferences, scores, standing, articles)
        order = np.argsort(-scores, kind="stable")
        return [Candidate(standing[i], float(scores[i]), number, similar[i] if similar else None) for i in order]

    def _fused(self, query: Query, vector: Vectors, limit: int) -> dict[int, float]:
        """Passage number -> fused score of the `limit` passages that each of the two searches finds."""
        library = self._library
        among = self._matching[query.filters] if query.filters else None
        dense = library.nearest(vector, limit, among)
        keyword = library.catalog.keyword_search(query.text, limit, query.filters)
        missing = library.catalog.vectors(number for number in keyword if number not in dense)
        dense |= {number: float(stored @ vector) for number, stored in missing.items()}
        if not dense:
            return {}
        scores = fuse(list(dense.values()), [keyword.get(number, 0.0) for number in dense])
        return dict(zip(dense, scores.tolist(), strict=True))

    def _hits(self, stretches: Sequence[Stretch], filters: Filters) -> list[tuple[Hit, TokenSimilarities | None]]:
        seen = Collapse()
        catalog = self._library.catalog
        articles = self._articles({stretch.article for stretch in stretches})
        # A copy that the filters shut out is not named either: it may be of a later day.
        stories = catalog.stories.of(articles, among=catalog.articles_matching(filters) if filters else None)
        hits: list[tuple[Hit, TokenSimilarities | None]] = []
        for stretch in stretches:
            if len(hits) == self._k:
                break
            article, story = articles[stretch.article], stories.get(stretch.article)
            hit = Hit(
                article=article,
                span=stretch.span,
                score=round(stretch.score, 6),
                rank=0,
                story=story.number if story else None,
                copies=tuple(other for other in story.articles if other != article.id) if story else (),
            )
            if seen.admits(hit):
                hits.append((replace(hit, rank=len(hits) + 1), stretch.tokens))
        return hits


def fuse(dense: Sequence[float], keyword: Sequence[float]) -> Floats:
    """The scores of both searches as one; both have the shape `(candidates,)`."""
    fused: Floats = DENSE_WEIGHT * standardised(dense) + (1 - DENSE_WEIGHT) * standardised(keyword)
    return fused


def _preferred(
    preferences: Preferences, scores: Floats, passages: Sequence[StoredPassage], articles: dict[int, Article]
) -> Floats:
    """The scores with what each passage gains by its article and by what the query prefers."""
    bonus = {number: preferences.bonus(article) for number, article in articles.items()} if preferences else {}
    scores = scores + np.array([bonus.get(one.article, 0.0) for one in passages])
    preferred: Floats = scores + of_articles(scores, [one.article for one in passages])
    if preferences.patterns:
        texts = (articles[one.article].text[one.span.start : one.span.end] for one in passages)
        preferred += np.array([preferences.passage_bonus(text) for text in texts])
    if days := named_days(preferences.periods):
        spoken = [speaks_of(articles[one.article], one.span, days) for one in passages]
        preferred += DAY_WEIGHT * np.array(spoken, np.float64)
    return preferred


class _ReadOnce(Generic[_Value]):
    """Reads from the catalog what has not been read before."""

    def __init__(self, read: Callable[[Collection[int]], dict[int, _Value]]) -> None:
        self._read = read
        self._held: dict[int, _Value] = {}

    def __call__(self, numbers: Iterable[int]) -> dict[int, _Value]:
        """What there is for these numbers."""
        wanted = list(numbers)
        if missing := [number for number in wanted if number not in self._held]:
            self._held |= self._read(missing)
        return {number: self._held[number] for number in wanted if number in self._held}
