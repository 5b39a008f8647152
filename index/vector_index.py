"""A vector index of a library: Chroma, kept in line with a table of the catalog, whose own vectors it falls back on.

A library has two, of its passages and of its attributions; each has its own folder, lock and settings.

Chroma belongs to one process at a time: two that write destroy each other's work, and merely opening it writes.
So whoever opens or changes it holds a lock. A writer leaves the index's setting `..._index` empty while it changes
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
from index.store import VectorStore
from index.vector_table import VectorTable

BATCH = 1000
"""Rows moved to Chroma at once."""

PATIENCE = 60.0
"""Seconds that a writer waits for readers in other processes that are just opening Chroma."""

CHANGING = ""

_log = logging.getLogger(__name__)


class VectorIndex:
    """Finds the rows of a table nearest to a vector. Safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog, table: VectorTable) -> None:
        """`folder` is Chroma's, `table` one of the catalog's; nothing is opened yet."""
        self._catalog = catalog
        self.table = table
        self.store = VectorStore(folder, table.name)
        self._lock = FileLock(f"{folder}.lock")
        self._mark = f"{table.name}_index"
        self._collection = f"{table.name}_collection"  # setting: identity of the one that the backlog speaks of
        self._opening = threading.Lock()
        self._opened_at: str | None = CHANGING
        self._failed_at: str | None = CHANGING

    def close(self) -> None:
        """Release the folder."""
        self.store.close()

    # -- reading ---------------------------------------------------------------------------------------

    def nearest(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Number -> cosine similarity of the rows nearest to a unit vector of shape `(dimension,)`.

        `among` restricts the search to these numbers. Approximate where Chroma answers, else exact.
        """
        mark = CHANGING if len(self.table.backlog) else self._catalog.setting(self._mark)
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
        return self.table.nearest(vector, limit, among)

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
                    if self._catalog.setting(self._mark) != mark:
                        return False
                    self.store.open()
                    if self.store.identity != self._catalog.setting(self._collection):
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
            # A table that was never filled needs no Chroma: the first row to be synchronised makes it.
            if len(self.table) or self._catalog.setting(self._mark) is not None:
                self._rebuild() if anew else self._prepare()
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
        backlog = self.table.backlog
        if not len(backlog):
            return
        if self.store.identity is None:
            self.store.open(create=True)
            self._adopt()
        self._catalog.set_setting(self._mark, CHANGING)
        while numbers := backlog.to_remove(BATCH):
            self.store.remove(numbers)
            backlog.mark_removed(numbers)
        while rows := backlog.to_store(BATCH):
            articles = self._catalog.articles_by_number({row.article for row, _ in rows})
            self.store.add(rows, articles)
            backlog.mark_stored(row.number for row, _ in rows)

    def _rebuild(self) -> None:
        self._catalog.set_setting(self._mark, CHANGING)
        self.store.create_anew()
        self._adopt()
        self.synchronise()

    def _prepare(self) -> None:
        mark = self._catalog.setting(self._mark)
        try:
            if mark in (None, CHANGING) or mark != self._opened_at:
                self.store.open(create=True)
            if self.store.identity != self._catalog.setting(self._collection):
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
        if self.store.identity is None:
            return
        if self._catalog.setting(self._mark) in (None, CHANGING):
            self._catalog.set_setting(self._mark, uuid4().hex)
        self._opened_at = self._catalog.setting(self._mark)

    def _adopt(self) -> None:
        """Take the collection that is open for the library's own: all rows have yet to go there."""
        with self._catalog.transaction():
            self._catalog.set_setting(self._mark, CHANGING)
            self._catalog.set_setting(self._collection, self.store.identity or "")
            self.table.backlog.restart()

    def _is_sound(self) -> bool:
        """Whether Chroma holds as much as the catalog, and finds it."""
        if self.store.count() != len(self.table):
            return False
        sample = self.table.sample(20)
        return all(max(self.store.search(vector, 3).values(), default=0.0) > 0.999 for vector in sample)

    @contextmanager
    def inspected(self) -> Iterator[VectorStore]:
        """Chroma as it is, for a check. Call within the library's write lock. Raises `LibraryError`."""
        with self._lock.acquire(timeout=PATIENCE):
            self._opened_at = CHANGING
            self.store.open()
            yield self.store
