"""A passage that a search has found, on its way to becoming a hit."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.late_interaction import TokenSimilarities
from index.stored_passage import StoredPassage

ARTICLE_WEIGHT = 1.0
"""What a passage gains by its article: this times the mean score of the article's `BEST_OF_ARTICLE` best passages."""

BEST_OF_ARTICLE = 3


class Candidate(NamedTuple):
    """A passage found for one of the queries of a search."""

    passage: StoredPassage
    score: float
    query: int = 0
    """Which of the queries it was found for: similarities to different queries do not compare."""
    tokens: TokenSimilarities | None = None
    """How near its tokens are to the query's, where the embedding model gives tokens."""


def standardised(scores: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores with mean 0 and standard deviation 1; all 0 if they are all the same."""
    values = np.asarray(scores, np.float64)
    result: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-9)
    return result


def of_articles(scores: NDArray[np.float64], articles: Sequence[int]) -> NDArray[np.float64]:
    """What each passage gains by the other passages of its article.

    An article with several good passages is about the question; one with a single good passage may have met it by
    chance. Only what is better than the average candidate (0) counts. Shape of both arguments: `(candidates,)`.
    """
    good: dict[int, list[float]] = {}
    for score, article in zip(scores, articles, strict=True):
        good.setdefault(article, []).append(max(float(score), 0.0))
    mean = {article: sum(sorted(some)[-BEST_OF_ARTICLE:]) / BEST_OF_ARTICLE for article, some in good.items()}
    return ARTICLE_WEIGHT * np.array([mean[article] for article in articles])
