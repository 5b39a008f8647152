"""A table of the catalog whose rows have vectors: the passages, or the attributions of the ledger."""

from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.backlog import Backlog
from index.database import AMONG, Database, as_list
from index.embedding import Vectors
from index.stored_passage import StoredPassage

EXACT_BATCH = 5_000
"""Vectors compared at once: 8 MB."""


class VectorTable:
    """What a vector index is built from and falls back on."""

    def __init__(self, database: Database, name: str) -> None:
        """See `Backlog` for the columns that the table must have."""
        self._db = database
        self.name = name
        """As in SQL: "passages"."""
        self.backlog = Backlog(database, name)

    def __len__(self) -> int:
        (count,) = self._db.execute(f"SELECT count(*) FROM {self.name}").fetchone()
        return int(count)

    def numbers(self) -> set[int]:
        """Numbers of all rows."""
        return {row[0] for row in self._db.execute(f"SELECT number FROM {self.name}")}

    def spans(self, numbers: Iterable[int]) -> dict[int, StoredPassage]:
        """The rows that still exist among `numbers`."""
        rows = self._db.execute(
            f'SELECT number, article, start, "end" FROM {self.name} WHERE number IN {AMONG}', (as_list(numbers),)
        )
        return {row[0]: StoredPassage(row[0], row[1], Span(row[2], row[3])) for row in rows}

    def vectors(self, numbers: Iterable[int]) -> dict[int, Vectors]:
        """The unit vectors of rows, each of shape `(dimension,)`."""
        rows = self._db.execute(f"SELECT number, vector FROM {self.name} WHERE number IN {AMONG}", (as_list(numbers),))
        return {number: np.frombuffer(blob, "<f4") for number, blob in rows}

    def sample(self, count: int) -> list[Vectors]:
        """The vectors of some rows, evenly spread over the table."""
        numbers = [row[0] for row in self._db.execute(f"SELECT number FROM {self.name} ORDER BY number")]
        return list(self.vectors(numbers[:: max(len(numbers) // count, 1)]).values())

    def nearest(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """As `VectorStore.search`, but exact: compares with every vector, in time linear in their number."""
        numbers: NDArray[np.int64] = np.empty(0, np.int64)
        similarities: Vectors = np.empty(0, np.float32)
        for some, vectors in self._batches(among):
            numbers = np.concatenate([numbers, np.array(some)])
            similarities = np.concatenate([similarities, vectors @ vector])
            best = np.argsort(-similarities, kind="stable")[:limit]
            numbers, similarities = numbers[best], similarities[best]
        return dict(zip(numbers.tolist(), similarities.tolist(), strict=True))

    def _batches(self, among: Collection[int] | None) -> Iterator[tuple[list[int], Vectors]]:
        if among is None:
            cursor = self._db.execute(f"SELECT number, vector FROM {self.name}")
        else:
            cursor = self._db.execute(
                f"SELECT number, vector FROM {self.name} WHERE number IN {AMONG} ORDER BY number", (as_list(among),)
            )
        while rows := cursor.fetchmany(EXACT_BATCH):
            joined = b"".join(blob for _, blob in rows)
            yield [number for number, _ in rows], np.frombuffer(joined, "<f4").reshape(len(rows), -1)
