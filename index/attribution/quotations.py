"""Which stretches of a text stand between quotation marks."""

import re
from bisect import bisect_right

from index.article import Span

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[“”\"]|(?<![\w'])''|''(?![\w'])")


def quoted_stretches(text: str) -> list[Span]:
    """The quotations of a text with their marks; one that is never closed ends with its paragraph."""
    found: list[Span] = []
    for line in _LINE.finditer(text):
        opened = None
        for mark in _MARK.finditer(text, line.start(), line.end()):
            if opened is None:
                if mark.group() != "”":
                    opened = mark.start()
            elif mark.group() != "“":
                found.append(Span(opened, mark.end()))
                opened = None
        if opened is not None:
            found.append(Span(opened, line.end()))
    return found


class Quotations:
    """Answers whether a place is quoted."""

    def __init__(self, text: str) -> None:
        self._stretches = quoted_stretches(text)
        self._starts = [span.start for span in self._stretches]

    def holds(self, position: int) -> bool:
        """Whether a character stands within a quotation."""
        i = bisect_right(self._starts, position) - 1
        return i >= 0 and position < self._stretches[i].end
