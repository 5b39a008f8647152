"""Which files under a path can be read, and how much they may hold."""

import os
from pathlib import Path

from index.errors import ReadingError
from index.reading.formats import SUFFIXES
from index.reading.source import Source
from index.reading.web.address import is_address, parse_address


def sources(argument: Source) -> list[Source]:
    """What a user's argument stands for: an address itself, or the readable files under a path.

    Nothing is fetched. Raises ReadingError as `discover`, and for an address that is not http or https.
    """
    if isinstance(argument, str) and is_address(argument):
        parse_address(argument)
        return [argument.strip()]
    return list(discover(Path(argument)))


def discover(path: Path) -> list[Path]:
    """`path` itself, or every readable file below it, sorted. Hidden files and folders are skipped.

    A subfolder that cannot be opened is listed too, so that reading it reports why. Raises ReadingError when
    `path` does not exist, is a file of another type, or is a folder without a readable file.
    """
    known = ", ".join(SUFFIXES)
    try:
        if path.is_dir():
            found = sorted(files_below(path), key=lambda file: file.parts)
            if not found:
                raise ReadingError(f"no readable file in {path}: put articles there ({known})")
            return found
        if not path.exists():
            raise ReadingError(f"no such file or folder: {path}; check the path")
    except PermissionError as error:
        raise ReadingError(f"no permission to open {path}: change its permissions (chmod +r)") from error
    except (OSError, ValueError) as error:  # a name too long, or with a NUL
        raise ReadingError(f"not a path: {str(path)[:200]!r}; check it") from error
    if not path.is_file():
        raise ReadingError(f"{path} is neither a file nor a folder: give the path of an article")
    if path.suffix.lower() not in SUFFIXES:
        kind = f"files of type {path.suffix}" if path.suffix else "files without a suffix"
        raise ReadingError(f"cannot read {kind} ({path}): use one of {known}")
    return [path]


def files_below(folder: Path) -> list[Path]:
    """The readable files in a folder and its subfolders, and the subfolders that cannot be opened."""
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    unreadable: list[Path] = []
    _is_new(folder, seen)
    walk = os.walk(folder, followlinks=True, onerror=lambda error: unreadable.append(Path(error.filename)))
    for name, folders, files in walk:
        here = Path(name)
        # Links may lead back up: a folder is visited once, under the first name that leads to it.
        folders[:] = sorted(child for child in folders if not child.startswith(".") and _is_new(here / child, seen))
        for file in files:
            candidate = here / file
            if not file.startswith(".") and candidate.suffix.lower() in SUFFIXES and candidate.is_file():
                found.append(candidate)
    return found + unreadable


def _is_new(folder: Path, seen: set[tuple[int, int]]) -> bool:
    try:
        status = folder.stat()
    except OSError:
        return False
    identity = (status.st_dev, status.st_ino)
    known = identity in seen
    seen.add(identity)
    return not known


def estimate(source: Source) -> int:
    """A cheap guess of how many articles a source holds, for a progress bar: at least 1, and never an error."""
    if isinstance(source, str):
        return 1  # to know more, a feed would have to be fetched
    try:
        match source.suffix.lower():
            case ".jsonl" | ".ndjson":
                return max(_lines(source), 1)
            case ".csv":
                return max(_rows(source) - 1, 1)
    except OSError:
        pass
    return 1


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        last, count = b"\n", 0
        while block := file.read(1 << 20):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")


def _rows(path: Path) -> int:
    """Line ends outside quotation marks."""
    count, quoted = 0, False
    with path.open("rb") as file:
        while line := file.readline(1 << 20):
            quoted ^= bool(line.count(b'"') % 2)
            count += not quoted and bool(line.strip())
    return count
