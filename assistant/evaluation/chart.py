"""Plots as inline SVG, drawn with the page's colours; numbers in, markup out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 420, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 14, 40
TICKS = 5


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with its title."""

    title: str
    low: float
    high: float
    unit: str = ""

    def at(self, value: float) -> float:
        """Where a value stands, 0 to 1."""
        return (value - self.low) / ((self.high - self.low) or 1.0)


Series = Mapping[str, Sequence[tuple[float, float]]]
"""Name -> points."""


def line_chart(title: str, x: Axis, y: Axis, series: Series) -> Markup:
    """Lines through the points, with a dot and a tooltip at each; at most four series have a colour of their own."""
    parts = [_axes(x, y)]
    for number, (name, points) in enumerate(series.items(), start=1):
        places = [(_across(x, a), _up(y, b), a, b) for a, b in points]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py, _, _ in places)
        parts.append(Markup('<polyline class="line s{}" points="{}"/>').format(number, path))
        for px, py, a, b in places:
            tip = f"{name}: {a:g}{x.unit}, {b:.3f}"
            parts.append(_dot(px, py, number, tip))
    return _figure(title, Markup("").join(parts), list(series))


def strip_chart(
    title: str, x: Axis, rows: Mapping[str, Sequence[float]], marks: Mapping[str, Sequence[float]]
) -> Markup:
    """A dot for every value in its row; `marks` are drawn across the row, such as percentiles."""
    parts = [_axes(x, None)]
    step = (HEIGHT - TOP - BOTTOM) / max(len(rows), 1)
    for row, (name, values) in enumerate(rows.items()):
        middle = TOP + step * (row + 0.5)
        parts.append(Markup('<text class="row" x="{}" y="{:.1f}">{}</text>').format(LEFT + 4, middle - 14, name))
        parts += [_dot(_across(x, value), middle, 1, f"{value:g}{x.unit}") for value in values]
        for value in marks.get(name, ()):
            place = _across(x, value)
            parts.append(
                Markup('<line class="mark" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>').format(
                    place, middle - 10, middle + 10
                )
            )
    return _figure(title, Markup("").join(parts), [])


def _axes(x: Axis, y: Axis | None) -> Markup:
    bottom = HEIGHT - BOTTOM
    parts = [Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, bottom, bottom)]
    for tick in range(TICKS + 1):
        value = x.low + (x.high - x.low) * tick / TICKS
        place = _across(x, value)
        parts.append(
            Markup('<text class="tick" text-anchor="middle" x="{:.1f}" y="{}">{:g}</text>').format(
                place, bottom + 14, round(value, 2)
            )
        )
        if y is not None:
            value = y.low + (y.high - y.low) * tick / TICKS
            height = _up(y, value)
            parts.append(
                Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(
                    LEFT, WIDTH - RIGHT, height, height
                )
            )
            parts.append(
                Markup('<text class="tick" text-anchor="end" x="{}" y="{:.1f}">{:g}</text>').format(
                    LEFT - 5, height + 4, round(value, 2)
                )
            )
    label = x.title + (f" ({y.title} upwards)" if y else "")
    parts.append(
        Markup('<text class="label" text-anchor="middle" x="{}" y="{}">{}</text>').format(
            (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, label
        )
    )
    return Markup("").join(parts)


def _dot(x: float, y: float, series: int, tip: str) -> Markup:
    return Markup('<circle class="dot s{}" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>').format(
        series, x, y, tip
    )


def _figure(title: str, content: Markup, names: Sequence[str]) -> Markup:
    legend = Markup("").join(
        Markup('<span class="key s{}">{}</span>').format(number, name) for number, name in enumerate(names, start=1)
    )
    return Markup(
        '<figure><svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg><figcaption>{} {}</figcaption></figure>'
    ).format(WIDTH, HEIGHT, escape(title), content, title, legend)


def _across(axis: Axis, value: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * axis.at(value)


def _up(axis: Axis, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.at(value)
