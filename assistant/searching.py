"""A question understood -> what was found for the whole of it and for each of its parts, within its own limits."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from assistant.constraints import Constraints, read
from assistant.parts import interleave, split
from assistant.question import Question
from index.catalog import Summary
from index.filters import Filters
from index.library import Library
from index.retrieval import Found, search


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
    whole = _constraints(summary, question.text, question.query, today)
    found = [search(library, question.query, k=k, filters=whole.filters(given), preferences=whole.preferences)]
    parts = split(question.text)
    for part in parts if len(parts) > 1 else ():
        query = " ".join((*question.earlier, part))
        own = _constraints(summary, part, query, today)
        own = replace(own, before=own.before or whole.before, outlets=own.outlets or whole.outlets)
        found.append(search(library, query, k=k, filters=own.filters(given), preferences=own.preferences))
    limits = whole.filters(given)
    effective = replace(
        whole,
        before=limits.before if limits.before != given.before else None,
        outlets=() if given.outlets else whole.outlets,
    )
    return Searched(_merged(found, k), limits, effective)


def _constraints(summary: Summary, text: str, query: str, today: date) -> Constraints:
    """The limits of the words themselves; the preferences also of the earlier turns that they lean on."""
    first, last = (date.fromisoformat(day) if day else None for day in (summary.first_date, summary.last_date))
    own = read(text, outlets=summary.outlets, first=first, last=last, today=today)
    if query == text:
        return own
    leaning = read(query, outlets=summary.outlets, first=first, last=last, today=today)
    return replace(own, preferences=leaning.preferences)


def _merged(found: list[Found], k: int) -> Found:
    """The hits of several searches as one list; everything else is the first one's."""
    ranked = [list(zip(one.hits, one.similarities, strict=True)) for one in found]
    merged = interleave(ranked, key=lambda pair: (pair[0].article.id, pair[0].span))[:k]
    return replace(
        found[0],
        hits=tuple(replace(hit, rank=rank) for rank, (hit, _) in enumerate(merged, start=1)),
        similarities=tuple(similar for _, similar in merged),
    )
