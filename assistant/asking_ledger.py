"""What is asked of the ledger -> its entries: a question is read for whom, when and what it wants."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from assistant.constraints import read
from assistant.ledger_question import LedgerQuestion, read_ledger_question
from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.finding import find
from index.attribution.ranking import Leaning
from index.filters import Filters
from index.library import Library
from index.preferences import Period


def ask_ledger(
    library: Library,
    *,
    about: str | None = None,
    speaker: str | None = None,
    stances: Collection[Stance] = (),
    until: date | None = None,
    filters: Filters | None = None,
    limit: int | None = None,
    today: date | None = None,
    reread: bool = True,
) -> Iterator[LedgerEntry]:
    """The entries that fit, best first if `about` is given: a topic, or a question such as "Who proposed a toll?".

    `until` is the last day of the statement. What the question says of speaker, stance and dates only brings entries
    nearer, but its "as of" and "according to" are limits. `reread` has the library's reranker read the best of what
    answers a question. Raises `EmbeddingError`, `LibraryError`.
    """
    filters = filters or Filters()
    if about is None:
        return find(library, speaker=speaker, stances=stances, until=until, filters=filters, limit=limit)
    today = today or date.today()
    summary = library.summary()
    first, last = (date.fromisoformat(day) if day else None for day in (summary.first_date, summary.last_date))
    limits = read(about, outlets=summary.outlets, first=first, last=last, today=today)
    filters = limits.filters(filters)
    question = read_ledger_question(about, archive=Period(first, last) if first and last else None, today=today)
    if question and question.after and not filters.after:
        filters = replace(filters, after=question.after)
    return find(
        library,
        about=about,
        speaker=speaker,
        stances=stances,
        until=until,
        filters=filters,
        limit=limit,
        leaning=_leaning(question) if question else None,
        preferences=limits.preferences,
        reranker=library.reranker if question and reread else None,
    )


def _leaning(question: LedgerQuestion) -> Leaning:
    return Leaning(question.speaker, question.described, question.stance, question.speaker is None)
