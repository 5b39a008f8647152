"""The bytes of a file that is read at once."""

from pathlib import Path

from index.errors import ReadingError
from index.reading.limits import FILE_BYTES


def read_whole(path: Path) -> bytes:
    """The bytes of `path`. Raises ReadingError if it is empty or too large, OSError if unreadable."""
    with path.open("rb") as file:
        data = file.read(FILE_BYTES + 1)
    if not data:
        raise ReadingError("the file is empty: put an article in it or leave it out")
    if len(data) > FILE_BYTES:
        limit = f"{FILE_BYTES // 1_000_000} MB"
        raise ReadingError(f"the file is larger than {limit}: split it, or make it JSONL with one article a line")
    return data
