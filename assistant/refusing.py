"""What is told when the archive does not answer: what is missing, what was searched, and what came nearest."""

from assistant.answer import Refusal
from assistant.premise import FalsePremise
from index.catalog import Summary
from index.filters import Filters
from index.retrieval import Found

NEAREST = 3
"""Passages shown as the nearest."""


def refuse(premise: FalsePremise | None, corrected: str, found: Found, filters: Filters, summary: Summary) -> Refusal:
    """An honest non-answer; `corrected` is the answer as far as it tells what is true instead of a false premise."""
    first, last = summary.first_date, summary.last_date
    if filters.after:
        first = max(first or "", filters.after.isoformat())
    if filters.before:
        last = min(last or "9999", filters.before.isoformat())
    period = f" from {first} to {last}" if first and last and first <= last else ""
    reason = f"{_what_is_missing(premise, corrected)} I searched {count_articles(found.articles_searched)}{period}" + (
        "; the nearest passages are below." if found.hits else " and found nothing near the question."
    )
    return Refusal(
        reason=reason,
        articles_searched=found.articles_searched,
        first_date=first,
        last_date=last,
        nearest=found.hits[:NEAREST],
    )


def _what_is_missing(premise: FalsePremise | None, corrected: str) -> str:
    if premise is None:
        return "The archive does not say."
    if premise.said_by is None:
        return f"The archive does not have this from {premise.speaker}."
    return f"The archive does not have this from {premise.speaker}, but from {premise.said_by.name}. {corrected}"


def count_articles(count: int) -> str:
    """A number of articles in words."""
    return "1 article" if count == 1 else f"{count:,} articles"
