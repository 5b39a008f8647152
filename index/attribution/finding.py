"""Asking the ledger: by speaker, stance, outlet and day, and by what was said.

What was said is sought in three ways whose standardised scores are added, as in `index.retrieval`: how near the
statement's own vector is, how well the passage around it fits, and how well its very words meet the words of the
question (late interaction, from the tokens that the passage keeps). docs/benchmarks.md has the figures.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.attribution.aliases import matching
from index.attribution.attribution import Stance, Statement
from index.attribution.entry import LedgerEntry
from index.attribution.ledger import Row
from index.filters import Filters
from index.library import Library
from index.preferences import Preferences
from index.retrieval import Found, search

CANDIDATES = 200
"""Entries that the search by vector contributes."""

PASSAGES = 40
"""Passages whose entries are considered."""

LOADED = 500
"""Entries loaded at once."""

OWN_WEIGHT = 1.0
PASSAGE_WEIGHT = 1.0
WORDS_WEIGHT = 1.0
"""Of the three standardised scores."""

STANCE_BONUS = 0.5
"""For the stance that a question leans to, in standard deviations of one of the scores."""

SPEAKER_BONUS = 2.0
"""For the speaker that a question names."""

UNKNOWN_SPEAKER = -0.5
"""For an entry whose speaker is not known: it answers no question of who."""


class Leaning(NamedTuple):
    """What a question would rather have, without insisting."""

    speaker: str | None = None
    stance: Stance | None = None


class _Fit(NamedTuple):
    """How well the best passage around an entry fits what is sought."""

    passage: float
    """The passage's score."""
    words: float
    """How well the entry's own words in it meet the question's."""


class Candidate(NamedTuple):
    """An entry that may be what is sought."""

    row: Row
    own: float
    """Cosine similarity of its own vector."""
    passage: float
    words: float


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
    limited = speaker is not None or stance is not None or bool(filters)
    numbers = ledger.matching(
        speakers=None if speaker is None else matching(speaker, ledger.speakers()),
        stance=stance,
        since=filters.after,
        articles=library.catalog.articles_matching(filters) if filters else None,
    )
    if about is None:
        return islice(_loaded(library, numbers), limit)
    among = set(numbers) if limited else None
    scores = _scores(_candidates(library, about, among, filters, preferences), leaning or Leaning())
    return islice(_loaded(library, list(scores), scores), limit)


def _scores(candidates: list[Candidate], leaning: Leaning) -> dict[int, float]:
    """Number -> score of the candidates, best first."""
    if not candidates:
        return {}
    names = {one.row.statement.speaker.name for one in candidates if one.row.statement.speaker}
    wanted = set(matching(leaning.speaker, names)) if leaning.speaker else set()
    scores = (
        OWN_WEIGHT * _standardised([one.own for one in candidates])
        + PASSAGE_WEIGHT * _standardised([one.passage for one in candidates])
        + WORDS_WEIGHT * _standardised([one.words for one in candidates])
        + [_bonus(one.row.statement, leaning.stance, wanted) for one in candidates]
    )
    order = np.argsort(-scores, kind="stable")
    return {candidates[i].row.number: float(scores[i]) for i in order}


def _bonus(statement: Statement, stance: Stance | None, speakers: set[str]) -> float:
    if statement.speaker is None:
        return UNKNOWN_SPEAKER
    return STANCE_BONUS * (statement.stance == stance) + SPEAKER_BONUS * (statement.speaker.name in speakers)


def _candidates(
    library: Library, about: str, among: set[int] | None, filters: Filters, preferences: Preferences | None
) -> list[Candidate]:
    found = search(library, about, k=PASSAGES, filters=filters, preferences=preferences)
    ledger = library.catalog.ledger
    own = library.ledger_index.nearest(found.query_vector, CANDIDATES, among)
    fits = _fits(ledger.of_articles({hit.article.id for hit in found.hits}), found)
    fits = {number: fit for number, fit in fits.items() if among is None or number in among}
    rows = ledger.rows(own.keys() | fits.keys())
    missing = ledger.table.vectors(rows.keys() - own.keys())
    own |= {number: float(vector @ found.query_vector) for number, vector in missing.items()}
    worst = _Fit(*map(min, zip(*fits.values(), strict=True))) if fits else _Fit(0.0, 0.0)
    return [Candidate(row, own[number], *fits.get(number, worst)) for number, row in rows.items() if number in own]


def _fits(rows: dict[str, list[Row]], found: Found) -> dict[int, _Fit]:
    """Number -> how well the best passage around an entry fits, and its words; `rows` are those of each article."""
    fits: dict[int, _Fit] = {}
    for hit, tokens in zip(found.hits, found.similarities, strict=True):
        for row in rows.get(hit.article.id, ()):
            extent = row.statement.attribution.extent
            if not extent.overlaps(hit.span):
                continue
            start, end = extent.start - hit.span.start, extent.end - hit.span.start
            fit = _Fit(hit.score, tokens.score_between(start, end) if tokens else 0.0)
            fits[row.number] = _Fit(*map(max, fit, fits.get(row.number, fit)))
    return fits


def _standardised(scores: list[float]) -> NDArray[np.float64]:
    values = np.asarray(scores, np.float64)
    standardised: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-9)
    return standardised


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
