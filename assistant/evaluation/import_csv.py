"""Test sets in CSV: the columns are named as the keys of JSON Lines."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.testset import TestSet, collect, text_of

LISTS = ("turns", "accept_all", "must_not")
"""Columns whose cells hold one item a line; `article_id` and `quote` do too and go together line by line."""
_YES = frozenset({"true", "yes", "1", "x"})


def read_csv(path: Path) -> TestSet:
    """Read a test set in CSV, with comma or semicolon. Raises `EvaluationError` if the file cannot be read."""
    text = text_of(path)
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    if "id" not in (reader.fieldnames or ()) or not {"question", "turns"} & set(reader.fieldnames or ()):
        raise EvaluationError(f"{path}:1: the first line must name the columns id and question (or turns)")
    return collect(path, _rows(reader))


def _rows(reader: "csv.DictReader[str]") -> Iterator[tuple[int, object]]:
    line = reader.line_num + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield line, ValueError(f"not CSV ({error})")
            return
        if row is None:
            return
        yield line, _values(row)
        line = reader.line_num + 1


def _values(row: dict[str, str]) -> dict[str, object]:
    given = {name: cell.strip() for name, cell in row.items() if name and isinstance(cell, str) and cell.strip()}
    values: dict[str, object] = {name: given[name] for name in given if name not in ("article_id", "quote")}
    for name in LISTS:
        if name in given:
            values[name] = [line.strip() for line in given[name].splitlines() if line.strip()]
    for name in ("unanswerable", "generated"):
        if name in given:
            values[name] = given[name].lower() in _YES
    quotes = given.get("quote", "").splitlines()
    values["evidence"] = [
        {"article_id": article.strip(), "quote": quotes[i].strip() or None if i < len(quotes) else None}
        for i, article in enumerate(given.get("article_id", "").splitlines())
        if article.strip()
    ]
    return values
