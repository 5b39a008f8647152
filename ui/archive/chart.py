"""Articles over time as bars. Pure functions."""

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from ui.markup import count, day

MOST_DAYS = 200
"""A longer period is shown by months."""
MOST_MONTHS = 240
"""A longer one by years."""

HEIGHT = 100
_GAP = 0.18
"""Of a bar's width."""


class Bar(NamedTuple):
    """A day, month or year."""

    label: str
    articles: int


def bars(by_day: Mapping[date, int]) -> tuple[str, list[Bar]]:
    """The unit ("day", "month" or "year") and the bars, with those that are zero."""
    if not by_day:
        return "day", []
    first, last = min(by_day), max(by_day)
    days = (last - first).days + 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if days <= MOST_DAYS:
        every = [first + timedelta(step) for step in range(days)]
        return "day", [Bar(day(one.isoformat()), by_day.get(one, 0)) for one in every]
    length, unit = (7, "month") if months <= MOST_MONTHS else (4, "year")
    counts: dict[str, int] = {}
    for one, number in by_day.items():
        counts[one.isoformat()[:length]] = counts.get(one.isoformat()[:length], 0) + number
    if unit == "year":
        return unit, [Bar(str(year), counts.get(f"{year:04}", 0)) for year in range(first.year, last.year + 1)]
    steps = [divmod(first.year * 12 + first.month - 1 + step, 12) for step in range(months)]
    starts = [date(year, month + 1, 1).isoformat() for year, month in steps]
    return unit, [Bar(day(start).split(" ", 1)[1], counts.get(start[:7], 0)) for start in starts]


def chart_html(by_day: Mapping[date, int]) -> str:
    """The bars with their axis; nothing for an archive without dates or with a single bar."""
    unit, shown = bars(by_day)
    if len(shown) < 2:
        return ""
    most = max(shown, key=lambda bar: bar.articles)
    drawn = "".join(_rectangle(place, bar, most.articles) for place, bar in enumerate(shown))
    telling = f"Articles by {unit}, {shown[0].label} to {shown[-1].label}; the most in {most.label}: {most.articles:,}"
    middle = f"<span>{escape(shown[len(shown) // 2].label)}</span>" if len(shown) > 4 else ""
    return (
        f'<figure class="over-time"><figcaption>Articles by {unit}<span>most: {escape(most.label)}, '
        f"{count(most.articles, 'article')}</span></figcaption>"
        f'<svg viewBox="0 0 {len(shown)} {HEIGHT}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escape(telling)}">{drawn}</svg>'
        f'<p class="axis" aria-hidden="true"><span>{escape(shown[0].label)}</span>{middle}'
        f"<span>{escape(shown[-1].label)}</span></p></figure>"
    )


def _rectangle(place: int, bar: Bar, most: int) -> str:
    height = max(HEIGHT * bar.articles / most, 1.0 if bar.articles else 0.0)
    title = f"{bar.label}: {count(bar.articles, 'article')}"
    return (
        f'<g><title>{escape(title)}</title><rect class="ground" x="{place}" y="0" width="1" height="{HEIGHT}"/>'
        f'<rect class="filled" x="{place + _GAP / 2:.2f}" y="{HEIGHT - height:.1f}" width="{1 - _GAP:.2f}"'
        f' height="{height:.1f}"/></g>'
    )
