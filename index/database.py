"""The SQLite file behind the catalog: connections, transactions, and its errors in words."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from index.errors import LibraryError

Value = str | int | float | bytes | None

AMONG = "(SELECT value FROM json_each(?))"
"""A list of numbers as one value: SQLite limits the number of values, not their length."""

BUSY_SECONDS = 30
"""How long to wait for a file that another connection holds."""


class _Connection(sqlite3.Connection):
    """Closed with the thread that it belongs to: answers come from threads of their own, each keeping 2 MB of pages."""

    def __del__(self) -> None:
        self.close()


class Database:
    """One SQLite file. May be used from several threads; each gets its own connection, for as long as it lives."""

    def __init__(self, path: Path, schema: str) -> None:
        """Open the file; `schema` is run in a new one and must be harmless to run twice. Raises `LibraryError`."""
        self._path = path
        self._connections = threading.local()
        self._opened: WeakSet[_Connection] = WeakSet()
        try:
            with self._translated():
                if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                    self.execute_script(schema)
        except LibraryError:
            self.close()
            raise

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: _Connection | None = getattr(self._connections, "current", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=_Connection
            )
            self._opened.add(connection)
            _write_ahead(connection)
            # FULL, so that what was acknowledged outlives a power cut too; transactions are few and large.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._connections.current = connection
        return connection

    def close(self) -> None:
        """Close every connection."""
        for connection in list(self._opened):
            connection.close()
        self._opened.clear()
        self._connections = threading.local()

    def execute(self, statement: str, values: Sequence[Value] = ()) -> sqlite3.Cursor:
        """Run one statement. Raises `LibraryError`."""
        with self._translated():
            return self._connection.execute(statement, values)

    def execute_script(self, statements: str) -> None:
        """Run statements in one transaction. Raises `LibraryError`."""
        with self._translated():
            try:
                self._connection.executescript(f"BEGIN IMMEDIATE;\n{statements}\nCOMMIT;")
            except sqlite3.Error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def execute_many(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement for every row of values. Raises `LibraryError`."""
        with self._translated():
            self._connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes within happen together, or none does. Raises `LibraryError`."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # SQLite rolls back by itself when the disk is full
                self.execute("ROLLBACK")
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise LibraryError(
                f"the catalog {self._path} cannot be used ({error}): make room if the disk is full; else restore it "
                "from a backup, or move it away and ingest again"
            ) from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging. SQLite's own wait does not cover the switch: it fails at once when
    several connections to a new file ask for it together."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def as_list(numbers: Iterable[int]) -> str:
    """Numbers as the value that `AMONG` takes."""
    return json.dumps([int(number) for number in numbers])
