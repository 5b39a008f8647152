"""Asking the ledger: by speaker, stance, outlet and day, and by what was said."""

from collections.abc import Iterator, Sequence
from itertools import islice

from index.attribution.aliases import matching
from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.ranking import Leaning, rank
from index.filters import Filters
from index.library import Library
from index.preferences import Preferences

LOADED = 500
"""Entries loaded at once."""


def find(
    library: Library,
    *,
    about: str | None = None,
    speaker: str | None = None,
    stance: Stance | None = None,
    filters: Filters | None = None,
    limit: int | None = None,
    leaning: Leaning | None = None,
    preferences: Preferences | None = None,
) -> Iterator[LedgerEntry]:
    """The entries that fit: best first if `about` says what was said, else by article and position.

    `speaker`, `stance` and `filters` shut entries out (a first day counts for statement and article);
    `leaning` and `preferences` only bring some nearer. Raises `EmbeddingError`, `LibraryError`.
    """
    library.refresh()
    filters = filters or Filters()
    ledger = library.catalog.ledger
    numbers = ledger.matching(
        speakers=None if speaker is None else matching(speaker, ledger.speakers()),
        stance=stance,
        since=filters.after,
        articles=library.catalog.articles_matching(filters) if filters else None,
    )
    if about is None:
        return islice(_loaded(library, numbers), limit)
    limited = speaker is not None or stance is not None or bool(filters)
    scores = rank(
        library,
        about,
        among=set(numbers) if limited else None,
        filters=filters,
        preferences=preferences,
        leaning=leaning,
    )
    return islice(_loaded(library, list(scores), scores), limit)


def _loaded(library: Library, numbers: Sequence[int], scores: dict[int, float] | None = None) -> Iterator[LedgerEntry]:
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
