"""What the uncased encoder does not see of a word: its capitals, the quotation marks around it, where sentences start.

The tagger adds an embedding of each of the three to the word's. Training and run time share this file.
"""

import re
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from index.article import Span

OPENING = "“„«"
CLOSING = "”»"
STRAIGHT = '"'
_SINGLE_OPENING, _SINGLE_CLOSING = "‘", "’"
_SENTENCE_END = frozenset(".!?…")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


class Case(IntEnum):
    """How a word is written."""

    LOWER = 0
    INITIAL = 1
    CAPITALS = 2
    MIXED = 3
    NUMBER = 4
    OTHER = 5


class Quotation(IntEnum):
    """Where a word stands to the quotation marks of its article."""

    OUTSIDE = 0
    INSIDE = 1
    OPENS = 2
    CLOSES = 3


class Start(IntEnum):
    """What starts with a word."""

    NOTHING = 0
    SENTENCE = 1
    PARAGRAPH = 2


# Looking up a member of an enumeration is slow in Python 3.11; these are looked up for every word.
_LOWER = Case.LOWER
_OUTSIDE, _INSIDE, _CLOSES = Quotation.OUTSIDE, Quotation.INSIDE, Quotation.CLOSES
_NOTHING, _SENTENCE, _PARAGRAPH = Start.NOTHING, Start.SENTENCE, Start.PARAGRAPH

TABLES: tuple[type[IntEnum], ...] = (Case, Quotation, Start)
"""The features in the order of their columns."""


def features(text: str, words: Sequence[Span], paragraphs: Sequence[int]) -> NDArray[np.int64]:
    """The features of each word, shape (words, 3); `paragraphs` numbers the paragraph of each."""
    cases = [_case(text[start:end]) for start, end in words]
    marks = quotation_states(text, words, paragraphs)
    starts = [_start(text, words, paragraphs, marks, i) for i in range(len(words))]
    return np.array([cases, marks, starts], np.int64).T.reshape(len(words), len(TABLES))


def quotation_states(text: str, words: Sequence[Span], paragraphs: Sequence[int]) -> list[Quotation]:
    """Follow the quotation marks through the article.

    A quotation left open at the end of a paragraph goes on where the next one starts with an opening mark
    again, as newspapers write it; otherwise it has ended with its paragraph. A word may hold its mark.
    """
    states: list[Quotation] = []
    open_mark = ""
    for i, (start, end) in enumerate(words):
        if i and paragraphs[i] != paragraphs[i - 1] and text[start] not in OPENING + STRAIGHT + _SINGLE_OPENING:
            open_mark = ""
        first = i == 0 or paragraphs[i] != paragraphs[i - 1]
        mark = text[start:end]
        if text[start].isalnum():
            states.append(_INSIDE if open_mark else _OUTSIDE)
        elif _opens(text, start, end, open_mark, first=first):
            open_mark = mark
            states.append(Quotation.OPENS)
        elif _closes(text, end, mark, open_mark):
            open_mark = ""
            states.append(Quotation.CLOSES)
        else:
            states.append(_INSIDE if open_mark else _OUTSIDE)
    return states


def _opens(text: str, start: int, end: int, open_mark: str, *, first: bool) -> bool:
    mark = text[start:end]
    if mark in ("``", *OPENING):
        return True
    if mark == STRAIGHT:
        return first or not open_mark
    if mark == _SINGLE_OPENING:
        return not open_mark and _has_single_closing(text, end)
    return False


def _has_single_closing(text: str, start: int) -> bool:
    """Whether a closing single quotation mark that is no apostrophe follows in the paragraph, within 600 characters."""
    line = text[start : start + 600].split("\n", 1)[0]
    return re.search(r"[^\s‘’]’(?![^\W\d_])", line) is not None


def _closes(text: str, end: int, mark: str, open_mark: str) -> bool:
    if mark in ("''", STRAIGHT, *CLOSING):
        return bool(open_mark)
    if mark == _SINGLE_CLOSING and open_mark == _SINGLE_OPENING:
        return _LETTER.match(text, end) is None
    return False


def _case(word: str) -> Case:
    if word.islower():
        return _LOWER
    if _LETTER.search(word) is None:
        return Case.NUMBER if _DIGIT.search(word) else Case.OTHER
    if word.isupper():
        return Case.CAPITALS if len(word) > 1 else Case.INITIAL
    return Case.INITIAL if word[0].isupper() and word[1:].islower() else Case.MIXED


def _start(text: str, words: Sequence[Span], paragraphs: Sequence[int], marks: Sequence[Quotation], i: int) -> Start:
    """A sentence starts after a full stop, perhaps with a closing mark between, where a word does not start small."""
    before = i - 1
    if i == 0 or paragraphs[i] != paragraphs[before]:
        return _PARAGRAPH
    start = words[i].start
    if text[start].islower() or words[before].end == start or marks[i] is _CLOSES:
        return _NOTHING
    if before and (marks[before] is _CLOSES or text[words[before].start] == ")"):
        before -= 1
    return _SENTENCE if text[words[before].end - 1] in _SENTENCE_END else _NOTHING
