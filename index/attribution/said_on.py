"""The day on which something was said, where the text tells: "said on Friday", "told reporters Tuesday"."""

from collections.abc import Sequence
from datetime import date

from index import relative_days
from index.article import Sentence, Span
from index.attribution.attribution import Attribution

NEAR = 60
"""Characters between the words that attribute and the day, at most."""


def said_on(text: str, sentences: Sequence[Sentence], attribution: Attribution, published_at: str | None) -> str | None:
    """The ISO date of a statement: the day that its own sentence gives, else the article's, else None.

    A day within the content is what is spoken of, not when; so is a day to come. `sentences` are the text's.
    """
    if published_at is None:
        return None
    published = date.fromisoformat(published_at[:10])
    days = [
        (*distance, day.period.first)
        for sentence in sentences
        if any(sentence.span.overlaps(cue) for cue in attribution.cue)
        for day in relative_days.resolve(text[slice(*sentence.span)], published)
        if day.period.first == day.period.last <= published
        if (distance := _distance(_moved(day.span, sentence.span.start), attribution)) is not None
    ]
    return min(days)[-1].isoformat() if days else published.isoformat()


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _distance(day: Span, attribution: Attribution) -> tuple[bool, int] | None:
    """Whether a day that may be the statement's stands before the cue, and how far; None if it cannot be its day."""
    if any(day.overlaps(content) for content in attribution.content):
        return None
    after = min((day.start - cue.end for cue in attribution.cue if day.start >= cue.end), default=NEAR + 1)
    before = min((cue.start - day.end for cue in attribution.cue if day.end <= cue.start), default=NEAR + 1)
    if min(after, before) > NEAR:
        return None
    return (False, after) if after <= NEAR else (True, before)
