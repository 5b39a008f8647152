"""Figures as Markdown: for a terminal, a file or a pull request."""

import re
from collections.abc import Sequence

from assistant.evaluation.bootstrap import Figure
from assistant.evaluation.comparison import Change, Comparison
from assistant.evaluation.measure import MEASURES
from assistant.evaluation.metrics.risk_coverage import area
from assistant.evaluation.run_file import Run
from assistant.evaluation.summary import Summary

MOST_WORDS = 160
"""Characters of an answer that are shown."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#!&~$@])")


def summary_markdown(run: Run, summary: Summary) -> str:
    """The figures of a run."""
    about = run.about
    lines = [
        f"# {summary.cases} cases, {escaped(str(about.get('model', 'unknown model')))}",
        "",
        "| measure | all | " + " | ".join(_head(summary, name) for name in summary.by_type) + " |",
        "| --- |" + " --- |" * (1 + len(summary.by_type)),
    ]
    for measure in MEASURES:
        if measure.name in summary.figures:
            cells = [_figure(summary.figures[measure.name])]
            cells += [_value(figures.get(measure.name)) for figures in summary.by_type.values()]
            lines.append(f"| {measure.name} | " + " | ".join(cells) + " |")
    if summary.latency:
        lines += ["", "| seconds | p50 | p95 | cases |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {stage} | {one.p50:.2f} | {one.p95:.2f} | {one.cases} |" for stage, one in summary.latency.items()
        ]
    risk = area(summary.risk_coverage)
    usage = f"{summary.usage['prompt_tokens']:,} prompt and {summary.usage['completion_tokens']:,} completion tokens"
    if "cost" in about:
        usage += f", cost {about['cost']:.4f}"
    notes = ["Intervals: 95%, bootstrap over cases.", f"{usage}."]
    notes += [f"Area under the risk-coverage curve: {risk:.3f}."] if risk is not None else []
    return "\n".join([*lines, "", " ".join(notes), ""])


def comparison_markdown(comparison: Comparison, first: str, second: str) -> str:
    """What changed between two runs."""
    lines = [
        f"# {escaped(second)} against {escaped(first)}: {comparison.cases} cases in common",
        "",
        "| measure | first | second | difference (95%) | p | lost, won |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_change_row(change) for change in comparison.changes),
        "",
        "p: McNemar's exact test where cases are won or lost, else the paired bootstrap; **bold** below 0.05.",
    ]
    shown = [(name, change) for name, changes in comparison.by_type.items() for change in changes]
    shown = [(name, change) for name, change in shown if change.measure.headline and change.difference.value]
    if shown:
        lines += ["", "| type | measure | first | second | difference | p |", "| --- | --- | --- | --- | --- | --- |"]
        lines += [
            f"| {escaped(name)} | {change.measure.name} | {change.first:.3f} | {change.second:.3f} | "
            f"{change.difference.value:+.3f} | {_p(change)} |"
            for name, change in shown
        ]
    for won, title in ((False, "Lost"), (True, "Won")):
        flips = [flip for flip in comparison.flips if flip.won is won]
        if flips:
            lines += ["", f"## {title}: {len(flips)}", ""]
            lines += [
                f"- **{escaped(flip.id)}** ({escaped(flip.type)}) {escaped(flip.question)}<br>"
                f"first: {escaped(flip.first)}<br>second: {escaped(flip.second)}"
                for flip in flips
            ]
    if comparison.only_first or comparison.only_second:
        only = f"{comparison.only_first} cases only in the first run, {comparison.only_second} only in the second"
        lines += ["", f"Left out: {only}."]
    return "\n".join([*lines, ""])


def escaped(text: str) -> str:
    """Untrusted text on one line, in which nothing is markup, a link or somebody's name."""
    line = " ".join(text.split())
    line = line if len(line) <= MOST_WORDS else line[:MOST_WORDS].rstrip() + " ..."
    return _SPECIAL.sub(r"\\\1", line).replace("://", ":\u200b//")


def _head(summary: Summary, name: str) -> str:
    return f"{escaped(name)} ({summary.cases_by_type[name]})"


def _figure(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.low:.2f}-{figure.high:.2f})"


def _value(figure: Figure | None) -> str:
    return "" if figure is None else f"{figure.value:.2f}"


def _change_row(change: Change) -> str:
    found = change.difference
    moved = "" if change.mcnemar is None else f"{change.lost}, {change.won}"
    cells: Sequence[str] = (
        change.measure.name,
        f"{change.first:.3f}",
        f"{change.second:.3f}",
        f"{found.value:+.3f} ({found.low:+.2f} to {found.high:+.2f})",
        _p(change),
        moved,
    )
    return "| " + " | ".join(cells) + " |"


def _p(change: Change) -> str:
    return f"**{change.p:.2g}**" if change.significant else f"{change.p:.2f}"
