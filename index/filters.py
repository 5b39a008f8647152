"""Which articles a search may use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.errors import OnRecordError


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Limits on a search; a field left at its default limits nothing."""

    after: date | None = None
    """First day of publication that counts (inclusive)."""
    before: date | None = None
    """Last day of publication that counts (inclusive): the answer is as of that day."""
    outlets: tuple[str, ...] = ()
    """Outlets, compared without case."""
    speaker: str | None = None
    """A name that the article must mention."""

    @property
    def dated(self) -> bool:
        """Whether the dates matter, so that articles without one are left out."""
        return self.after is not None or self.before is not None

    def __bool__(self) -> bool:
        return self != Filters()

    def without_dates(self) -> "Filters":
        """The same filters with no limit on dates."""
        return replace(self, after=None, before=None)


def parse_filters(after: str | None, before: str | None, outlets: Sequence[str], speaker: str | None) -> Filters:
    """Read the limits that a user has typed; empty texts limit nothing. Raises `OnRecordError` for a wrong date."""
    first = parse_date(after.strip()) if after and after.strip() else None
    last = parse_date(before.strip()) if before and before.strip() else None
    if first and last and first > last:
        raise OnRecordError(f"no day is after {first} and before {last}: exchange the two dates")
    named = tuple(outlet.strip() for outlet in outlets if outlet.strip())
    return Filters(after=first, before=last, outlets=named, speaker=(speaker or "").strip() or None)


def parse_date(text: str) -> date:
    """Read a day as a user gives it. Raises `OnRecordError` if it is not `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OnRecordError(f"{text!r} is not a date: write it as YYYY-MM-DD, such as 2025-03-04") from error
