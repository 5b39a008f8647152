"""Lines on pages -> paragraphs: what a reader sees from gaps, indents and sizes."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—\s]*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*"
    # What browsers print above and below a page.
    r"|(?:https?|file)://\S+\s+\d+\s*/\s*\d+"
    r"|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?: [AP]M)?\b.*",
    re.IGNORECASE,
)
_EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page may be a running header or footer."""
_WIDE = 1.25
"""A gap this many times the usual one begins a paragraph."""
_OTHER_SIZE = 1.1
_INDENT = 8.0
"""Points."""
_SHORT = 0.75
"""A line shorter than this part of the longest line, and ending a sentence, ends a paragraph."""
_WORD_CHARACTERS = 80
_SENTENCE_END = re.compile(r"[.!?:][\"'”’»)\]]*$")


class TextLine(NamedTuple):
    """A line of text on a page; an empty text is a blank line that the page draws."""

    text: str
    page: int
    x: float
    """Points from the left."""
    y: float
    """Points from the bottom, of the baseline."""
    size: float
    """Of the font, in points."""


def paragraphs(lines: Sequence[TextLine]) -> list[str]:
    """The paragraphs of a document, without page numbers and running headers."""
    kept = _without_edges(lines)
    leading = _leading(kept)
    longest = max((len(line.text) for line in kept), default=0)
    words = {word.lower() for line in kept for word in re.findall(r"\w+-\w+", line.text)}
    found: list[str] = []
    former: TextLine | None = None
    for line in kept:
        if not line.text:
            former = None
        elif former is None or _begins(former, line, leading, longest):
            found.append(line.text)
            former = line
        else:
            found[-1] = _joined(found[-1], line.text, words)
            former = line
    return found


def _without_edges(lines: Sequence[TextLine]) -> list[TextLine]:
    edges: dict[int, set[TextLine]] = {}
    for page, drawn in groupby(lines, key=lambda line: line.page):
        from_top = sorted((line for line in drawn if line.text), key=lambda line: -line.y)
        edges[page] = {*from_top[:_EDGE_LINES], *from_top[-_EDGE_LINES:]}
    counts = Counter(key for edge in edges.values() for key in {_key(line) for line in edge})
    repeated = {key for key, count in counts.items() if count >= 2 and count * 2 >= len(edges)}
    return [
        line
        for line in lines
        if line not in edges[line.page] or not (_PAGE_NUMBER.fullmatch(line.text) or _key(line) in repeated)
    ]


def _key(line: TextLine) -> str:
    """The same for "Harbour Courier 3" and "Harbour Courier 4"."""
    return re.sub(r"\d+", "#", line.text)


def _leading(lines: Sequence[TextLine]) -> float:
    """The usual distance of two lines of a paragraph, in font sizes."""
    ratios = Counter(
        round((upper.y - lower.y) / upper.size, 1)
        for upper, lower in pairwise(lines)
        if upper.text and lower.text and upper.page == lower.page and upper.size > 0
        and 0.8 <= (upper.y - lower.y) / upper.size <= 2.2
        and abs(upper.size - lower.size) < 0.5
    )  # fmt: skip
    return ratios.most_common(1)[0][0] if ratios else 1.3


def _begins(former: TextLine, line: TextLine, leading: float, longest: int) -> bool:
    """Whether `line` begins a paragraph rather than going on from `former`."""
    size = max(former.size, line.size, 1.0)
    if size > _OTHER_SIZE * max(min(former.size, line.size), 0.1):
        return True
    gap = former.y - line.y
    ends = bool(_SENTENCE_END.search(former.text))
    if former.page != line.page or gap < -size:
        # The next page or column: only the words can tell.
        return ends
    if gap < 0.5 * size:
        return False
    if gap > _WIDE * max(leading, 0.8) * size:
        return True
    return line.x - former.x > _INDENT or (ends and len(former.text) < _SHORT * longest)


def _joined(text: str, line: str, hyphenated: set[str]) -> str:
    """`text` and the line below it; a word cut by a hyphen is made whole."""
    match = re.search(r"(\w+)[-\u2010\u00ad]$", text[-_WORD_CHARACTERS:])
    following = re.match(r"\w+", line)
    if not match or not following or not following[0][0].islower():
        # After a hyphen and a capital or a number ("Anglo-/Norman") the hyphen is part of the word.
        return text + line if match and following else f"{text} {line}"
    if f"{match[1]}-{following[0]}".lower() in hyphenated:
        return text + line
    return text[:-1] + line
