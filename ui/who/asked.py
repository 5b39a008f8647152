"""What a reader asks of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.attribution.attribution import Stance
from index.attribution.ledger import STANCES
from index.filters import Filters, parse_filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters, read."""

    speaker: str | None = None
    stances: tuple[Stance, ...] = ()
    filters: Filters = field(default_factory=Filters)
    """First day and outlets."""
    until: date | None = None
    """Last day of the statement."""
    about: str | None = None
    """The topic."""

    def __bool__(self) -> bool:
        return self != Asked()


def read_filters(
    speaker: str | None,
    stances: Sequence[str] | None,
    about: str | None,
    after: str | None,
    before: str | None,
    outlets: Sequence[str] | None,
) -> Asked:
    """Read what stands in the filters. Raises `OnRecordError` for a wrong date."""
    filters = parse_filters(after, before, outlets or (), None)
    return Asked(
        speaker=(speaker or "").strip() or None,
        stances=tuple(stance for stance in STANCES if stance in (stances or ())),
        # The last day is the statement's: what was said in May may be reported in June.
        filters=replace(filters, before=None),
        until=filters.before,
        about=(about or "").strip() or None,
    )
