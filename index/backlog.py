"""What the vector index has yet to take over from the catalog.

It is recorded in the transaction that changes the passages, so a process that dies leaves nothing to guess.
"""

from collections.abc import Iterable

import numpy as np

from index.article import Span
from index.database import Database
from index.embedding import Vectors
from index.stored_passage import StoredPassage


class Backlog:
    """Passages to add to Chroma, and numbers of passages to remove from it."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def __len__(self) -> int:
        (waiting,) = self._db.execute(
            "SELECT (SELECT count(*) FROM passages WHERE in_store = 0) + (SELECT count(*) FROM removed_passages)"
        ).fetchone()
        return int(waiting)

    def to_store(self, limit: int) -> list[tuple[StoredPassage, Vectors]]:
        """Passages that Chroma does not have yet, with their vectors."""
        rows = self._db.execute(
            'SELECT number, article, start, "end", vector FROM passages WHERE in_store = 0 ORDER BY number LIMIT ?',
            (limit,),
        )
        return [(StoredPassage(n, a, Span(s, e)), np.frombuffer(v, "<f4")) for n, a, s, e, v in rows]

    def to_remove(self, limit: int) -> list[int]:
        """Numbers of passages that Chroma must still forget."""
        return [row[0] for row in self._db.execute("SELECT number FROM removed_passages LIMIT ?", (limit,))]

    def mark_stored(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has these passages."""
        with self._db.transaction():
            self._db.execute_many("UPDATE passages SET in_store = 1 WHERE number = ?", ((n,) for n in numbers))

    def mark_removed(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has forgotten these passages."""
        with self._db.transaction():
            self._db.execute_many("DELETE FROM removed_passages WHERE number = ?", ((n,) for n in numbers))

    def restart(self) -> None:
        """Record that Chroma is empty: everything is to be added. Call within `transaction`."""
        self._db.execute("UPDATE passages SET in_store = 0")
        self._db.execute("DELETE FROM removed_passages")
