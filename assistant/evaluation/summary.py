"""A run -> its figures, over all cases and by type."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.bootstrap import Figure, figure
from assistant.evaluation.measure import MEASURES, Scores
from assistant.evaluation.metrics.latency import Latency, latencies
from assistant.evaluation.metrics.risk_coverage import Point, area, risk_coverage
from assistant.evaluation.run_file import Run
from assistant.records import Record

Figures = dict[str, Figure]
"""Measure -> its figure; those that apply to no case are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What there is to say of a run."""

    cases: int
    figures: Figures
    by_type: dict[str, Figures]
    cases_by_type: dict[str, int]
    risk_coverage: list[Point]
    latency: dict[str, Latency]
    usage: dict[str, int]


def summarise(run: Run) -> Summary:
    """Sum a run up."""
    by_type: dict[str, list[Record]] = defaultdict(list)
    for line in run.lines:
        by_type[line["type"]].append(line)
    sure = [
        (line["scores"]["confidence"], bool(line["scores"].get("correct")))
        for line in run.lines
        if "confidence" in line["scores"]
    ]
    return Summary(
        cases=len(run.lines),
        figures=figures([line["scores"] for line in run.lines]),
        by_type={name: figures([line["scores"] for line in lines]) for name, lines in sorted(by_type.items())},
        cases_by_type={name: len(lines) for name, lines in sorted(by_type.items())},
        risk_coverage=risk_coverage(sure, len(run.lines)),
        latency=latencies([line.get("timings") or {} for line in run.lines]),
        usage=_usage(run.lines),
    )


def figures(cases: Sequence[Scores]) -> Figures:
    """The figure of every measure that applies to any of these cases."""
    found = {}
    for measure in MEASURES:
        parts = [part for scores in cases if (part := measure.parts(scores)) is not None]
        if parts:
            found[measure.name] = figure(parts)
    return found


def summary_record(run: Run, summary: Summary) -> Record:
    """What `onrecord evaluate --json` prints."""
    return {
        "cases": summary.cases,
        "metrics": _figures_record(summary.figures),
        "by_type": {
            name: {"cases": summary.cases_by_type[name], "metrics": _figures_record(one)}
            for name, one in summary.by_type.items()
        },
        "risk_coverage": {
            "area": area(summary.risk_coverage),
            "points": [point._asdict() for point in summary.risk_coverage],
        },
        "latency": {stage: one._asdict() for stage, one in summary.latency.items()},
        "usage": {**summary.usage, **({"cost": run.about["cost"]} if "cost" in run.about else {})},
        "run": run.about,
    }


def _figures_record(found: Figures) -> Record:
    return {name: {key: _rounded(value) for key, value in one._asdict().items()} for name, one in found.items()}


def _rounded(value: float) -> float:
    return round(value, 4)


def _usage(lines: Sequence[Record]) -> dict[str, int]:
    usage = {"prompt_tokens": 0, "completion_tokens": 0}
    for line in lines:
        for source in (line.get("usage"), (line.get("judge") or {}).get("usage")):
            for name in usage:
                usage[name] += (source or {}).get(name, 0)
    return usage
