"""Where a text quotes, by its quotation marks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from index.article import Span

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[“”\"„«»]|''|``|(?<![\w’'])[‘'](?=\w)|(?<=[\w.,?!])(?P<closing>[’'])(?!\w)")
_CLOSERS = {"“": '”"', "„": '“”"', "«": "»", '"': '"”', "''": "''", "``": "''", "‘": "’'", "'": "’'"}
_SINGLE = {"‘", "'"}
_SHORTEST_SINGLE = 3
"""Characters within single marks, for them to be quotation marks and not apostrophes."""

_MARKS_AHEAD = 20
"""Marks among which the closing one is looked for: it keeps a line of nothing but marks from taking long."""


class _Mark(NamedTuple):
    text: str
    closes: bool
    """A single mark that can only close."""
    start: int
    end: int


def find_quotations(text: str) -> list[Span]:
    """The quotations of a text with their marks, in order, the outermost only.

    A quotation ends at the latest with its line: an opening mark that nothing closes reaches that far (a speech that
    goes on in the next paragraph is printed so), but a single mark that nothing closes is an apostrophe.
    """
    return [Span(line.start() + start, line.start() + end) for line in _LINE.finditer(text) for start, end in _of(line)]


def _of(line: re.Match[str]) -> Iterator[tuple[int, int]]:
    marks = [
        _Mark(mark.group(), bool(mark["closing"]), mark.start(), mark.end()) for mark in _MARK.finditer(line.group())
    ]
    position = 0
    while position < len(marks):
        opener, closes, start, end = marks[position]
        position += 1
        if closes or opener not in _CLOSERS:
            continue
        closing = _closing(marks, position, _CLOSERS[opener])
        if closing is not None and marks[closing].start - end >= (_SHORTEST_SINGLE if opener in _SINGLE else 1):
            yield start, marks[closing].end
            position = closing + 1
        elif closing is None and opener not in _SINGLE:
            yield start, len(line.group().rstrip())
            return


def _closing(marks: list[_Mark], position: int, closers: str) -> int | None:
    for number in range(position, min(len(marks), position + _MARKS_AHEAD)):
        mark = marks[number]
        if mark.text in closers and (mark.closes or mark.text not in _SINGLE):
            return number
    return None


class Quotations:
    """Answers whether a place is quoted."""

    def __init__(self, text: str) -> None:
        self._stretches = find_quotations(text)
        self._starts = [span.start for span in self._stretches]

    def holds(self, position: int) -> bool:
        """Whether a character stands within a quotation."""
        i = bisect_right(self._starts, position) - 1
        return i >= 0 and position < self._stretches[i].end
