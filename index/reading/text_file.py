"""Plain text: an optional block of "Title: ..." lines, an optional title line, then paragraphs."""

import re
from collections.abc import Iterator
from pathlib import Path

from index.reading.cleaning import tidy
from index.reading.encoding import decode
from index.reading.item import Failure, Item
from index.reading.metadata import ALIASES, plain_name, read_metadata
from index.reading.record import read_document
from index.reading.whole_file import read_whole

_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]*(.*)")
_HEADER_NAMES = {alias for name, aliases in ALIASES.items() if name != "text" for alias in aliases}
_TITLE_CHARACTERS = 120


def read_text_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of a .txt file. Raises ReadingError."""
    yield read_text(decode(read_whole(path)), origin)


def read_text(text: str, origin: str) -> Item:
    """The article in a plain text. Raises ReadingError."""
    fields, text = split_header(tidy(text))
    metadata = read_metadata(fields)
    if metadata.title is None:
        title, text = split_title(text)
        fields = {**fields, "title": title}
    return read_document(text, read_metadata(fields), origin)


def split_header(text: str) -> tuple[dict[str, object], str]:
    """The fields of the header block, and the text after it. Without a block: no fields, the whole text."""
    block, _, rest = text.partition("\n\n")
    matches = [_HEADER_LINE.fullmatch(line) for line in block.split("\n")]
    fields: dict[str, object] = {}
    for match in matches:
        # One line that is no field makes the block a paragraph ("Source: ..." can begin a sentence).
        if match is None:
            return {}, text
        fields.setdefault(match[1], match[2].strip())
    known = [plain_name(name) in _HEADER_NAMES for name in fields]
    return (fields, rest) if known[0] and sum(known) * 2 >= len(known) else ({}, text)


def split_title(text: str) -> tuple[str | None, str]:
    """The first line, if it is short, no sentence and followed by a blank line; and what follows it."""
    line, _, rest = text.partition("\n\n")
    is_title = rest and "\n" not in line and len(line) <= _TITLE_CHARACTERS and line[-1] not in '.,;:"”'
    return (line.strip(), rest) if is_title else (None, text)
