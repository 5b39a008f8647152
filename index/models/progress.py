"""How far a pull is, in words and in bytes."""

import time
from collections.abc import Callable

Report = Callable[[str, int, int], None]
"""Called with a line of text, the bytes that are here and the bytes of the whole model."""

_MEASURABLE_SECONDS = 1.0
_STREAM_SECONDS = 0.5


class Progress:
    """Reports one file's progress as a share of its whole model, with an estimate of the time left."""

    def __init__(self, report: Report, name: str, size: int, *, before: int = 0, whole: int | None = None) -> None:
        """`size`: the file's bytes; `before`: of the model's files that are done; `whole`: of them all."""
        self._report = report
        self._name = name
        self._size = size
        self._before = before
        self._whole = size if whole is None else whole
        self._first: tuple[float, int] | None = None
        self._streamed = 0.0

    def say(self, text: str, done: int = 0) -> None:
        """Report a line about this file, of which `done` bytes are here."""
        self._report(f"{self._name}: {text}", self._before + done, self._whole)

    def tell(self, done: int, part: str = "") -> None:
        """Report the bytes that are here, after the words of `part` ("part 7 of 22, ")."""
        left = self._time_left(done)
        self.say(f"{part}{megabytes(done)} of {megabytes(self._size)} MB{left}", done)

    def stream(self, done: int) -> None:
        """`tell` for a loop that calls it for every block: twice a second at most."""
        if time.monotonic() - self._streamed >= _STREAM_SECONDS or done >= self._size:
            self._streamed = time.monotonic()
            self.tell(done)

    def _time_left(self, done: int) -> str:
        now = time.monotonic()
        if self._first is None:
            self._first = (now, done)
        elapsed, gained = now - self._first[0], done - self._first[1]
        if elapsed < _MEASURABLE_SECONDS or gained <= 0 or done >= self._size:
            return ""
        seconds = (self._size - done) * elapsed / gained
        return f", {seconds:.0f} s left" if seconds < 100 else f", {seconds / 60:.0f} min left"


def megabytes(size: int) -> str:
    """A size in bytes as a number of megabytes (10^6): "1117", or "0.5" below ten."""
    return f"{size / 1e6:.0f}" if size >= 10_000_000 else f"{size / 1e6:.1f}"
