"""JSONL: one article a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from index.errors import ReadingError
from index.reading.item import Failure, Item
from index.reading.json_value import parse_json
from index.reading.lines import Line, read_lines
from index.reading.metadata import kind
from index.reading.record import SeenRecords, read_record


def read_json_lines(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The articles of a JSONL file, line by line. Raises ReadingError for an empty or binary file."""
    seen = SeenRecords()
    blank = True
    for line in read_lines(path):
        if not line.problem and line.text.isspace():
            continue
        blank = False
        try:
            item = _read_line(line, origin)
            seen.check(item.article, line.number)
        except ReadingError as error:
            yield Failure(f"{path}:{line.number}", str(error))
        else:
            yield item
    if blank:
        raise ReadingError("the file holds only blank lines: put an article in it or leave it out")


def _read_line(line: Line, origin: str) -> Item:
    if line.problem:
        raise ReadingError(line.problem)
    value = parse_json(line.text.rstrip("\r\n"))
    if not isinstance(value, dict):
        raise ReadingError(f"not a JSON object but {kind(value)}: write one object a line, as {_EXAMPLE}")
    return read_record(value, f"{origin}#{line.number}")


_EXAMPLE = json.dumps({"id": "a1", "title": "...", "text": "..."})
