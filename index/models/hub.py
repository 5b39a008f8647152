"""A place: the hub where the model's publisher offers the file over https."""

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.models.checked_file import BLOCK, CheckedFile, need_room
from index.models.model_file import ModelFile, PlaceError
from index.models.progress import Progress

_TIMEOUT_SECONDS = 30.0
"""Without a byte for this long, the connection counts as broken."""


@dataclass(frozen=True, slots=True)
class HubPlace:
    """One URL. A download that breaks off goes on where it was, at once and in a later pull."""

    url: str

    @property
    def label(self) -> str:
        """The host's name."""
        return urlsplit(self.url).hostname or self.url

    def fetch(self, file: ModelFile, work: Path, target: Path, progress: Progress) -> None:
        """Download the file, or the rest of it."""
        path = work / f"{file.name}.hub.part"
        need_room(work, file.size - (path.stat().st_size if path.exists() else 0))
        with CheckedFile(path, file, resume=True) as part:
            while part.written < file.size:
                before = part.written
                fault = self._receive(part, file, progress)
                if fault is not None and part.written <= before:  # a connection that gains nothing is given up
                    raise PlaceError(fault)
            part.finish(target)

    def _receive(self, part: CheckedFile, file: ModelFile, progress: Progress) -> str | None:
        """Receive what one connection gives; return what broke it, or None at the end of the file."""
        headers = {"User-Agent": "onrecord"}
        if part.written:
            headers["Range"] = f"bytes={part.written}-"
        try:
            request = urllib.request.Request(self.url, headers=headers)
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
                if part.written and response.status != http.HTTPStatus.PARTIAL_CONTENT:
                    part.restart()
                while block := response.read(BLOCK):
                    part.write(block)
                    progress.stream(part.written)
        except urllib.error.HTTPError as error:
            raise PlaceError(f"it answered {error.code} {error.reason}") from error
        except urllib.error.URLError as error:
            return f"it cannot be reached ({error.reason})"
        except (OSError, http.client.HTTPException) as error:
            return f"the connection broke ({error or type(error).__name__})"
        return None if part.written >= file.size else f"it ended after {part.written:,} of {file.size:,} bytes"
