"""Searching the catalog: filters, keywords, and exact similarities when the vector index cannot be used."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.article import Span
from index.database import Database, Value
from index.embedding import Vectors
from index.filters import Filters
from index.keywords import any_of, content_words, phrase_query
from index.stored_passage import StoredPassage

EXACT_BATCH = 5_000
"""Vectors compared at once: 8 MB."""

COMMON = 2_000
"""A word in more passages than this is not searched where rarer ones are: it tells little, and scoring what has it
would take longer the larger the archive."""

RAREST = 2
"""So many words are searched however common they are."""

MOST_COUNTED = 50_000
"""Words whose frequency is remembered."""

AMONG = "(SELECT value FROM json_each(?))"
"""A list of numbers as one value: SQLite limits the number of values, not their length."""


class CatalogSearch:
    """What can be asked about the passages of a catalog."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._frequencies: dict[str, int] = {}

    def passages(self, numbers: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages that still exist among `numbers`."""
        rows = self._db.execute(
            f'SELECT number, article, start, "end" FROM passages WHERE number IN {AMONG}', (as_list(numbers),)
        )
        return {row[0]: StoredPassage(row[0], row[1], Span(row[2], row[3])) for row in rows}

    def vectors(self, numbers: Iterable[int]) -> dict[int, Vectors]:
        """The unit vectors of passages, each of shape `(dimension,)`."""
        rows = self._db.execute(f"SELECT number, vector FROM passages WHERE number IN {AMONG}", (as_list(numbers),))
        return {number: np.frombuffer(blob, "<f4") for number, blob in rows}

    def sample_vectors(self, count: int) -> list[Vectors]:
        """The vectors of some passages, evenly spread over the catalog."""
        numbers = [row[0] for row in self._db.execute("SELECT number FROM passages ORDER BY number")]
        return list(self.vectors(numbers[:: max(len(numbers) // count, 1)]).values())

    def tokens(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The packed token vectors of passages, for those that have them."""
        rows = self._db.execute(
            f"SELECT number, tokens FROM passage_tokens WHERE number IN {AMONG}", (as_list(numbers),)
        )
        return dict(rows.fetchall())

    def passage_numbers(self) -> set[int]:
        """Numbers of all passages."""
        return {row[0] for row in self._db.execute("SELECT number FROM passages")}

    def matching(self, filters: Filters) -> set[int]:
        """Numbers of the passages whose article passes the filters."""
        condition, values = self._condition(filters)
        rows = self._db.execute(
            f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {condition}", values
        )
        return {row[0] for row in rows}

    def matching_articles(self, filters: Filters) -> tuple[int, int]:
        """How many articles pass the filters, and how many more would if they had a date."""
        condition, values = self._condition(filters)
        (passing,) = self._db.execute(f"SELECT count(*) FROM articles a WHERE {condition}", values).fetchone()
        if not filters.dated:
            return passing, 0
        condition, values = self._condition(filters.without_dates())
        (undated,) = self._db.execute(
            f"SELECT count(*) FROM articles a WHERE a.day IS NULL AND {condition}", values
        ).fetchone()
        return passing, undated

    def keyword_search(self, question: str, limit: int, filters: Filters) -> dict[int, float]:
        """Passage number -> BM25 score (higher is better) of the `limit` best keyword matches."""
        expression = any_of(self._telling(content_words(question)))
        if not expression:
            return {}
        source, condition = "keywords", "1"
        values: tuple[Value, ...] = ()
        if filters:
            condition, values = self._condition(filters)
            # CROSS JOIN: the keyword matches come first, whatever the planner thinks of the filters.
            source = (
                "keywords CROSS JOIN passages p ON p.number = keywords.rowid "
                "CROSS JOIN articles a ON a.number = p.article"
            )
        rows = self._db.execute(
            f"SELECT keywords.rowid, bm25(keywords, 0.5, 1.0) AS score FROM {source} "
            f"WHERE keywords MATCH ? AND {condition} ORDER BY score LIMIT ?",
            (expression, *values, limit),
        )
        return {number: -score for number, score in rows}

    def _telling(self, sought: Sequence[str]) -> list[str]:
        """The words worth searching, the rarest first. How many passages have a word is counted once a process."""
        known = self._frequencies if len(self._frequencies) < MOST_COUNTED else {}
        self._frequencies = known
        for word in sought:
            if word not in known:
                counted = self._db.execute("SELECT count(*) FROM keywords WHERE keywords MATCH ?", (any_of([word]),))
                (known[word],) = counted.fetchone()
        by_rarity = sorted(sought, key=known.__getitem__)
        return by_rarity[:RAREST] + [word for word in by_rarity[RAREST:] if known[word] <= COMMON]

    def nearest(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """As `PassageStore.search`, but exact: compares with every vector, in time linear in their number."""
        numbers: NDArray[np.int64] = np.empty(0, np.int64)
        similarities: Vectors = np.empty(0, np.float32)
        for some, vectors in self._vector_batches(among):
            numbers = np.concatenate([numbers, np.array(some)])
            similarities = np.concatenate([similarities, vectors @ vector])
            best = np.argsort(-similarities, kind="stable")[:limit]
            numbers, similarities = numbers[best], similarities[best]
        return dict(zip(numbers.tolist(), similarities.tolist(), strict=True))

    def _vector_batches(self, among: Collection[int] | None) -> Iterator[tuple[list[int], Vectors]]:
        if among is None:
            cursor = self._db.execute("SELECT number, vector FROM passages")
        else:
            cursor = self._db.execute(
                f"SELECT number, vector FROM passages WHERE number IN {AMONG} ORDER BY number", (as_list(among),)
            )
        while rows := cursor.fetchmany(EXACT_BATCH):
            joined = b"".join(blob for _, blob in rows)
            yield [number for number, _ in rows], np.frombuffer(joined, "<f4").reshape(len(rows), -1)

    def _condition(self, filters: Filters) -> tuple[str, tuple[Value, ...]]:
        """SQL over the articles table `a`."""
        parts: list[str] = ["1"]
        values: list[Value] = []
        if filters.after:
            parts.append("a.day >= ?")
            values.append(filters.after.toordinal())
        if filters.before:
            parts.append("a.day <= ?")
            values.append(filters.before.toordinal())
        if filters.outlets:
            parts.append("a.source IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self._outlets_named(filters.outlets)))
        if filters.speaker and (phrase := phrase_query(filters.speaker)):
            parts.append(
                "a.number IN (SELECT sp.article FROM keywords sk JOIN passages sp ON sp.number = sk.rowid "
                "WHERE sk.keywords MATCH ?)"
            )
            values.append(phrase)
        return " AND ".join(parts), tuple(values)

    def _outlets_named(self, names: tuple[str, ...]) -> list[str]:
        """The outlets as the articles spell them. Not in SQL, which knows the case of ASCII letters only."""
        folded = {" ".join(name.casefold().split()) for name in names}
        rows = self._db.execute("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL")
        return [source for (source,) in rows if " ".join(source.casefold().split()) in folded]


def as_list(numbers: Iterable[int]) -> str:
    """Numbers as the value that `AMONG` takes."""
    return json.dumps([int(number) for number in numbers])
