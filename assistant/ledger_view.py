"""What a reader looks at in the ledger: the statements that fit, counted at once and read page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from assistant.asking_ledger import ask_ledger
from index.attribution.attribution import Stance
from index.attribution.finding import limits, loaded
from index.attribution.grouping import group
from index.attribution.ledger import Line
from index.attribution.timeline import Moment, timeline
from index.filters import Filters
from index.library import Library

NEAREST = 100
"""Statements about a topic, at most: further ones are hardly about it."""

FEW = 20
"""Statements about a topic that are all shown; of more, those that fit less than the average are left out."""

MOST_COMPARED = 1_000
"""Statements among which changes of stance are looked for: 2,000 take a second."""


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The statements that fit what is asked."""

    lines: tuple[Line, ...] = ()
    """Best first for a topic, else the latest first."""
    about: str | None = None
    """The topic, if one is asked for."""

    @property
    def compared(self) -> bool:
        """Whether they are few enough to be compared with one another, which shows changes of stance."""
        return len(self.lines) <= MOST_COMPARED


def view_ledger(
    library: Library,
    *,
    about: str | None = None,
    speaker: str | None = None,
    stances: Collection[Stance] = (),
    until: date | None = None,
    filters: Filters | None = None,
) -> LedgerView:
    """Find the statements within the limits, as `ask_ledger` takes them. Raises `EmbeddingError`, `LibraryError`."""
    ledger = library.catalog.ledger
    if about is None:
        return LedgerView(
            tuple(ledger.latest(limits(library, speaker=speaker, stances=stances, until=until, filters=filters)))
        )
    entries = ask_ledger(
        library, about=about, speaker=speaker, stances=stances, until=until, filters=filters, limit=NEAREST
    )
    scores = {entry.number: entry.score or 0.0 for entry in entries}
    # Scores are standardised: among few statements the average says nothing.
    ranked = [number for number, score in scores.items() if score > 0 or len(scores) <= FEW]
    lines = {line.number: line for line in ledger.lines(ranked)}
    return LedgerView(tuple(lines[number] for number in ranked if number in lines), about)


def read_moments(library: Library, view: LedgerView, first: int) -> list[Moment]:
    """The statements of a view in its order, reports of one statement together.

    All of them, with the changes of stance, where they are few enough to be compared; else the `first` ones.
    Raises `LibraryError`.
    """
    numbers = [line.number for line in (view.lines if view.compared else view.lines[:first])]
    entries = list(loaded(library, numbers))
    if not view.compared:
        return [Moment(reports=reports) for reports in group(entries)]
    place = {number: place for place, number in enumerate(numbers)}
    moments = timeline(entries, library.catalog.ledger.table.vectors(numbers))
    return sorted(moments, key=lambda moment: min(place[entry.number] for entry in moment.reports.entries))
