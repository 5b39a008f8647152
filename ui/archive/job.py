"""The one ingest that this server has at work, in a thread of its own: the chat goes on reading meanwhile."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.attribution.attribution import Tagger
from index.errors import OnRecordError
from index.ingest import IngestReport, ingest
from index.library import Library
from index.reading import Failure, Source

log = logging.getLogger(__name__)

Phase = Literal["preparing", "reading", "stopping", "done", "stopped", "failed"]
ENDED: tuple[Phase, ...] = ("done", "stopped", "failed")


class AlreadyAtWork(OnRecordError):
    """This server is adding articles already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How far an ingest is."""

    phase: Phase = "preparing"
    expected: int = 0
    """Estimate of the articles that there are to read."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failures: tuple[Failure, ...] = ()
    """By the names that the reader knows."""
    error: str | None = None
    """One line; set exactly when `phase` is `failed`."""

    @property
    def done(self) -> int:
        """Articles and failures dealt with."""
        return self.added + self.updated + self.unchanged + self.duplicates + len(self.failures)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in ENDED


class _Stopped(Exception):
    """Raised in the ingest's thread to leave it between two articles."""


class Ingesting:
    """Starts, watches and stops the ingest. Safe to use from several threads."""

    def __init__(self, library: Library, open_tagger: Callable[[], Tagger | None]) -> None:
        """`open_tagger` opens what finds who said what; it is called when the first articles come."""
        self._library = library
        self._open_tagger = open_tagger
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._state: JobState | None = None

    @property
    def state(self) -> JobState | None:
        """How far the ingest is, or how the last one ended; None before the first."""
        return self._state

    @property
    def running(self) -> bool:
        """Whether an ingest is at work."""
        return self._state is not None and not self._state.ended

    def start(self, sources: Sequence[Source], names: Mapping[str, str], after: Callable[[], None]) -> None:
        """Begin to read `sources`; `names` are those of uploaded files by path. `after` is called at the end.

        Raises `AlreadyAtWork`.
        """
        with self._lock:
            if self.running:
                raise AlreadyAtWork("articles are being added already: wait for that to end, or stop it")
            self._stop = threading.Event()
            self._state = JobState()
            run = (list(sources), dict(names), after)
            # A daemon: what it has stored is safe at any moment, so it never keeps a stopped server alive.
            self._thread = threading.Thread(target=self._run, args=run, name="ingest", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the ingest to end after what it has at hand. What is stored stays."""
        self._stop.set()
        with self._lock:
            if self._state is not None and not self._state.ended:
                self._state = replace(self._state, phase="stopping")

    def wait(self, seconds: float) -> None:
        """Wait for the ingest's end, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, sources: list[Source], names: dict[str, str], after: Callable[[], None]) -> None:
        try:
            if self._library.tagger is None:
                self._library.tagger = self._open_tagger()
            ingest(self._library, sources, lambda report: self._report(report, names))
        except _Stopped:
            self._end("stopped")
        except OnRecordError as error:
            self._end("failed", str(error))
        except Exception:
            log.exception("the ingest failed")
            self._end("failed", "Something went wrong while adding articles; OnRecord's terminal says what.")
        else:
            self._end("done")
        finally:
            after()

    def _report(self, report: IngestReport, names: Mapping[str, str]) -> None:
        with self._lock:
            assert self._state is not None
            known = self._state.failures
            new = tuple(_named(failure, names) for failure in report.failed[len(known) :])
            self._state = JobState(
                phase="stopping" if self._stop.is_set() else "reading",
                expected=max(report.expected, report.read),
                added=report.added,
                updated=report.updated,
                unchanged=report.unchanged,
                duplicates=report.duplicates,
                failures=known + new,
            )
        if self._stop.is_set():
            raise _Stopped

    def _end(self, phase: Phase, error: str | None = None) -> None:
        with self._lock:
            assert self._state is not None
            self._state = replace(self._state, phase=phase, error=error)


def _named(failure: Failure, names: Mapping[str, str]) -> Failure:
    """The failure in the reader's terms: the paths of uploaded files replaced by their names."""
    source, reason = failure.source, failure.reason
    for path, name in names.items():
        if path in source or path in reason:
            source, reason = source.replace(path, name), reason.replace(path, name)
    return Failure(source, reason)
