"""What a file's name says of its article: an id, a title, perhaps a date."""

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from index.reading.dates import parse_date
from index.reading.identifier import slug

_DATE = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2}|\d{8})(?:[-_ .]+|$)(?P<rest>.*)", re.DOTALL)


class FileName(NamedTuple):
    """The parts of a name such as "2025-03-04-ferry-cap.txt"."""

    identifier: str
    """Of the whole stem: "2025-03-04-ferry-cap"."""
    title: str
    """Made readable, without the date: "Ferry cap"."""
    published_at: str | None
    """The date that it begins with."""


def parse_file_name(origin: str) -> FileName:
    """The parts of the last piece of a path or URL."""
    stem = _stem(origin)
    match = _DATE.fullmatch(stem)
    published_at = parse_date(match["date"]) if match else None
    named = match["rest"] if match and published_at and match["rest"] else stem
    words = " ".join(re.split(r"[-_\s]+", named)).strip()
    return FileName(slug(stem), (words[:1].upper() + words[1:]) or "Untitled", published_at)


def _stem(origin: str) -> str:
    if re.match(r"https?://", origin):
        address = urlsplit(origin)
        return PurePosixPath(unquote(address.path)).stem or address.hostname or "article"
    # A backslash separates folders on Windows only, and there it never stands in a name.
    return PurePosixPath(origin.replace("\\", "/")).stem
