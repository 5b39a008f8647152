"""Entries of a ledger, made by hand for tests."""

from conftest import make_article

from index.article import Span
from index.attribution.attribution import Attribution, Speaker, Stance, Statement
from index.attribution.entry import LedgerEntry


def make_entry(
    number: int,
    content: str,
    *,
    speaker: str | None = "Ana Moss",
    stance: Stance = "states",
    said_on: str | None = "2025-03-04",
    story: int | None = None,
    outlet: str | None = None,
) -> LedgerEntry:
    """An entry in an article of its own."""
    text = f"It was said: {content}"
    span = Span(text.index(content), len(text))
    return LedgerEntry(
        number=number,
        article=make_article(number, text=text, source=outlet, published_at=said_on),
        position=0,
        statement=Statement(
            attribution=Attribution(source=(), cue=(Span(3, 11),), content=(span,), kind="indirect"),
            speaker=Speaker(name=speaker, kind="person") if speaker else None,
            stance=stance,
            said_on=said_on,
        ),
        speaker_key=speaker.casefold() if speaker else None,
        story=story,
    )
