"""JSON: one article, a list of articles, or an object whose "articles" is that list."""

from collections.abc import Iterator
from pathlib import Path

from index.errors import ReadingError
from index.reading.encoding import decode
from index.reading.item import Failure, Item
from index.reading.json_value import parse_json
from index.reading.metadata import kind
from index.reading.record import SeenRecords, read_record
from index.reading.whole_file import read_whole


def read_json_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The articles of a JSON file. Raises ReadingError when it holds none; one bad article is a Failure."""
    yield from read_json(decode(read_whole(path)), str(path), origin)


def read_json(text: str, name: str, origin: str) -> Iterator[Item | Failure]:
    """As `read_json_file`, for a text; `name` is what failures call it."""
    value = parse_json(text, several_lines=True)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if isinstance(value, dict):
        yield read_record(value, origin)
        return
    if not isinstance(value, list):
        raise ReadingError(f"not a JSON object or a list of objects but {kind(value)}: correct or export it again")
    if not value:
        raise ReadingError("the list is empty: put an article in it or leave the file out")
    yield from _read_list(value, name, origin)


def _read_list(records: list[object], name: str, origin: str) -> Iterator[Item | Failure]:
    seen = SeenRecords()
    for number, record in enumerate(records, start=1):
        try:
            if not isinstance(record, dict):
                raise ReadingError(f"not a JSON object but {kind(record)}: give each article as an object")
            item = read_record(record, f"{origin}#{number}")
            seen.check(item.article, number, unit="article")
        except ReadingError as error:
            yield Failure(f"{name}#{number}", str(error))
        else:
            yield item
