"""Risk and coverage: how often answers are wrong if only the surest are given (El-Yaniv and Wiener 2010)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Point(NamedTuple):
    """Answering the surest cases only, so many of all are answered and so many of those wrong; both 0 to 1."""

    coverage: float
    risk: float


def risk_coverage(answers: Iterable[tuple[float, bool]], cases: int) -> list[Point]:
    """A point for every confidence that occurs, the surest first; `answers` are pairs of confidence and rightness.

    `cases` counts the refused ones too: those are never covered.
    """
    ordered = sorted(answers, key=lambda one: -one[0])
    points, wrong = [], 0
    for number, (confidence, right) in enumerate(ordered, start=1):
        wrong += not right
        if number == len(ordered) or ordered[number][0] < confidence:
            points.append(Point(number / cases, wrong / number))
    return points


def area(points: Sequence[Point]) -> float | None:
    """Mean risk over the coverage reached (AURC; lower is better); None without answers."""
    if not points:
        return None
    total, before = 0.0, 0.0
    for point in points:
        total += (point.coverage - before) * point.risk
        before = point.coverage
    return total / before
