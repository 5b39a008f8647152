"""Markdown: front matter for the metadata, and the text without its marks."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.reading.cleaning import one_line, tidy
from index.reading.encoding import decode
from index.reading.front_matter import split_front_matter
from index.reading.html_fragment import fragment_text
from index.reading.item import Failure, Item
from index.reading.metadata import read_metadata
from index.reading.record import read_document
from index.reading.whole_file import read_whole

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\](?::[ ]?)?")
_CELL_GAP = "; "


def read_markdown_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of a Markdown file. Raises ReadingError."""
    fields, source = split_front_matter(tidy(decode(read_whole(path))))
    metadata = read_metadata(fields)
    title, text = plain_text(source, with_title=metadata.title is None)
    if title:
        metadata = read_metadata({**fields, "title": title})
    yield read_document(text, metadata, origin)


def plain_text(source: str, *, with_title: bool = True) -> tuple[str | None, str]:
    """(the first heading of level 1, the text without it and without marks) of Markdown.

    Without `with_title` the heading stays in the text, and the title is None.
    """
    title: str | None = None
    blocks: list[str] = []
    tight = _TightLists()
    tokens = _MARKDOWN.parse(source)
    row: list[str] = []
    for position, token in enumerate(tokens):
        tight.follow(token)
        if token.type == "inline":
            text = inline_text(token.children or [])
            opening = tokens[position - 1]
            if with_title and title is None and opening.tag == "h1" and one_line(text):
                title = one_line(text)
            elif opening.type in ("th_open", "td_open"):
                row.append(text)
            else:
                _add(blocks, tight.marked(text), joined=tight.is_next_line())
        elif token.type == "tr_close":
            _add(blocks, _CELL_GAP.join(filter(None, row)), joined=tokens[position - 1].type == "td_close")
            row = []
        elif token.type in ("code_block", "fence"):
            _add(blocks, token.content.rstrip("\n"))
        elif token.type == "html_block":
            _add(blocks, fragment_text(token.content))
    return title, tidy("\n\n".join(blocks))


def inline_text(tokens: Sequence[Token]) -> str:
    """The words of inline tokens: no emphasis marks, no link targets, no images, no tags."""
    parts = []
    for token in tokens:
        if token.type == "text":
            parts.append(_FOOTNOTE.sub("", token.content))
        elif token.type == "code_inline":
            parts.append(token.content)
        elif token.type == "softbreak":
            # A paragraph wrapped at 80 columns is one paragraph: a quotation runs across its lines.
            parts.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            parts.append("\n")
    return re.sub("[ \t]+", " ", "".join(parts))


def _add(blocks: list[str], text: str, *, joined: bool = False) -> None:
    if not text.strip():
        return
    if joined and blocks:
        blocks[-1] += "\n" + text
    else:
        blocks.append(text)


class _TightLists:
    """Keeps the lines of a list together, and the numbers of ordered items, which may belong to the text."""

    def __init__(self) -> None:
        self._depth = 0
        self._lines = 0
        self._number = ""

    def follow(self, token: Token) -> None:
        """Note where a list begins and ends."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._lines = self._lines if self._depth else 0
            self._depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._depth -= 1
        elif token.type == "list_item_open":
            # "1998. A year of storms" is an ordered list to Markdown: the number must stay.
            self._number = f"{token.info}{token.markup} " if token.info else ""

    def marked(self, text: str) -> str:
        """`text`, with its number if it begins an ordered item."""
        number, self._number = self._number, ""
        return number + text

    def is_next_line(self) -> bool:
        """Whether the text belongs on the line below the former: it is in a list that has a line already."""
        if not self._depth:
            return False
        self._lines += 1
        return self._lines > 1
