"""Statements over time as an SVG of our own: a row for each stance, a dot for each stretch of days.

Places along the axis are in per cent, so that the plot fills any width while dots and letters keep their size.
Pure functions; everything that comes from outside is escaped.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import sqrt

from index.attribution.attribution import Stance
from index.attribution.grouping import Reports
from index.attribution.ledger import Line
from index.attribution.timeline import Moment
from ui.markup import count, day, period
from ui.who.periods import Axis, Part, axis_over
from ui.who.wording import side

LANES: tuple[Stance, ...] = (
    "proposes", "supports", "promises", "opposes", "denies", "demands", "warns", "asks", "states",
)  # fmt: skip
"""From top to bottom: for, against, neither."""
LANE, AXIS = 28, 26
"""Heights in pixels: of a row, and of the days below."""
SMALLEST, LARGEST = 3.0, 11.0
"""Radii in pixels."""
MANY = 4
"""Statements that make the largest dot, where no dot of the row has more."""
STRAY = 200
"""One of so many statements may lie before the axis begins."""
LAST_YEAR = 9000
"""A day beyond it is a mistake in an article's data."""

Counts = Mapping[tuple[Stance, int], int]
"""Statements by stance and part of the axis."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What the plot shows."""

    axis: Axis
    lanes: tuple[Stance, ...]
    counts: Counts
    outside: int
    """Statements that are not drawn."""


def plot_of(lines: Sequence[Line]) -> Plot | None:
    """Count statements by stance and days; None if none has a day."""
    days = sorted(line.day for line in lines if line.day and line.day.year < LAST_YEAR)
    if not days:
        return None
    # A few statements of long ago would press all others together.
    first, last = days[len(days) // STRAY], days[-1]
    axis = axis_over(first, last)
    by_day = Counter((line.stance, line.day) for line in lines)
    counts: Counter[tuple[Stance, int]] = Counter()
    for (stance, said_on), times in by_day.items():
        if said_on and axis.parts[0].first <= said_on <= last:
            counts[stance, axis.index(said_on)] += times
    lanes = tuple(stance for stance in LANES if any(stance == one for one, _ in counts))
    return Plot(axis, lanes, counts, len(lines) - counts.total())


def plot_html(plot: Plot, changes: Sequence[Moment] = ()) -> str:
    """The plot with its rows' names, and its figures as a table for whoever cannot see it."""
    totals = {lane: sum(times for (stance, _), times in plot.counts.items() if stance == lane) for lane in plot.lanes}
    names = "".join(f"<li><b>{lane}</b> {totals[lane]:,}</li>" for lane in plot.lanes)
    said = ", ".join(f"{lane} {totals[lane]:,}" for lane in plot.lanes)
    parts = plot.axis.parts
    label = f"Statements over time, {period(parts[0].first.isoformat(), parts[-1].last.isoformat())}: {said}."
    height = LANE * len(plot.lanes) + AXIS
    drawn = "".join((*_rows(plot), *_ticks(plot), *_dots(plot), *_changes(plot, changes)))
    return (
        f'<figure class="timeline"><div class="plot"><ul class="lanes" aria-hidden="true">{names}</ul>'
        f'<svg role="img" aria-label="{escape(label)}" width="100%" height="{height}">{drawn}</svg></div>'
        f"<p>{escape(_key(plot))}</p>"
        f"<details><summary>The figures as a table</summary>{_table(plot)}</details></figure>"
    )


def _key(plot: Plot) -> str:
    """How to read the plot. Not escaped."""
    stray = f" {count(plot.outside, 'earlier or undated statement')} not drawn." if plot.outside else ""
    return f"A dot is a {plot.axis.unit}; its size compares it with its own row. Choose one to list it.{stray}"


def _rows(plot: Plot) -> Iterator[str]:
    for number in range(len(plot.lanes)):
        y = LANE * number + LANE / 2
        yield f'<line class="row" x1="0" x2="100%" y1="{y:g}" y2="{y:g}"/>'


def _ticks(plot: Plot) -> Iterator[str]:
    """The first, the middle and the last day under the plot, fewer where they are the same."""
    parts, bottom = plot.axis.parts, LANE * len(plot.lanes)
    days = {0: (parts[0].first, "start"), 100: (parts[-1].last, "end")}
    if len(parts) > 2:
        days[50] = (date.fromordinal((parts[0].first.toordinal() + parts[-1].last.toordinal()) // 2), "middle")
    if parts[0].first == parts[-1].last:
        days = {50: (parts[0].first, "middle")}
    for place, (when, anchor) in days.items():
        yield (
            f'<line class="tick" x1="{place}%" x2="{place}%" y1="0" y2="{bottom + 4}"/>'
            f'<text class="{anchor}" x="{place}%" y="{bottom + 19}" text-anchor="{anchor}">'
            f"{day(when.isoformat())}</text>"
        )


def _dots(plot: Plot) -> Iterator[str]:
    most = {lane: max(times for (stance, _), times in plot.counts.items() if stance == lane) for lane in plot.lanes}
    for (stance, index), times in sorted(plot.counts.items(), key=lambda one: -one[1]):
        part, radius = plot.axis.parts[index], max(SMALLEST, LARGEST * sqrt(times / max(most[stance], MANY)))
        title = f"{stance}, {named(part)}: {count(times, 'statement')}"
        yield (
            f'<circle class="{side(stance)}" cx="{plot.axis.middle(index):.2f}%" cy="{_y(plot, stance):g}"'
            f' r="{radius:.1f}" data-after="{part.first.isoformat()}" data-before="{part.last.isoformat()}"'
            f' data-stance="{stance}"><title>{escape(title)}</title></circle>'
        )


def _changes(plot: Plot, changes: Sequence[Moment]) -> Iterator[str]:
    """A line from each statement to the one by which its speaker changed sides."""
    for moment in changes:
        before = moment.changed_from
        start, end = (_place(plot, reports) for reports in (before, moment.reports))
        if start is None or end is None:
            continue
        (x1, y1), (x2, y2) = start, end
        yield (
            f'<line class="change" x1="{x1:.2f}%" y1="{y1:g}" x2="{x2:.2f}%" y2="{y2:g}"/>'
            f'<circle class="change" cx="{x2:.2f}%" cy="{y2:g}" r="{LARGEST + 2:g}"/>'
        )


def _place(plot: Plot, reports: Reports | None) -> tuple[float, float] | None:
    """Where a statement stands in the plot; None if it is not drawn."""
    said_on = date.fromisoformat(reports.said_on) if reports and reports.said_on else None
    parts = plot.axis.parts
    if reports is None or said_on is None or not parts[0].first <= said_on <= parts[-1].last:
        return None
    return (plot.axis.middle(plot.axis.index(said_on)), _y(plot, reports.stance))


def _y(plot: Plot, stance: Stance) -> float:
    return LANE * plot.lanes.index(stance) + LANE / 2


def _table(plot: Plot) -> str:
    head = "".join(f'<th scope="col">{lane}</th>' for lane in ("Days", *plot.lanes))
    rows = "".join(
        f'<tr><th scope="row">{escape(named(part))}</th>'
        + "".join(f'<td class="number">{plot.counts.get((lane, index), 0):,}</td>' for lane in plot.lanes)
        + "</tr>"
        for index, part in enumerate(plot.axis.parts)
        if any(plot.counts.get((lane, index)) for lane in plot.lanes)
    )
    return (
        '<div class="scroller" tabindex="0" role="group" aria-label="Statements by days">'
        f'<table class="grid"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def named(part: Part) -> str:
    """The days of a part in words. Not escaped."""
    return period(part.first.isoformat(), part.last.isoformat())
