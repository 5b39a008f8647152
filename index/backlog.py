"""What a vector index has yet to take over from the catalog.

It is recorded in the transaction that changes the rows, so a process that dies leaves nothing to guess.
"""

from collections.abc import Iterable

import numpy as np

from index.article import Span
from index.database import Database
from index.embedding import Vectors
from index.stored_passage import StoredPassage


class Backlog:
    """Rows of a table to add to Chroma, and numbers of rows to remove from it."""

    def __init__(self, database: Database, table: str) -> None:
        """`table` has the columns number, article, start, end, vector, in_store, and a `removed_` table beside it."""
        self._db = database
        self._table = table

    def __len__(self) -> int:
        (waiting,) = self._db.execute(
            f"SELECT (SELECT count(*) FROM {self._table} WHERE in_store = 0) + "
            f"(SELECT count(*) FROM removed_{self._table})"
        ).fetchone()
        return int(waiting)

    def to_store(self, limit: int) -> list[tuple[StoredPassage, Vectors]]:
        """Rows that Chroma does not have yet, with their vectors."""
        rows = self._db.execute(
            f'SELECT number, article, start, "end", vector FROM {self._table} WHERE in_store = 0 '
            "ORDER BY number LIMIT ?",
            (limit,),
        )
        return [(StoredPassage(n, a, Span(s, e)), np.frombuffer(v, "<f4")) for n, a, s, e, v in rows]

    def to_remove(self, limit: int) -> list[int]:
        """Numbers of rows that Chroma must still forget."""
        return [row[0] for row in self._db.execute(f"SELECT number FROM removed_{self._table} LIMIT ?", (limit,))]

    def mark_stored(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has these rows."""
        with self._db.transaction():
            self._db.execute_many(f"UPDATE {self._table} SET in_store = 1 WHERE number = ?", ((n,) for n in numbers))

    def mark_removed(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has forgotten these rows."""
        with self._db.transaction():
            self._db.execute_many(f"DELETE FROM removed_{self._table} WHERE number = ?", ((n,) for n in numbers))

    def remember_removed(self, article: int) -> None:
        """Record that Chroma must forget the rows of an article. Call within `transaction`."""
        self._db.execute(
            f"INSERT OR IGNORE INTO removed_{self._table} SELECT number FROM {self._table} WHERE article = ?",
            (article,),
        )

    def restart(self) -> None:
        """Record that Chroma is empty: everything is to be added. Call within `transaction`."""
        self._db.execute(f"UPDATE {self._table} SET in_store = 0")
        self._db.execute(f"DELETE FROM removed_{self._table}")
