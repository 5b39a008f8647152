"""Dates as people and programs write them -> ISO 8601."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?(?:\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}))?)?"
)
_WRITTEN = (
    re.compile(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}{_TIME}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_TIME}", re.IGNORECASE),
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?|\d{8}(?:T.+)?", re.IGNORECASE)
_RFC_2822 = re.compile(r"(?:[a-z]{3},\s*)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}.*", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")

_CHARACTERS = 100
"""No date is longer."""
_FIRST_YEAR = 1600
"""Before the first newspapers: a "date" such as 0001-01-01 is an empty field of some other program."""
_MILLISECONDS = 100_000_000_000
"""Epoch numbers from here on count milliseconds (as seconds they would lie beyond the year 5000)."""
_LEEWAY = timedelta(days=2)
"""How far in the future a date may lie: clocks and time zones differ, embargoed copy does too."""


def parse_date(value: object) -> str | None:
    """`value` as "2025-03-04" or "2025-03-04T09:30:00+00:00"; None when it is ambiguous or no date.

    A time without an offset counts as UTC, because the form that articles carry has one.
    03/04/2025 is ambiguous, 13/04/2025 is not.
    """
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            return _written(_numeric(value))
        if isinstance(value, datetime | date):
            return _written(value)
        if isinstance(value, str) and len(value) <= _CHARACTERS:
            return _written(_text(" ".join(value.split())))
    except (ValueError, OverflowError, OSError):  # 31 February, hour 25, an epoch beyond the calendar
        return None
    return None


def is_future(published_at: str, now: datetime | None = None) -> bool:
    """Whether the ISO date lies more than two days after `now`."""
    moment = datetime.fromisoformat(published_at)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment > (now or datetime.now(UTC)) + _LEEWAY


def _written(moment: datetime | date | None) -> str | None:
    if moment is None or moment.year < _FIRST_YEAR:
        return None
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="seconds")


def _numeric(number: int | float) -> datetime | date | None:
    if isinstance(number, int) and 16_000_101 <= number <= 99_991_231:
        return datetime.strptime(str(number), "%Y%m%d").date()
    if number >= _MILLISECONDS:
        number /= 1000
    return datetime.fromtimestamp(number, UTC) if number >= 100_000_000 else None


def _text(text: str) -> datetime | date | None:
    if _ISO.fullmatch(text):
        return _iso(text)
    if _EPOCH.fullmatch(text):
        return _numeric(float(text))
    if match := _SLASHED.fullmatch(text):
        return _slashed(*(match[part] for part in (1, 3, 4)))
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(text):
            return _named_month(match)
    return parsedate_to_datetime(text) if _RFC_2822.fullmatch(text) else None


def _iso(text: str) -> datetime | date:
    compact = re.sub(r"\s+(?=[+-]\d|z$)", "", re.sub(r"\s*(?:utc|gmt)$", "Z", text, flags=re.IGNORECASE))
    if len(compact) <= 10:
        return date.fromisoformat(compact)
    return datetime.fromisoformat(compact.upper())


def _slashed(first: str, second: str, third: str) -> date | None:
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(third) != 4:
        return None
    one, two, year = int(first), int(second), int(third)
    if one <= 12 and two <= 12 and one != two:
        return None
    return date(year, two, one) if two <= 12 else date(year, one, two)


def _named_month(match: re.Match[str]) -> datetime | date:
    day = date(int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"]))
    if match["hour"] is None:
        return day
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"no such hour: {hour} {match['half']}m")
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return datetime(
        day.year,
        day.month,
        day.day,
        hour,
        int(match["minute"]),
        int(match["second"] or 0),
        tzinfo=_zone(match["zone"]),
    )


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
