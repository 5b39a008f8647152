"""Measures of a ranking of articles, as trec_eval computes them (tests hold them against ir_measures)."""

from collections.abc import Mapping, Sequence
from math import log2

Relevance = Mapping[str, int]
"""Article -> its relevance; what is above 0 counts as relevant."""


def hit(ranking: Sequence[str], relevance: Relevance, depth: int) -> float:
    """1 if any of the first `depth` is relevant, else 0 (trec_eval's success)."""
    return float(any(relevance.get(one, 0) > 0 for one in ranking[:depth]))


def recall(ranking: Sequence[str], relevance: Relevance, depth: int) -> float:
    """Share of the relevant ones that are among the first `depth`."""
    return sum(relevance.get(one, 0) > 0 for one in ranking[:depth]) / _relevant(relevance)


def reciprocal_rank(ranking: Sequence[str], relevance: Relevance) -> float:
    """1 divided by the rank of the first relevant one; 0 if there is none."""
    return next((1 / rank for rank, one in enumerate(ranking, start=1) if relevance.get(one, 0) > 0), 0.0)


def average_precision(ranking: Sequence[str], relevance: Relevance) -> float:
    """Mean of the precisions at the ranks of the relevant ones; one that is not found counts 0."""
    found, total = 0, 0.0
    for rank, one in enumerate(ranking, start=1):
        if relevance.get(one, 0) > 0:
            found += 1
            total += found / rank
    return total / _relevant(relevance)


def ndcg(ranking: Sequence[str], relevance: Relevance, depth: int) -> float:
    """Normalised discounted cumulative gain with the relevance itself as gain (Järvelin and Kekäläinen 2002)."""
    gains = [max(relevance.get(one, 0), 0) for one in ranking[:depth]]
    ideal = sorted((max(value, 0) for value in relevance.values()), reverse=True)[:depth]
    return _discounted(gains) / _discounted(ideal) if any(ideal) else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _relevant(relevance: Relevance) -> int:
    return max(sum(value > 0 for value in relevance.values()), 1)
