"""The vector index of a library: Chroma, kept in line with the catalog, with the catalog's own vectors to fall back on.

Chroma belongs to one process at a time: two that write destroy each other's work, and merely opening it writes.
So whoever opens or changes it holds a lock. A writer leaves the setting `vector_index` empty while it changes
Chroma, and a new mark when it is done:

- empty: a writer is at work, or has died. Nobody asks Chroma; searches compare with the catalog's vectors.
- a mark: Chroma agrees with the catalog. A process that has opened it under another mark opens it anew.

Whatever goes wrong in Chroma, a search has its answer, and the next writer fills Chroma anew.
"""

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from index.catalog import Catalog
from index.embedding import Vectors
from index.errors import LibraryError, LibraryLocked
from index.store import PassageStore

BATCH = 1000
"""Passages moved to Chroma at once."""

PATIENCE = 60.0
"""Seconds that a writer waits for readers in other processes that are just opening Chroma."""

MARK, CHANGING = "vector_index", ""
COLLECTION = "vector_collection"
"""Setting: identity of the Chroma collection that the backlog speaks of."""

_log = logging.getLogger(__name__)


class VectorIndex:
    """Finds the passages nearest to a vector. Safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        """`folder` is the library's; nothing is opened yet."""
        self._catalog = catalog
        self.store = PassageStore(folder / "chroma")
        self._lock = FileLock(folder / "chroma.lock")
        self._opening = threading.Lock()
        self._opened_at: str | None = CHANGING
        self._failed_at: str | None = CHANGING

    def close(self) -> None:
        """Release the folder."""
        self.store.close()

    # -- reading ---------------------------------------------------------------------------------------

    def nearest(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Passage number -> cosine similarity of the passages nearest to a unit vector of shape `(dimension,)`.

        `among` restricts the search to these numbers. Approximate where Chroma answers, else exact.
        """
        mark = CHANGING if len(self._catalog.backlog) else self._catalog.setting(MARK)
        for anew in (False, True):
            if not self._opened(mark, anew):
                break
            try:
                found = self.store.search(vector, limit, among)
            except LibraryError as error:
                _log.info("%s", error)
                continue
            if among is None or len(found) >= min(limit, len(among)):
                return found
            break
        return self._catalog.nearest(vector, limit, among)

    def _opened(self, mark: str | None, anew: bool) -> bool:
        """Whether Chroma is open, with all that the catalog has under this mark."""
        if mark in (None, CHANGING, self._failed_at):
            return False
        with self._opening:
            if mark == self._opened_at and not anew:
                return True
            self._opened_at = CHANGING
            try:
                with self._lock.acquire(timeout=0):
                    if self._catalog.setting(MARK) != mark:
                        return False
                    self.store.open()
                    if self.store.identity != self._catalog.setting(COLLECTION):
                        raise LibraryError(f"{self.store.identity} is not the library's own vector index")
            except (Timeout, OSError):  # another process is opening it; the folder is read-only
                return False
            except LibraryError as error:
                _log.warning("%s", error)
                self._failed_at = mark
                self.store.close()
                return False
            self._opened_at = mark
            return True

    # -- writing: within the library's write lock ------------------------------------------------------

    @contextmanager
    def owned(self, *, anew: bool = False) -> Iterator[None]:
        """Own Chroma, repaired if need be or filled `anew`, and leave it in line with the catalog.

        Raises `LibraryError`.
        """
        try:
            self._lock.acquire(timeout=PATIENCE)
        except Timeout as error:
            raise LibraryLocked("another process keeps the vector index open: wait for it to end") from error
        try:
            if anew:
                self._rebuild()
            else:
                self._prepare()
            try:
                yield
            except BaseException:
                with suppress(LibraryError):
                    self._finish()
                raise
            self._finish()
        finally:
            self._lock.release()

    def synchronise(self) -> None:
        """Bring Chroma in line with the catalog. Call within `owned`; every step may die and be repeated."""
        backlog = self._catalog.backlog
        if not len(backlog):
            return
        self._catalog.set_setting(MARK, CHANGING)
        while numbers := backlog.to_remove(BATCH):
            self.store.remove(numbers)
            backlog.mark_removed(numbers)
        while passages := backlog.to_store(BATCH):
            articles = self._catalog.articles_by_number({passage.article for passage, _ in passages})
            self.store.add(passages, articles)
            backlog.mark_stored(passage.number for passage, _ in passages)

    def _rebuild(self) -> None:
        self._catalog.set_setting(MARK, CHANGING)
        self.store.create_anew()
        self._adopt()
        self.synchronise()

    def _prepare(self) -> None:
        mark = self._catalog.setting(MARK)
        try:
            if mark in (None, CHANGING) or mark != self._opened_at:
                self.store.open(create=True)
            if self.store.identity != self._catalog.setting(COLLECTION):
                self._adopt()
            self.synchronise()
            sound = mark != CHANGING or self._is_sound()
        except LibraryError as error:
            _log.warning("%s", error)
            sound = False
        if not sound:
            self._rebuild()
        self._finish()

    def _finish(self) -> None:
        self.synchronise()
        if self._catalog.setting(MARK) in (None, CHANGING):
            self._catalog.set_setting(MARK, uuid4().hex)
        self._opened_at = self._catalog.setting(MARK)

    def _adopt(self) -> None:
        """Take the collection that is open for the library's own: all passages have yet to go there."""
        with self._catalog.transaction():
            self._catalog.set_setting(MARK, CHANGING)
            self._catalog.set_setting(COLLECTION, self.store.identity or "")
            self._catalog.backlog.restart()

    def _is_sound(self) -> bool:
        """Whether Chroma holds as much as the catalog, and finds it."""
        if self.store.count() != self._catalog.summary().passages:
            return False
        sample = self._catalog.sample_vectors(20)
        return all(max(self.store.search(vector, 3).values(), default=0.0) > 0.999 for vector in sample)

    @contextmanager
    def inspected(self) -> Iterator[PassageStore]:
        """Chroma as it is, for a check. Call within the library's write lock. Raises `LibraryError`."""
        with self._lock.acquire(timeout=PATIENCE):
            self._opened_at = CHANGING
            self.store.open()
            yield self.store
