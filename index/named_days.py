"""Whether a passage speaks of the very days that a question names, its "on Friday" read by the day of publication."""

from collections.abc import Sequence
from datetime import date, timedelta

from index.article import Article, Span
from index.passages import split_sentences
from index.preferences import Period
from index.relative_days import resolve

LONGEST = timedelta(days=2)
"""Between the first and the last day of a period that counts as named days; a month is met by chance."""

REPORTED_WITHIN = timedelta(days=10)
"""Of the days: what is published earlier or later seldom means them by a weekday, and is not read."""


def named_days(periods: Sequence[Period]) -> list[Period]:
    """The periods of a few days."""
    return [period for period in periods if period.last - period.first <= LONGEST]


def speaks_of(article: Article, span: Span, days: Sequence[Period]) -> bool:
    """Whether a sentence of the passage has one of these days."""
    if not article.published_at:
        return False
    published = date.fromisoformat(article.published_at[:10])
    near = [one for one in days if one.first - REPORTED_WITHIN <= published <= one.last + REPORTED_WITHIN]
    if not near:
        return False
    text = article.text[span.start : span.end]
    meant = [
        relative.period
        for sentence in split_sentences(text)
        for relative in resolve(text[sentence.span.start : sentence.span.end], published)
    ]
    return any(period.overlaps(day) for period in named_days(meant) for day in near)
