"""Two runs over the same cases: what changed, and whether by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import EvaluationError
from assistant.evaluation.bootstrap import Difference, difference
from assistant.evaluation.mcnemar import mcnemar
from assistant.evaluation.measure import MEASURES, Measure
from assistant.evaluation.run_file import Run
from assistant.records import Record

LEAST_P = 0.05
"""A difference counts from here."""

Pair = tuple[Record, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of one measure, from the first run to the second."""

    measure: Measure
    first: float
    second: float
    difference: Difference
    """By the paired bootstrap."""
    lost: int | None = None
    won: int | None = None
    """Cases that went from 1 to 0 and from 0 to 1; None unless the measure is binary."""
    mcnemar: float | None = None

    @property
    def p(self) -> float:
        """McNemar's exact one where it applies, else the bootstrap's."""
        return self.difference.p if self.mcnemar is None else self.mcnemar

    @property
    def significant(self) -> bool:
        """Whether chance alone would seldom do this."""
        return self.p < LEAST_P

    @property
    def worse(self) -> bool:
        """Whether the second run is worse, by however little."""
        return self.difference.value < 0 if self.measure.better == "higher" else self.difference.value > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A case that one run gets right and the other does not.

    Right is a right answer or, where a run has no answers, an article with evidence among the first ten.
    """

    id: str
    type: str
    question: str
    won: bool
    """Whether the second run is the one that gets it right."""
    first: str
    second: str
    """The two answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from one run to another."""

    cases: int
    only_first: int
    only_second: int
    """Cases that the other run lacks; they are left out."""
    changes: list[Change]
    by_type: dict[str, list[Change]]
    flips: list[Flip]


def compare(first: Run, second: Run) -> Comparison:
    """Compare the cases that both runs have, paired by id. Raises `EvaluationError` if there are none."""
    earlier, later = ({line["id"]: line for line in run.lines} for run in (first, second))
    pairs = [(earlier[name], later[name]) for name in earlier if name in later]
    if not pairs:
        raise EvaluationError("the two runs have no case in common: compare runs of the same test set")
    different = [one["id"] for one, two in pairs if one["question"] != two["question"]]
    if different:
        raise EvaluationError(f"the case {different[0]!r} asks something else in the other run: evaluate both anew")
    types = sorted({one["type"] for one, _ in pairs})
    return Comparison(
        cases=len(pairs),
        only_first=len(earlier) - len(pairs),
        only_second=len(later) - len(pairs),
        changes=_changes(pairs),
        by_type={name: _changes([pair for pair in pairs if pair[0]["type"] == name]) for name in types},
        flips=[flip for one, two in pairs if (flip := _flip(one, two)) is not None],
    )


def _changes(pairs: Sequence[Pair]) -> list[Change]:
    return [change for measure in MEASURES if (change := _change(measure, pairs)) is not None]


def _change(measure: Measure, pairs: Sequence[Pair]) -> Change | None:
    """The change over the cases to which the measure applies in either run (for binary ones: in both)."""
    parts = [(measure.parts(one["scores"]), measure.parts(two["scores"])) for one, two in pairs]
    if measure.binary:
        parts = [(one, two) for one, two in parts if one and two]
    one = [first or (0.0, 0.0) for first, second in parts if first or second]
    two = [second or (0.0, 0.0) for first, second in parts if first or second]
    if not sum(part[1] for part in one) or not sum(part[1] for part in two):
        return None
    found = difference(one, two)
    first = sum(part[0] for part in one) / sum(part[1] for part in one)
    if not measure.binary:
        return Change(measure=measure, first=first, second=first + found.value, difference=found)
    lost = sum(a[0] > b[0] for a, b in zip(one, two, strict=True))
    won = sum(a[0] < b[0] for a, b in zip(one, two, strict=True))
    return Change(
        measure=measure,
        first=first,
        second=first + found.value,
        difference=found,
        lost=lost,
        won=won,
        mcnemar=mcnemar(lost, won),
    )


def _flip(one: Record, two: Record) -> Flip | None:
    """The flip of a case; None if both runs get it right, both wrong, or one of them cannot be judged."""
    first, second = one["scores"], two["scores"]
    name = "correct" if "correct" in first and "correct" in second else "hit@10"
    if name not in first or name not in second or first[name] == second[name]:
        return None
    return Flip(
        id=one["id"],
        type=one["type"],
        question=one["question"],
        won=bool(second[name]),
        first=one.get("answer") or "",
        second=two.get("answer") or "",
    )


def comparison_record(comparison: Comparison) -> Record:
    """What `onrecord compare --json` prints."""
    return {
        "cases": comparison.cases,
        "only_first": comparison.only_first,
        "only_second": comparison.only_second,
        "metrics": {change.measure.name: _change_record(change) for change in comparison.changes},
        "by_type": {
            name: {change.measure.name: _change_record(change) for change in changes}
            for name, changes in comparison.by_type.items()
        },
        "flips": [
            {"id": flip.id, "type": flip.type, "question": flip.question, "won": flip.won} for flip in comparison.flips
        ],
    }


def _change_record(change: Change) -> Record:
    found = change.difference
    record: Record = {
        "first": round(change.first, 4),
        "second": round(change.second, 4),
        "difference": round(found.value, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "p": round(change.p, 6),
        "p_bootstrap": round(found.p, 6),
        "cases": found.cases,
    }
    if change.mcnemar is not None:
        record |= {"lost": change.lost, "won": change.won, "p_mcnemar": round(change.mcnemar, 6)}
    return record
