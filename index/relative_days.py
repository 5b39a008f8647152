"""Relative days in a sentence ("on Friday", "yesterday", "last month") -> days, by the date of publication."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from index.article import Span
from index.preferences import Period

_WEEKDAYS = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
_SHORT_MONTHS = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_NUMBERS = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"a": 1, "an": 1}

_WEEKDAY = "(?:" + "|".join(name.capitalize() for name in _WEEKDAYS) + ")"
_MONTH = "(?:" + "|".join(name.capitalize() for name in _MONTHS) + ")"
_MONTH_OR_SHORT = (
    "(?:"
    + "|".join(sorted((name.capitalize() for name in (*_MONTHS, *_SHORT_MONTHS)), key=len, reverse=True))
    + r")\b\.?"
)
_NUMBER = "(?:" + "|".join(_NUMBERS) + r"|\d{1,3})"
_FORMS = {
    "day": rf"\b(?:(?P<month>{_MONTH_OR_SHORT})\s+(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:%]|,\d|,?\s+\d{{4}})"
    rf"|(?P<day_first>\d\d?)(?:st|nd|rd|th)?\s+(?P<month_last>{_MONTH_OR_SHORT})(?!,?\s+\d{{4}}))",
    "ago": rf"(?i:\b(?P<number>{_NUMBER})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|earlier this|from now)\b)",
    "unit": r"(?i:\b(?:(?P<part>earlier|later) )?(?P<which>this|last|next)\s+(?P<unit>week|month|year|quarter)\b(?!-))",
    "weekend": r"(?i:\b(?P<which>this|last|next|over the|the|during the)\s+(?P<weekend>weekend)\b)",
    "weekday": rf"(?P<which>\b[Tt]his\s+|\b[Ll]ast\s+|\b[Nn]ext\s+|\b[Cc]oming\s+)?\b(?P<weekday>{_WEEKDAY})\b",
    "month": r"\b(?P<which>(?i:in|during|since|last|this|next|until|by))\s+(?:early\s+|mid-?\s?|late\s+)?"
    rf"(?P<whole>{_MONTH})\b(?![’']|\s+\d|,?\s+\d{{4}}|\s+[A-Z])",
    "near": r"(?<!USA )\b(?P<near>[Tt]oday|[Tt]onight|[Tt]his\s+(?:morning|afternoon|evening)|"
    r"[Yy]esterday|[Ll]ast\s+night|[Tt]omorrow)\b"
    r"(?![’'])",
}
_PATTERNS = {form: re.compile(pattern) for form, pattern in _FORMS.items()}
_NO_WEEKDAY_BEFORE = re.compile(r"\b(?:Black|Good|Super|Ash|Palm|Easter|Bloody|Cyber|Giving|News|Fat|Holy|Shrove)\s+$")
_NO_WEEKDAY_AFTER = re.compile(
    r"\s+(?:Night Live|Night Football|Morning Futures|Times|Telegraph|Post|Mail|Express|Mirror)\b|[-–]?s\b"
)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|won[’']t|is to|are to|to be|plans?|planned to|expects?|expected|scheduled|slated|"
    r"set (?:to|for)|due|upcoming|coming|deadline|later|until|before|by|going to|meets?|hopes? to)\b"
)
_CLAUSE = re.compile(r"[;:]|,\s+(?:and|but|while|after|as|where|who|which)\b|\bbut\b|\bafter\b|[“”\"]")


SENTENCES_KEPT = 2_000
"""Sentences whose days are remembered: the parts of a question come to the same passages."""


class RelativeDays(NamedTuple):
    """Words of a sentence that mean days only together with a date of publication."""

    span: Span
    """Offsets into the sentence."""
    period: Period
    """The days meant, both ends included."""


@lru_cache(SENTENCES_KEPT)
def resolve(sentence: str, published: date) -> tuple[RelativeDays, ...]:
    """The relative days of a sentence, in its order.

    A weekday is the last one up to the day of publication, or the next one where the clause looks ahead ("will
    vote on Tuesday"). A day or month without a year is the nearest in the same sense. Dates with a year are left out.
    """
    found: list[RelativeDays] = []
    for form, pattern in _PATTERNS.items():
        for match in pattern.finditer(sentence):
            span = Span(*match.span())
            if any(span.overlaps(one.span) for one in found):
                continue
            period = _meant(form, match, sentence, published)
            if period:
                start = span.start + len(match.group()) - len(match.group().lstrip())
                found.append(RelativeDays(Span(start, span.end), period))
    return tuple(sorted(found))


def _meant(form: str, match: re.Match[str], sentence: str, published: date) -> Period | None:
    words = {name: " ".join(value.lower().split()) for name, value in match.groupdict().items() if value}
    readers: dict[str, Callable[[dict[str, str], date, bool], Period | None]] = {
        "day": _calendar_day,
        "ago": _ago,
        "unit": _unit,
        "weekend": _weekend,
        "month": _month,
        "near": _near,
        "weekday": _weekday,
    }
    if form == "weekday" and (
        _NO_WEEKDAY_BEFORE.search(sentence[: match.start("weekday")])
        or _NO_WEEKDAY_AFTER.match(sentence[match.end() :])
    ):
        return None
    try:
        return readers[form](words, published, _looks_ahead(sentence, match.start(), match.end()))
    except (ValueError, OverflowError):
        return None


def _looks_ahead(sentence: str, start: int, end: int) -> bool:
    """Whether the clause around a day speaks of what is to come."""
    before = _CLAUSE.split(sentence[:start])[-1]
    after = _CLAUSE.split(sentence[end:])[0]
    if re.search(r"\b(?:said|told|announced|tweeted|wrote|voted|signed|ruled|warned|asked)\b[^,;]{0,12}$", before):
        return False  # the day of saying, whatever is said: "said on Friday it will sue"
    return bool(_AHEAD.search(before) or re.match(r"\s+(?:will|is set|are set|is expected|is due)\b", after))


def _calendar_day(words: dict[str, str], published: date, ahead: bool) -> Period:
    name = (words.get("month") or words["month_last"]).rstrip(".")
    month = _MONTHS.get(name) or _SHORT_MONTHS[name]
    number = int(words.get("day") or words["day_first"])
    days = [
        date(year, month, number)
        for year in range(published.year - 1, published.year + 2)
        if _exists(year, month, number)
    ]
    if not days:
        raise ValueError("no such day")
    near = 60  # "on June 5", published on 1 June: still to come, though nothing says so
    past = [day for day in days if day <= published]
    coming = [day for day in days if day > published]
    if coming and (ahead or not past or ((coming[0] - published).days <= near < (published - past[-1]).days)):
        return _one(coming[0])
    return _one(past[-1])


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _ago(words: dict[str, str], published: date, ahead: bool) -> Period | None:
    if words["way"] == "earlier this":
        return None
    number = _NUMBERS.get(words["number"]) or int(words["number"])
    step = -number if words["way"] == "ago" else number
    unit = words["unit"]
    if unit in ("day", "week"):
        day = published + timedelta(days=step * (7 if unit == "week" else 1))
        slack = 0 if unit == "day" else 3
    else:
        day = published + relativedelta(months=step * (12 if unit == "year" else 1))
        slack = 15 if unit == "month" else 183
    return Period(
        day - timedelta(slack), min(day + timedelta(slack), published) if step < 0 else day + timedelta(slack)
    )


def _unit(words: dict[str, str], published: date, ahead: bool) -> Period:
    step = {"last": -1, "this": 0, "next": 1}[words["which"]]
    if words["unit"] == "week":
        monday = published - timedelta(published.weekday()) + timedelta(weeks=step)
        period = Period(monday, monday + timedelta(6))
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[words["unit"]]
        first = date(published.year, (published.month - 1) // months * months + 1, 1) + relativedelta(
            months=months * step
        )
        period = Period(first, first + relativedelta(months=months) - timedelta(1))
    if words.get("part") == "earlier" and step == 0:
        return Period(period.first, published)
    if words.get("part") == "later" and step == 0:
        return Period(published, period.last)
    return period


def _weekend(words: dict[str, str], published: date, ahead: bool) -> Period:
    saturday = published - timedelta((published.weekday() - 5) % 7)
    within = published.weekday() >= 5
    if words["which"] == "next" or (not within and (words["which"] == "this" or ahead)):
        saturday += timedelta(7)
    elif words["which"] == "last" and within:
        saturday -= timedelta(7)
    return Period(saturday, saturday + timedelta(1))


def _weekday(words: dict[str, str], published: date, ahead: bool) -> Period:
    back = (published.weekday() - _WEEKDAYS[words["weekday"]]) % 7
    which = words.get("which")
    if which == "last":
        return _one(published - timedelta(back or 7))
    if which in ("next", "coming") or ahead:
        return _one(published + timedelta(7 - back if back or which else 0))
    return _one(published - timedelta(back))


def _month(words: dict[str, str], published: date, ahead: bool) -> Period:
    month = _MONTHS[words["whole"]]
    which = words["which"]
    year = published.year
    if which == "next" or (ahead and which in ("in", "by", "until", "during")):
        year += month < published.month or (which == "next" and month == published.month)
    else:
        year -= month > published.month or (which == "last" and month == published.month)
    first = date(year, month, 1)
    return Period(first, first + relativedelta(months=1) - timedelta(1))


def _near(words: dict[str, str], published: date, ahead: bool) -> Period:
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(words["near"], 0)
    return _one(published + timedelta(step))


def _one(day: date) -> Period:
    return Period(day, day)
