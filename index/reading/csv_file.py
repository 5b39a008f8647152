"""CSV: a header that names the columns, then one article a row."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from index.errors import ReadingError
from index.reading.item import Failure, Item
from index.reading.limits import LINE_BYTES
from index.reading.lines import Line, read_lines
from index.reading.metadata import ALIASES, plain_name
from index.reading.record import SeenRecords, read_record

_KNOWN = {alias for aliases in ALIASES.values() for alias in aliases}
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


class _Lines:
    """The lines of a file as `csv` wants them; notes what cannot be read, for the row that it stands in."""

    def __init__(self, path: Path) -> None:
        self._lines = read_lines(path)
        self.number = 0
        self.problem: str | None = None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line: Line = next(self._lines)
        self.number = line.number
        problem = line.problem or ("contains a NUL: remove it" if "\0" in line.text else None)
        self.problem = self.problem or problem
        return line.text or "\n"


def read_csv(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The articles of a CSV file, row by row. Raises ReadingError without a usable header."""
    csv.field_size_limit(max(csv.field_size_limit(), LINE_BYTES))
    lines = _Lines(path)
    columns, delimiter = _header(lines)
    # Strict, because a lenient reader drops stray quotation marks from the text without a word.
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    seen = SeenRecords()
    empty = True
    while True:
        start = lines.number + 1
        lines.problem = None
        try:
            row = next(rows, None)
        except csv.Error as error:
            problem = f"broken CSV ({error}), the rows from here on were not read"
            yield Failure(f"{path}:{start}", f"{problem}: double every quotation mark inside quotation marks")
            return
        if row is None:
            break
        if not lines.problem and not any(cell.strip() for cell in row):
            continue
        empty = False
        try:
            if lines.problem:
                raise ReadingError(lines.problem)
            item = _read_row(row, columns, f"{origin}#{start}")
            seen.check(item.article, start)
        except ReadingError as error:
            yield Failure(f"{path}:{start}", str(error))
        else:
            yield item
    if empty:
        raise ReadingError("the file has a header but no rows: put an article in it or leave it out")


def _header(lines: _Lines) -> tuple[list[str], str]:
    """The names of the columns, and the delimiter under which most of them are known names."""
    line = next((line for line in lines if line.strip() or lines.problem), "")
    if lines.problem:
        raise ReadingError(f"line {lines.number}: {lines.problem}")
    delimiters = ",;\t|"
    if match := _SEPARATOR_LINE.fullmatch(line):
        delimiters, line = match[1], next(lines, "")
    candidates = [(_cells(line, delimiter), delimiter) for delimiter in delimiters]
    columns, delimiter = max(candidates, key=lambda candidate: _known(candidate[0]))
    if not any(plain_name(column) in ALIASES["text"] for column in columns):
        found = ", ".join(column[:20] for column in columns[:6])
        raise ReadingError(f"no header with a column text (or body, content) in the first line, but {found}: add one")
    return columns, delimiter


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _known(columns: list[str]) -> int:
    return sum(plain_name(column) in _KNOWN for column in columns)


def _read_row(row: list[str], columns: list[str], origin: str) -> Item:
    if len(row) > len(columns):
        raise ReadingError(f"{len(row)} columns, but the header names {len(columns)}: put the text in quotation marks")
    return read_record(dict(zip(columns, row, strict=False)), origin)
