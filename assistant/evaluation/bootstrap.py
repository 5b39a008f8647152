"""How sure a figure is: the bootstrap over cases (Efron and Tibshirani 1993, chapters 13 and 16)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SEED = 7
SAMPLES = 5000
LEVEL = 0.95

Parts = Sequence[tuple[float, float]]
"""What each case adds above and below the line of a ratio."""


class Figure(NamedTuple):
    """A measure's value with its interval."""

    value: float
    low: float
    high: float
    """Ends of the 95% interval: percentiles over resampled cases."""
    cases: int
    """That it rests on."""


class Difference(NamedTuple):
    """Between two runs over the same cases: the second less the first."""

    value: float
    low: float
    high: float
    p: float
    """Two-sided: twice the share of resamples on the far side of no difference, at most 1."""
    cases: int


def figure(parts: Parts) -> Figure:
    """The ratio of the sums and its interval. Raises `ValueError` without cases."""
    values = np.asarray(parts, np.float64)
    if not len(values):
        raise ValueError("a figure needs cases")
    sums = values[_draws(len(values))].sum(axis=1)
    ratios = _ratio(sums)
    low, high = _interval(ratios)
    return Figure(float(values[:, 0].sum() / values[:, 1].sum()), low, high, len(values))


def difference(first: Parts, second: Parts) -> Difference:
    """The paired difference of two runs' ratios; the two list the same cases in the same order.

    A case that counts for neither has `(0, 0)`. Raises `ValueError` without cases.
    """
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if not len(one) or one.shape != two.shape:
        raise ValueError("a difference needs the same cases in both runs")
    draws = _draws(len(one))
    differences = _ratio(two[draws].sum(axis=1)) - _ratio(one[draws].sum(axis=1))
    value = float(_ratio(two.sum(axis=0, keepdims=True))[0] - _ratio(one.sum(axis=0, keepdims=True))[0])
    differences = differences[np.isfinite(differences)]
    if not len(differences):
        return Difference(value, value, value, 1.0, len(one))
    below, above = (differences <= 1e-12).mean(), (differences >= -1e-12).mean()
    low, high = _interval(differences)
    # Not below what so many samples can show.
    p = max(2 * min(float(below), float(above)), 1 / SAMPLES)
    return Difference(value, low, high, min(p, 1.0), len(one))


def _draws(count: int) -> NDArray[np.int64]:
    """Cases drawn with replacement, shape `(SAMPLES, count)`; always the same ones for the same count."""
    return np.random.default_rng(SEED).integers(0, count, (SAMPLES, count))


def _ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of `(samples, 2)` sums; not a number where the sample has no case that counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: NDArray[np.float64] = sums[:, 0] / sums[:, 1]
    return ratios


def _interval(ratios: NDArray[np.float64]) -> tuple[float, float]:
    tail = 50 * (1 - LEVEL)
    low, high = np.nanpercentile(ratios, [tail, 100 - tail])
    return float(low), float(high)
