"""One file of a model, and what a place that may have it must offer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.models.progress import Progress


class PlaceError(Exception):
    """A place did not give the file. `str(error)` says why in one phrase."""


class Place(Protocol):
    """Somewhere that a model's file may come from."""

    @property
    def label(self) -> str:
        """How messages call this place."""
        ...

    def fetch(self, file: "ModelFile", work: Path, target: Path, progress: Progress) -> None:
        """Put the file at `target`, whole and right; what an interruption leaves stays in `work`.

        Raises `PlaceError`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model. Its sha256 is its identity, wherever it comes from."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    """64 lower-case hexadecimal digits."""
    places: tuple[Place, ...] = ()
    """Where it may come from, in the order in which they are tried."""


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fault_of(path: Path, file: ModelFile) -> str | None:
    """What is wrong with the copy of `file` at `path`, in one phrase, or None. Reads all of it."""
    if not path.is_file():
        return "it is missing"
    size = path.stat().st_size
    if size != file.size:
        return f"it has {size:,} bytes, not {file.size:,}"
    found = sha256_of(path)
    if found != file.sha256:
        return f"its sha256 is {found[:12]}..., not {file.sha256[:12]}..."
    return None
