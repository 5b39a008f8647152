"""Uploaded files on their way into the library: streamed into a folder of its own, limited in size, type and number."""

import re
import shutil
import time
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from index.errors import OnRecordError
from index.reading import SUFFIXES
from index.reading.limits import FILE_BYTES

LINE_BY_LINE = (".jsonl", ".ndjson", ".csv")
"""Formats that are never held in memory as a whole, so that a larger file does no harm."""
LONGEST_LIST = 500_000_000
"""Bytes of a file in one of these."""
MOST_BYTES = 1_000_000_000
"""Of all files of one upload."""
MOST_FILES = 2_000
"""In one upload."""
MOST_BATCHES = 8
"""Uploads under way at once; the oldest gives way."""
ABANDONED = 24 * 3600.0
"""Seconds after which what an earlier server left behind is deleted."""
NAME_BYTES = 150

_UNSAFE = re.compile(r"[^\w.\- ]+")


class UploadRefused(OnRecordError):
    """A file is not taken: too large, of a type that cannot be read, or one too many."""


@dataclass(slots=True)
class _Batch:
    folder: Path
    names: dict[str, str] = field(default_factory=dict)
    """Path of each file that has arrived -> the name that the reader knows it by."""
    started: int = 0
    """Files that have arrived, are arriving or were refused: each has a folder of its own."""
    size: int = 0


class Uploads:
    """The uploads of one server. What a browser calls a file never decides where it is written."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first file comes. What another server abandoned there long ago is deleted."""
        self._folder = folder.absolute()
        self._batches: dict[str, _Batch] = {}
        self._clean()

    def begin(self) -> str:
        """The id of a new upload."""
        while len(self._batches) >= MOST_BATCHES:
            self.discard(next(iter(self._batches)))
        batch = uuid4().hex
        self._batches[batch] = _Batch(self._folder / batch)
        return batch

    async def receive(self, batch_id: str, name: str, pieces: AsyncIterator[bytes]) -> None:
        """Take one file of an upload. Raises `UploadRefused`."""
        batch = self._batches.get(batch_id)
        if batch is None:
            raise UploadRefused("this upload has ended or was never begun: choose the files again")
        if batch.started >= MOST_FILES:
            raise UploadRefused(f"one upload takes {MOST_FILES:,} files: give the others in another")
        shown, path = _placed(name, batch.folder / str(batch.started))
        batch.started += 1
        try:
            path.parent.mkdir(parents=True)
            with path.open("xb") as file:
                await self._write(file.write, path.suffix, batch, pieces)
        except OSError as error:
            path.unlink(missing_ok=True)
            reason = error.strerror or error
            raise UploadRefused(f"it cannot be kept ({reason}): make room on the library's disk") from error
        except BaseException:  # refused, or the reader went away in mid-file
            path.unlink(missing_ok=True)
            raise
        batch.names[str(path)] = shown

    @staticmethod
    async def _write(
        write: Callable[[bytes], object], suffix: str, batch: _Batch, pieces: AsyncIterator[bytes]
    ) -> None:
        size, limit = 0, largest(suffix)
        async for piece in pieces:
            size += len(piece)
            batch.size += len(piece)
            if size > limit:
                raise UploadRefused(f"it is larger than {limit // 1_000_000} MB: split it into smaller files")
            if batch.size > MOST_BYTES:
                raise UploadRefused(f"one upload takes {MOST_BYTES // 1_000_000} MB: give the others in another")
            write(piece)
        if not size:
            raise UploadRefused("it is empty")

    def files(self, batch_id: str) -> dict[str, str]:
        """Path -> name of the files that have arrived."""
        batch = self._batches.get(batch_id)
        return dict(batch.names) if batch else {}

    def discard(self, batch_id: str) -> None:
        """Delete an upload's files."""
        batch = self._batches.pop(batch_id, None)
        if batch is not None:
            shutil.rmtree(batch.folder, ignore_errors=True)

    def _clean(self) -> None:
        if not self._folder.is_dir():
            return
        for left in self._folder.iterdir():
            if left.is_dir() and time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def largest(suffix: str) -> int:
    """Most bytes of a file of this type."""
    return LONGEST_LIST if suffix in LINE_BY_LINE else FILE_BYTES


def _placed(name: str, folder: Path) -> tuple[str, Path]:
    """What a file is called to its reader, and where it is written. Raises `UploadRefused`.

    A file's name may hold its article's title and date, so its harmless characters are kept.
    """
    shown = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])[:255]
    stem, dot, suffix = shown.rpartition(".")
    suffix = f"{dot}{suffix.lower()}"
    if not dot or suffix not in SUFFIXES:
        raise UploadRefused(f"files of this type cannot be read: use one of {', '.join(SUFFIXES)}")
    safe = _UNSAFE.sub("-", stem).encode()[:NAME_BYTES].decode(errors="ignore").strip(". ")
    return shown, folder / f"{safe or 'article'}{suffix}"
