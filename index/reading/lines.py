"""The lines of a JSONL or CSV file, one at a time, whatever their encoding."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from index.errors import ReadingError
from index.reading.encoding import byte_order_mark, decode_part, refuse_binary
from index.reading.limits import LINE_BYTES

_HEAD = 65_536


class Line(NamedTuple):
    """A line of a file."""

    number: int
    """From 1."""
    text: str
    """With its line end; empty when the line cannot be read."""
    problem: str | None = None
    """Why the line cannot be read, and how to fix it."""


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of `path`, split at `\\n` only. Raises ReadingError for an empty or binary file."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            raise ReadingError("the file is empty: put an article in it or leave it out")
        refuse_binary(head)
        length, encoding = byte_order_mark(head)
        file.seek(length)
        if encoding and encoding != "utf-8":
            yield from _marked_lines(file, encoding)
        else:
            yield from _byte_lines(file)


def _byte_lines(file: BinaryIO) -> Iterator[Line]:
    number = 0
    while data := file.readline(LINE_BYTES + 1):
        number += 1
        if len(data) > LINE_BYTES:
            while data and not data.endswith(b"\n"):
                data = file.readline(LINE_BYTES)
            yield Line(number, "", _TOO_LONG)
            continue
        try:
            yield Line(number, decode_part(data))
        except ReadingError as error:
            yield Line(number, "", str(error))


def _marked_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    number = 0
    with io.TextIOWrapper(file, encoding=encoding, newline="\n") as text_file:
        try:
            while text := text_file.readline(LINE_BYTES + 1):
                number += 1
                if len(text) > LINE_BYTES:
                    while text and not text.endswith("\n"):
                        text = text_file.readline(LINE_BYTES)
                    yield Line(number, "", _TOO_LONG)
                    continue
                yield Line(number, text)
        except UnicodeDecodeError:
            # A lost byte shifts all that follows: nothing after it can be trusted.
            yield Line(number + 1, "", f"broken {encoding.upper()}, the rest was not read: save the file as UTF-8")


_TOO_LONG = f"the line is longer than {LINE_BYTES // 1_000_000} MB: split the article"
