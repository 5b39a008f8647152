"""A place: a file, or a folder of files, that the user has already."""

from dataclasses import dataclass
from pathlib import Path

from index.models.checked_file import BLOCK, CheckedFile, need_room
from index.models.model_file import ModelFile, PlaceError
from index.models.progress import Progress


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """What the user named with `--from`. A file is known by its size and sha256, whatever it is called."""

    path: Path

    @property
    def label(self) -> str:
        """The path itself."""
        return str(self.path)

    def fetch(self, file: ModelFile, work: Path, target: Path, progress: Progress) -> None:
        """Copy the file into the models folder."""
        try:
            found = self._find(file)
            need_room(work, file.size)
            progress.say(f"copying {found}")
            with found.open("rb") as source, CheckedFile(work / f"{file.name}.copy.part", file) as part:
                while block := source.read(BLOCK):
                    part.write(block)
                part.finish(target)
        except OSError as error:
            raise PlaceError(f"cannot be read ({error.strerror or error})") from error

    def _find(self, file: ModelFile) -> Path:
        if not self.path.exists():
            raise PlaceError("there is no such file or folder")
        if self.path.is_dir():
            for candidate in sorted(self.path.iterdir()):
                if candidate.is_file() and candidate.stat().st_size == file.size:
                    return candidate
            raise PlaceError(f"the folder has no file of {file.size:,} bytes")
        size = self.path.stat().st_size
        if size != file.size:
            raise PlaceError(f"it has {size:,} bytes, not {file.size:,}")
        return self.path
