"""Conditions that a run must meet, for automatic checks: exit code 1 if it does not."""

from collections.abc import Iterable, Sequence

from assistant.errors import EvaluationError
from assistant.evaluation.comparison import LEAST_P, Change, Comparison
from assistant.evaluation.measure import MEASURES
from assistant.evaluation.summary import Figures

Bound = tuple[str, float]
"""A measure's name and the value that it must not be worse than."""


def parse_bound(text: str) -> Bound:
    """Read `metric=value`. Raises `ValueError`."""
    name, equals, value = text.partition("=")
    if not equals or name.strip() not in {measure.name for measure in MEASURES}:
        raise ValueError(f"{text!r} is not metric=value with one of {', '.join(one.name for one in MEASURES)}")
    return name.strip(), float(value)


def check_bounds(figures: Figures, bounds: Iterable[Bound]) -> list[str]:
    """What falls short of its bound; a measure without a figure does too."""
    better = {measure.name: measure.better for measure in MEASURES}
    failures = []
    for name, bound in bounds:
        if name not in figures:
            failures.append(f"{name} has no figure in this run")
        elif figures[name].value < bound if better[name] == "higher" else figures[name].value > bound:
            failures.append(f"{name} is {figures[name].value:.3f}, worse than {bound:g}")
    return failures


def check_no_worse(comparison: Comparison) -> list[str]:
    """The headline measures in which the second run is worse by more than chance.

    Their p values are adjusted for being several (Holm 1979).
    """
    changes = [change for change in comparison.changes if change.measure.headline]
    return [
        f"{change.measure.name} fell from {change.first:.3f} to {change.second:.3f} (p {p:.3g})"
        for change, p in _holm(changes)
        if change.worse and p < LEAST_P
    ]


def require(failures: Sequence[str]) -> None:
    """Raises `EvaluationError` if there are any."""
    if failures:
        raise EvaluationError(f"the run is not good enough: {'; '.join(failures)}: see its report for the cases")


def _holm(changes: Sequence[Change]) -> list[tuple[Change, float]]:
    adjusted, least = [], 0.0
    for rank, change in enumerate(sorted(changes, key=lambda one: one.p)):
        least = max(least, min(1.0, change.p * (len(changes) - rank)))
        adjusted.append((change, least))
    return adjusted
