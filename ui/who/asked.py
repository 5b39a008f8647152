"""What a reader asks of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.attribution.attribution import Stance
from index.attribution.ledger import STANCES
from index.filters import Filters, parse_filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters, read."""

    speaker: str | None = None
    stances: tuple[Stance, ...] = ()
    filters: Filters = field(default_factory=Filters)
    """Dates and outlets."""
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
    return Asked(
        speaker=(speaker or "").strip() or None,
        stances=tuple(stance for stance in STANCES if stance in (stances or ())),
        filters=parse_filters(after, before, outlets or (), None),
        about=(about or "").strip() or None,
    )
