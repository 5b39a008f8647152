"""Turns as JSON in the store. Articles are not copied into it: they are read from the library again."""

from dataclasses import replace
from typing import NamedTuple

from pydantic import TypeAdapter

from assistant.conversation.conversation import PastTurn
from index.article import Hit, Span
from index.errors import ArticleNotFound
from index.library import Library


class _Near(NamedTuple):
    """A passage that came near, by its place."""

    article_id: str
    span: Span
    score: float
    rank: int


class _Stored(NamedTuple):
    turn: PastTurn
    nearest: tuple[_Near, ...]


_ADAPTER = TypeAdapter(_Stored)


def dump(turn: PastTurn) -> str:
    """A turn as JSON, without what retrieval found but for a refusal's nearest passages."""
    nearest: tuple[_Near, ...] = ()
    if turn.answer:
        answer, refusal = turn.answer, turn.answer.refusal
        if refusal:
            nearest = tuple(_Near(hit.article.id, hit.span, hit.score, hit.rank) for hit in refusal.nearest)
            refusal = replace(refusal, nearest=())
        turn = replace(turn, answer=replace(answer, hits=(), refusal=refusal))
    return _ADAPTER.dump_json(_Stored(turn, nearest)).decode()


def load(text: str, library: Library) -> PastTurn:
    """A turn from JSON; passages of articles that are gone or shorter now are left out. Raises `LibraryError`."""
    turn, places = _ADAPTER.validate_json(text)
    if turn.answer is None or turn.answer.refusal is None:
        return turn
    nearest = tuple(hit for place in places if (hit := _hit(place, library)))
    return replace(turn, answer=replace(turn.answer, refusal=replace(turn.answer.refusal, nearest=nearest)))


def _hit(place: _Near, library: Library) -> Hit | None:
    try:
        article = library.article(place.article_id)
    except ArticleNotFound:
        return None
    if place.span.end > len(article.text):
        return None
    return Hit(article=article, span=place.span, score=place.score, rank=place.rank)
