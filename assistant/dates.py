"""The dates in a question: where they stand, which days they mean, and what part they play."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from index.preferences import Period

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "few": 3, "couple of": 2}

_ANY_MONTH = "(?:" + "|".join(sorted(MONTHS.keys() | _SHORT.keys(), key=len, reverse=True)) + r")\b\.?"
_FULL_MONTH = "(?:" + "|".join(MONTHS) + ")"
_TO = r"\s*(?:and|to|through|-|–)\s*"
_YEAR = r"(?:(?:\s*,\s*|\s+|\s+of\s+)(?P<year>(?:19|20)\d\d)\b(?!-\d))"
_TH = r"(?:st|nd|rd|th)?"


def _after(words: str, *phrases: str) -> str:
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in [*words.split(), *phrases]) + ")"


_FORMS = {
    "iso": r"\b(?P<iso>\d{4}-\d\d-\d\d)\b",
    "days": rf"\b(?P<day>\d\d?){_TH}{_TO}(?P<end>\d\d?){_TH}\s+(?:of\s+)?(?P<month>{_ANY_MONTH}){_YEAR}?",
    "days us": rf"\b(?P<month>{_ANY_MONTH})\s+(?P<day>\d\d?){_TH}{_TO}(?P<end>\d\d?){_TH}(?![\d:]){_YEAR}?",
    "day": rf"\b(?P<day>\d\d?){_TH}\s+(?:of\s+)?(?P<month>{_ANY_MONTH}){_YEAR}?",
    "day us": rf"\b(?P<month>{_ANY_MONTH})\s+(?P<day>\d\d?){_TH}(?![\d:%,.]*\d|\s*(?:percent|million|billion)){_YEAR}?",
    "third": r"\b(?P<part>early|mid|late|beginning of|start of|middle of|end of)[\s-]+(?:in\s+)?"
    rf"(?P<month>{_FULL_MONTH})\b{_YEAR}?",
    "week": rf"\b(?P<week>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+(?P<month>{_FULL_MONTH})\b{_YEAR}?",
    "month half": rf"\b(?P<half>first|second)\s+half\s+of\s+(?P<month>{_FULL_MONTH})\b{_YEAR}?",
    "month": rf"\b(?P<month>{_ANY_MONTH}){_YEAR}",
    "quarter": r"\bQ(?P<quarter>[1-4])(?:\s+(?:of\s+)?|/)(?P<year>(?:19|20)\d\d)\b",
    "quarter in words": rf"\b(?P<ordinal>{'|'.join(_ORDINALS)})[\s-]quarter\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b",
    "year half": r"\b(?P<half>first|second)\s+half\s+of\s+(?P<year>(?:19|20)\d\d)\b",
    "season": rf"\b(?P<season>{'|'.join(_SEASONS)}){_YEAR}",
    "bare month": rf"{_after('in during since until throughout between this last before after', 'as of')}"
    rf"(?P<month>{_FULL_MONTH})\b(?![’'-]|\s+for\b)",
    "attributive month": rf"(?:{_after('of by from and the')}|(?<=[’']s ))"
    rf"(?P<month>{_FULL_MONTH})\b(?![’'-]|\s+(?-i:[A-Z]))",
    "year": rf"{_after('in during throughout since before after by', 'as of')}(?P<year>(?:19|20)\d\d)\b(?![-–/]\d)",
    "unit": r"\b(?P<which>this|last|past|previous)\s+(?P<unit>week|month|quarter|year)\b",
    "span": rf"\b(?:last|past)\s+(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?P<unit>day|week|month|year)s\b",
    "this season": rf"\b(?P<which>this|last)\s+(?P<season>{'|'.join(_SEASONS)})\b",
    "weekday": rf"\b(?:on|last)\s+(?P<weekday>{'|'.join(_WEEKDAYS)})\b(?!\s+(?:night\s+live|programme|program|show))",
    "near day": r"(?<!USA )\b(?P<near>today|yesterday)\b(?![’'])",
}
_PATTERNS = {form: re.compile(pattern, re.IGNORECASE) for form, pattern in _FORMS.items()}
_DOUBTFUL = frozenset({"may", "march", "mar", "jan", "sat", "sun", "dec"})


class Role(Enum):
    """What a date does in its question."""

    NEAR = "near"
    """Something happened then: reports of it cluster there."""
    FROM = "from"
    """Something goes on from then."""
    UNTIL = "until"
    """Nothing published later counts."""


class Mention(NamedTuple):
    """A date in a question."""

    start: int
    end: int
    period: Period
    role: Role
    opens: bool
    """Whether it opens the question and so governs all of it."""


_UNTIL = re.compile(r"\b(?:as (?:of|at|on)|no later than|not later than|up to|up until|by)\s+(?:the\s+)?$", re.I)
_EARLIER = re.compile(r"\b(?:before|prior to|earlier than)\s+(?:the\s+)?$", re.I)
_LATER = re.compile(r"\bafter\s+(?:the\s+)?$", re.I)
_FROM = re.compile(r"\b(?:since|following|starting(?: on| in)?|as from|from)\s+(?:the\s+)?$", re.I)
_DEADLINE = re.compile(
    r"\b(?:to [a-z]+|be|would|will|could|can|should|must|may|might|shall|deadline|due|expected|scheduled)\b"
    r"[^,;:?]*\bby\s+(?:the\s+)?$",
    re.I,
)
_JOIN = re.compile(r"\s*(?:,?\s*(?:and|to|until|through|till)|[-–])\s*(?:the\s+|in\s+)?", re.I)
_RANGE = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.I)


def mentions(question: str, *, span: Period | None, today: date | None) -> list[Mention]:
    """The dates in a question, in its order; `span` is the archive's, from which a missing year is taken."""
    found = list(_placed(question, span, today))
    return [
        Mention(start, end, *_role(question[:start], period, span, joined), _opens(question[:start]))
        for start, end, period, joined in _joined(question, found)
    ]


def _placed(question: str, span: Period | None, today: date | None) -> Iterator[tuple[int, int, Period]]:
    year_of = _year_finder(question, span)
    taken: list[tuple[int, int, Period]] = []
    for form, pattern in _PATTERNS.items():
        for match in pattern.finditer(question):
            if any(match.start() < end and start < match.end() for start, end, _ in taken):
                continue
            period = _read(form, match, year_of, today)
            if period:
                taken.append((match.start(), match.end(), period))
    yield from sorted(taken)


def _year_finder(question: str, span: Period | None) -> Callable[[int, int], int | None]:
    """Finds the year of days that come without: that of the question's dates, else the only one in the archive."""
    dated = [
        int(match.groupdict().get("year") or match.group()[:4])
        for form, pattern in _PATTERNS.items()
        if ("year" in pattern.groupindex and form != "year") or form == "iso"
        for match in pattern.finditer(question)
        if form == "iso" or match.groupdict().get("year")
    ]

    def year_of(month: int, day: int) -> int | None:
        if dated:
            return dated[-1]
        if span is None:
            return None
        years = range(span.first.year, span.last.year + 1)
        fitting = [year for year in years if _month(year, month).overlaps(span)]
        return fitting[0] if len(fitting) == 1 else None

    return year_of


def _read(
    form: str, match: re.Match[str], year_of: Callable[[int, int], int | None], today: date | None
) -> Period | None:
    """The days that a match means; None if it means none."""
    groups = {name: value.lower() for name, value in match.groupdict().items() if value}
    try:
        if "iso" in groups:
            return Period(date.fromisoformat(groups["iso"]), date.fromisoformat(groups["iso"]))
        if "month" in groups:
            return _in_month(form, match, groups, year_of)
        if form in ("unit", "span", "this season", "weekday", "near day"):
            return _relative(groups, today) if today else None
        return _in_year(groups)
    except (ValueError, OverflowError):
        return None


def _in_month(
    form: str, match: re.Match[str], groups: dict[str, str], year_of: Callable[[int, int], int | None]
) -> Period | None:
    name = groups["month"].rstrip(".")
    as_written = match.group("month")
    doubtful = name in _DOUBTFUL and not as_written[0].isupper()
    if "year" not in groups and (doubtful or (form == "attributive month" and _is_no_month(name, match))):
        return None
    month = MONTHS.get(name) or _SHORT[name]
    year = int(groups["year"]) if "year" in groups else year_of(month, int(groups.get("day", 1)))
    if year is None:
        return None
    whole = _month(year, month)
    if "day" in groups:
        first = date(year, month, int(groups["day"]))
        return Period(first, max(first, date(year, month, int(groups.get("end", first.day)))))
    if "week" in groups:
        first = whole.first + timedelta(weeks=_ORDINALS.get(groups["week"], 3))
        return Period(whole.last - timedelta(6), whole.last) if groups["week"] == "last" else _days(first, 7)
    if "half" in groups:
        middle = date(year, month, 15)
        return Period(whole.first, middle) if groups["half"] == "first" else Period(middle + timedelta(1), whole.last)
    part = groups.get("part", "")
    if part in ("early", "beginning of", "start of"):
        return Period(whole.first, date(year, month, 10))
    if part in ("mid", "middle of"):
        return Period(date(year, month, 11), date(year, month, 20))
    return Period(date(year, month, 21), whole.last) if part else whole


def _is_no_month(name: str, match: re.Match[str]) -> bool:
    """Whether a month's name in the middle of a sentence is more likely a person or another word."""
    before = match.string[: match.start()]
    if before.endswith("by ") or (before.endswith("and ") and not re.search(r"\bbetween \w+ and $", before)):
        return name in ("may", "march", "april", "june", "august")
    return name == "may" or not match.group("month")[0].isupper()


def _in_year(groups: dict[str, str]) -> Period:
    year = int(groups["year"])
    if "season" in groups:
        return _months(year, _SEASONS[groups["season"]], 3)
    if "half" in groups:
        return _months(year, 1 if groups["half"] == "first" else 7, 6)
    if "quarter" in groups or "ordinal" in groups:
        quarter = int(groups["quarter"]) - 1 if "quarter" in groups else _ORDINALS[groups["ordinal"]]
        return _months(year, 3 * quarter + 1, 3)
    return _months(year, 1, 12)


def _relative(groups: dict[str, str], today: date) -> Period | None:
    if "near" in groups:
        return _days(today - timedelta(groups["near"] == "yesterday"), 1)
    if "weekday" in groups:
        return _days(today - timedelta((today.weekday() - _WEEKDAYS[groups["weekday"]] - 1) % 7 + 1), 1)
    if "number" in groups:
        number = _NUMBERS.get(groups["number"]) or int(groups["number"])
        return Period(today - relativedelta(**{f"{groups['unit']}s": number}), today)  # type: ignore[arg-type]
    back = groups["which"] != "this"
    if "season" in groups:
        year = today.year - (_months(today.year, _SEASONS[groups["season"]], 3).first > today)
        if back and _months(year, _SEASONS[groups["season"]], 3).last >= today:
            year -= 1
        return _months(year, _SEASONS[groups["season"]], 3)
    if groups["unit"] == "week":
        return _days(today - timedelta(today.weekday() + 7 * back), 7)
    months = {"month": 1, "quarter": 3, "year": 12}[groups["unit"]]
    first = date(today.year, (today.month - 1) // months * months + 1, 1) - relativedelta(months=months * back)
    return _months(first.year, first.month, months)


def _joined(question: str, found: Sequence[tuple[int, int, Period]]) -> Iterator[tuple[int, int, Period, bool]]:
    """The same, where two dates of "between ... and ..." have become one; and whether they have."""
    skip = False
    for i, (start, end, period) in enumerate(found):
        if skip:
            skip = False
            continue
        following = found[i + 1] if i + 1 < len(found) else None
        if following and _RANGE.search(question[:start]) and _JOIN.fullmatch(question[end : following[0]]):
            first, last = period.first, following[2].last
            yield start, following[1], Period(first if first <= last else first - relativedelta(years=1), last), True
            skip = True
        else:
            yield start, end, period, False


def _role(before: str, period: Period, span: Period | None, joined: bool) -> tuple[Period, Role]:
    if joined:
        return period, Role.NEAR
    if _DEADLINE.search(before) and not _opens(before):
        return period, Role.NEAR
    if _UNTIL.search(before):
        return period, Role.UNTIL
    if _EARLIER.search(before):
        return _days(period.first - timedelta(1), 1), Role.UNTIL
    if not _LATER.search(before) and not _FROM.search(before):
        return period, Role.NEAR
    first = period.last + timedelta(1) if _LATER.search(before) else period.first
    return Period(first, max(first, span.last if span else period.last)), Role.FROM


def _opens(before: str) -> bool:
    return not re.sub(
        r"\b(?:as|of|at|on|by|in|before|prior|to|up|until|no|not|later|earlier|than|the)\b|\W", "", before.lower()
    )


def _days(first: date, count: int) -> Period:
    return Period(first, first + timedelta(count - 1))


def _month(year: int, month: int) -> Period:
    return _months(year, month, 1)


def _months(year: int, month: int, count: int) -> Period:
    first = date(year, month, 1)
    return Period(first, first + relativedelta(months=count) - timedelta(1))
