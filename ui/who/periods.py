"""A stretch of days cut into equal parts that a plot can show."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

MOST_PARTS = 60

Unit = Literal["day", "week", "month", "quarter", "year"]

_DAYS: dict[Unit, int] = {"day": 1, "week": 7, "month": 28, "quarter": 90}
"""The least days of a unit."""


@dataclass(frozen=True, slots=True)
class Part:
    """Days that a plot shows as one."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Axis:
    """The parts of a plot, in order, without gaps."""

    unit: Unit
    parts: tuple[Part, ...]

    def index(self, day: date) -> int:
        """The part that a day of the axis lies in."""
        return next(number for number, part in enumerate(self.parts) if day <= part.last)

    def middle(self, index: int) -> float:
        """Where the middle of a part lies on the axis, in per cent of its length."""
        part, length = self.parts[index], (self.parts[-1].last - self.parts[0].first).days + 1
        days = (part.first - self.parts[0].first).days + ((part.last - part.first).days + 1) / 2
        return 100 * days / length


def axis_over(first: date, last: date) -> Axis:
    """The axis from one day to another; its unit is the shortest that gives few enough parts."""
    days = (last - first).days + 1
    unit: Unit = next((unit for unit, length in _DAYS.items() if days / length <= MOST_PARTS - 1), "year")
    starts = [_start(first, unit)]
    while starts[-1] <= last:
        starts.append(_next(starts[-1], unit))
    return Axis(unit, tuple(Part(start, after - timedelta(days=1)) for start, after in pairwise(starts)))


def _start(day: date, unit: Unit) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday()) if day.toordinal() > 7 else day
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)


def _next(start: date, unit: Unit) -> date:
    match unit:
        case "day":
            return start + timedelta(days=1)
        case "week":
            return start + timedelta(days=7)
        case _:
            months = {"month": 1, "quarter": 3, "year": 12}[unit] + start.month - 1
            return date(start.year + months // 12, months % 12 + 1, 1)
