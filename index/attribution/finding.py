"""Asking the ledger: by speaker, stance, outlet and day, and by what was said."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice

from index.attribution.aliases import matching
from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.ledger import Limits
from index.attribution.ranking import Leaning, rank
from index.filters import Filters
from index.library import Library
from index.preferences import Preferences
from index.reranking import Reranker

LOADED = 500
"""Entries loaded at once."""


def find(
    library: Library,
    *,
    about: str | None = None,
    speaker: str | None = None,
    stances: Collection[Stance] = (),
    until: date | None = None,
    filters: Filters | None = None,
    limit: int | None = None,
    leaning: Leaning | None = None,
    preferences: Preferences | None = None,
    reranker: Reranker | None = None,
) -> Iterator[LedgerEntry]:
    """The entries that fit: best first if `about` says what was said, else by article and position.

    `speaker`, `stances`, `until` (the last day of the statement) and `filters` shut entries out (a first day counts
    for statement and article); `leaning`, `preferences` and `reranker`, which reads a question, only bring some nearer.
    Raises `EmbeddingError`, `LibraryError`.
    """
    filters = filters or Filters()
    numbers: list[int] | None = None
    if about is None or speaker is not None or stances or until or filters:
        numbers = library.catalog.ledger.matching(
            limits(library, speaker=speaker, stances=stances, until=until, filters=filters)
        )
    if about is None:
        return islice(loaded(library, numbers or ()), limit)
    scores = rank(
        library,
        about,
        among=None if numbers is None else set(numbers),
        filters=filters,
        preferences=preferences,
        leaning=leaning,
        reranker=reranker,
    )
    return islice(loaded(library, list(scores), scores), limit)


def limits(
    library: Library,
    *,
    speaker: str | None = None,
    stances: Collection[Stance] = (),
    until: date | None = None,
    filters: Filters | None = None,
) -> Limits:
    """The ledger's limits for a speaker as somebody calls him, stances and filters. Raises `LibraryError`."""
    library.refresh()
    catalog = library.catalog
    return Limits(
        speakers=None if speaker is None else matching(speaker, catalog.ledger.speakers()),
        stances=stances,
        since=filters.after if filters else None,
        until=until,
        articles=catalog.articles_matching(filters) if filters else None,
    )


def loaded(library: Library, numbers: Sequence[int], scores: dict[int, float] | None = None) -> Iterator[LedgerEntry]:
    """The entries with these numbers, in this order; those that another process has removed since are left out."""
    catalog = library.catalog
    for start in range(0, len(numbers), LOADED):
        some = numbers[start : start + LOADED]
        rows = catalog.ledger.rows(some)
        wanted = {row.article for row in rows.values()}
        articles, stories = catalog.articles_by_number(wanted), catalog.stories.of(wanted)
        for row in (rows[number] for number in some if number in rows):
            if row.article not in articles:
                continue
            story = stories.get(row.article)
            yield LedgerEntry(
                number=row.number,
                article=articles[row.article],
                position=row.position,
                statement=row.statement,
                speaker_key=row.speaker_key,
                story=story.number if story else None,
                score=round(scores[row.number], 6) if scores else None,
            )
