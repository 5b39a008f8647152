"""A question understood -> what was found for the whole of it and for each of its parts, within its own limits."""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from assistant.constraints import Constraints, read
from assistant.parts import interleave, split
from assistant.question import Kind, Question
from assistant.speaker import REPORTING_VERBS
from index.catalog import Summary
from index.filters import Filters
from index.library import Library
from index.retrieval import Found, Query, Search

_ANSWERS: dict[Kind, re.Pattern[str]] = {
    "speaker": re.compile(rf"\b(?:{'|'.join(sorted(REPORTING_VERBS))})\b"),
    "words": re.compile('["“]'),
}
"""What a passage has that answers a question of some kind. Nearly every passage has a number: that tells nothing."""


class Searched(NamedTuple):
    """What was found, and the limits under which."""

    found: Found
    filters: Filters
    """The user's filters with those of the question."""
    constraints: Constraints
    """What the question itself says of dates, outlets and names, less the limits that the user's own set aside."""


def find(
    library: Library,
    question: Question,
    *,
    k: int,
    filters: Filters | None = None,
    today: date | None = None,
    summary: Summary | None = None,
) -> Searched:
    """Find the `k` best passages: of the whole question first, then of its parts in turn.

    `summary` is the library's, if it is at hand. Raises `EmbeddingError`, `LibraryError`.
    """
    given = filters or Filters()
    today = today or date.today()
    summary = summary or library.summary()
    whole = _constraints(summary, question.query, today)
    queries = [_query(question.asked, question.query, whole, given)]
    parts = split(question.asked)
    for part in parts if len(parts) > 1 else ():
        words = f"{question.earlier} {part}".strip()
        own = _constraints(summary, words, today)
        own = replace(own, before=own.before or whole.before, outlets=own.outlets or whole.outlets)
        queries.append(_query(part, words, own, given))
    search = Search(library, k)
    rankings = search.rank(queries)
    candidates = interleave([one.candidates for one in rankings], key=lambda one: one.passage.number)
    found = search.found(rankings[0]._replace(candidates=candidates))
    limits = whole.filters(given)
    effective = replace(
        whole,
        before=limits.before if limits.before != given.before else None,
        outlets=() if given.outlets else whole.outlets,
    )
    return Searched(found, limits, effective)


def _query(asked: str, words: str, constraints: Constraints, given: Filters) -> Query:
    """What is searched for a question, or for a part of one, that asks `asked`."""
    patterns = tuple(_ANSWERS[kind] for kind in sorted(Question(asked, words).kinds & _ANSWERS.keys()))
    return Query(
        text=words,
        filters=constraints.filters(given),
        preferences=replace(constraints.preferences, patterns=patterns),
    )


def _constraints(summary: Summary, words: str, today: date) -> Constraints:
    """The limits and preferences of a question that stands on its own."""
    first, last = (date.fromisoformat(day) if day else None for day in (summary.first_date, summary.last_date))
    return read(words, outlets=summary.outlets, first=first, last=last, today=today)
