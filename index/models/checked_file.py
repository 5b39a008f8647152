"""Writing a file that takes its real name only when its bytes are right."""

import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from index.models.model_file import ModelFile, PlaceError
from index.models.progress import megabytes

BLOCK = 1 << 20
"""Bytes read at a time."""
_SPARE = 50_000_000
"""Bytes of the disk that a pull leaves free."""


class CheckedFile:
    """A model's file while it is written: a `.part` whose sha256 is kept up with every block.

    Failures to write are raised as `PlaceError`.
    """

    def __init__(self, part: Path, file: ModelFile, *, resume: bool = False) -> None:
        """Start afresh, or with `resume` after the bytes that an interrupted pull left in `part`."""
        self._part = part
        self._file = file
        self._digest = hashlib.sha256()
        self.written = 0
        """Bytes in the part so far."""
        if resume and part.is_file():
            with part.open("rb") as stream:
                while block := stream.read(BLOCK):
                    self._digest.update(block)
                    self.written += len(block)
        self._stream = part.open("ab" if resume else "wb")

    def write(self, block: bytes) -> None:
        """Append a block."""
        if self.written + len(block) > self._file.size:
            self.discard()
            raise PlaceError(f"it is longer than the {self._file.size:,} bytes expected; deleted")
        try:
            self._stream.write(block)
        except OSError as error:
            raise PlaceError(_writing(self._part, error)) from error
        self._digest.update(block)
        self.written += len(block)

    def restart(self) -> None:
        """Forget what is written."""
        self._stream.seek(0)
        self._stream.truncate()
        self._digest = hashlib.sha256()
        self.written = 0

    def finish(self, target: Path) -> None:
        """Give the part its real name when it is right; delete it and raise `PlaceError` when it is not."""
        found = self._digest.hexdigest()
        if found != self._file.sha256:
            self.discard()
            size = f"{self.written:,} bytes with " if self.written != self._file.size else ""
            raise PlaceError(f"it gave {size}the sha256 {found[:12]}..., not {self._file.sha256[:12]}...; deleted")
        try:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            os.replace(self._part, target)
        except OSError as error:
            raise PlaceError(_writing(target, error)) from error

    def discard(self) -> None:
        """Delete the part."""
        self._close()
        self._part.unlink(missing_ok=True)

    def _close(self) -> None:
        try:
            self._stream.close()
        except OSError:  # a full disk also fails the flush of the last block; that failure is already told
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


def _writing(path: Path, error: OSError) -> str:
    return f"cannot write {path} ({error.strerror or error})"


def need_room(folder: Path, size: int) -> None:
    """Raise `PlaceError` when the disk of `folder` lacks `size` bytes and some to spare."""
    free = shutil.disk_usage(folder).free
    if free < size + _SPARE:
        needed = megabytes(size + _SPARE)
        raise PlaceError(f"it needs {needed} MB of free disk in {folder}, where {megabytes(free)} MB are free")
