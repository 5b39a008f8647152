"""The durable record of a library, in SQLite: articles, passages with their vectors, keyword search.

Every change of an article is one transaction: its text, its passages, their vectors and their keywords change
together or not at all. What Chroma has yet to take over is recorded in the same transaction (`in_store`,
`removed_passages`), so a process that dies in between leaves nothing to guess.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.article import Article, Passage, Span
from index.embedding import Vectors
from index.errors import ArticleNotFound, LibraryError
from index.filters import Filters
from index.keywords import full_text_query, phrase_query, words

SCHEMA_VERSION = "1"
_COLUMNS = "id, title, text, source, author, url, published_at"


class StoredPassage(NamedTuple):
    """A passage of the catalog."""

    number: int
    article: int
    """Number of its article."""
    span: Span


class Known(NamedTuple):
    """What the catalog remembers of an article, to tell a new one from a known one."""

    id: str
    origin: str
    content_hash: str


class Summary(NamedTuple):
    """A library at a glance."""

    articles: int
    passages: int
    outlets: tuple[str, ...]
    first_date: str | None
    last_date: str | None
    undated: int


class Catalog:
    """The SQLite file of a library. May be used from several threads; each gets its own connection."""

    def __init__(self, path: Path) -> None:
        """Open the catalog, and create it if there is none. Raises `LibraryError`."""
        self._path = path
        self._connections = threading.local()
        self._opened: list[sqlite3.Connection] = []
        try:
            if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'settings'").fetchone():
                schema = files("index").joinpath("schema.sql").read_text("utf-8")
                self._db.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
                self.set_setting("schema_version", SCHEMA_VERSION)
            version = self.setting("schema_version")
        except sqlite3.Error as error:
            raise LibraryError(
                f"the catalog {path} cannot be opened ({error}): restore it from a backup, or move it away and "
                "ingest again"
            ) from error
        if version != SCHEMA_VERSION:
            raise LibraryError(
                f"the catalog {path} has format {version} and this OnRecord reads format {SCHEMA_VERSION}: "
                "update OnRecord, or ingest into a new library"
            )

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._connections, "current", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._connections.current = connection
            self._opened.append(connection)
        return connection

    def close(self) -> None:
        """Close every connection."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._connections = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All changes within happen together, or none does."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- settings --------------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """A setting of the library, None if it was never set."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Record a setting of the library."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    # -- articles --------------------------------------------------------------------------------------

    def article(self, article_id: str) -> Article:
        """The article with this id. Raises `ArticleNotFound`."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            raise ArticleNotFound(f"no article has the id {article_id!r}: `onrecord articles` lists them")
        return _article(row)

    def articles(self) -> Iterator[Article]:
        """All articles, oldest first; those without a date come last."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM articles ORDER BY day IS NULL, day, number")
        return (_article(row) for row in rows)

    def articles_by_number(self, numbers: Iterable[int]) -> dict[int, Article]:
        """The articles that still exist among `numbers`."""
        wanted = list(numbers)
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(f"SELECT number, {_COLUMNS} FROM articles WHERE number IN ({marks})", wanted)
        return {row[0]: _article(row[1:]) for row in rows}

    def articles_after(self, number: int, limit: int) -> dict[int, Article]:
        """The next `limit` articles by number, for work that goes through the whole catalog in steps."""
        rows = self._db.execute(
            f"SELECT number, {_COLUMNS} FROM articles WHERE number > ? ORDER BY number LIMIT ?", (number, limit)
        )
        return {row[0]: _article(row[1:]) for row in rows}

    def known_by_id(self, article_id: str) -> Known | None:
        """What is remembered of the article with this id."""
        return self._known("id = ?", article_id)

    def known_by_origin(self, origin: str) -> Known | None:
        """What is remembered of the article that was read from this place."""
        return self._known("origin = ?", origin)

    def copy_of(self, article: Article) -> str | None:
        """Id of another article with the same words from the same outlet (or from none that is named)."""
        row = self._db.execute(
            "SELECT id FROM articles WHERE text_hash = ? AND id <> ? "
            "AND (source IS NULL OR ? IS NULL OR lower(source) = lower(?)) LIMIT 1",
            (text_hash(article), article.id, article.source, article.source),
        ).fetchone()
        return row[0] if row else None

    def _known(self, condition: str, value: str) -> Known | None:
        row = self._db.execute(f"SELECT id, origin, content_hash FROM articles WHERE {condition}", (value,)).fetchone()
        return Known(*row) if row else None

    def put(
        self,
        article: Article,
        origin: str,
        passages: Sequence[Passage],
        vectors: Vectors,
        tokens: Sequence[bytes] | None = None,
    ) -> bool:
        """Store an article with its passages, in place of its former version. Call within `transaction`.

        `vectors` has the shape `(len(passages), dimension)`, `tokens` are packed by `late_interaction`, one for each
        passage. Returns whether there was a former version.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = (*astuple(article), _day(article), origin, content_hash(article), text_hash(article), now, now)
        number = self._number(article.id)
        known = number is not None
        if number is None:
            marks = ", ".join("?" * len(values))
            number = self._db.execute(
                f"INSERT INTO articles ({_COLUMNS}, day, origin, content_hash, text_hash, added_at, updated_at) "
                f"VALUES ({marks})",
                values,
            ).lastrowid
            assert number is not None
        else:
            self._remove_passages(number)
            self._db.execute(
                "UPDATE articles SET (title, text, source, author, url, published_at, day, origin, content_hash, "
                "text_hash, updated_at) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE number = ?",
                (*values[1:-2], now, number),
            )
        self._insert_passages(number, article, passages, vectors, tokens)
        return known

    def replace_passages(
        self, article: Article, passages: Sequence[Passage], vectors: Vectors, tokens: Sequence[bytes] | None = None
    ) -> None:
        """Give an article new passages, as after a change of embedding model. Call within `transaction`."""
        number = self._number(article.id)
        if number is not None:
            self._remove_passages(number)
            self._insert_passages(number, article, passages, vectors, tokens)

    def remove(self, article_id: str) -> None:
        """Remove an article with all that hangs on it. Call within `transaction`. Raises `ArticleNotFound`."""
        number = self._number(article_id)
        if number is None:
            raise ArticleNotFound(f"no article has the id {article_id!r}: `onrecord articles` lists them")
        self._remove_passages(number)
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))

    def _number(self, article_id: str) -> int | None:
        row = self._db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def _insert_passages(
        self,
        number: int,
        article: Article,
        passages: Sequence[Passage],
        vectors: Vectors,
        tokens: Sequence[bytes] | None,
    ) -> None:
        for position, (passage, vector) in enumerate(zip(passages, vectors, strict=True)):
            passage_number = self._db.execute(
                'INSERT INTO passages (article, start, "end", vector) VALUES (?, ?, ?, ?)',
                (number, *passage.span, vector.astype("<f4").tobytes()),
            ).lastrowid
            if tokens:
                self._db.execute("INSERT INTO passage_tokens VALUES (?, ?)", (passage_number, tokens[position]))
            body = article.text[passage.span.start : passage.span.end]
            self._db.execute(
                "INSERT INTO keywords (rowid, title, body) VALUES (?, ?, ?)", (passage_number, article.title, body)
            )

    def _remove_passages(self, number: int) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO removed_passages SELECT number FROM passages WHERE article = ?", (number,)
        )
        self._db.execute(
            "DELETE FROM keywords WHERE rowid IN (SELECT number FROM passages WHERE article = ?)", (number,)
        )
        self._db.execute("DELETE FROM passages WHERE article = ?", (number,))

    def summary(self) -> Summary:
        """Count what the library holds."""
        articles, undated, first, last = self._db.execute(
            "SELECT count(*), count(*) - count(day), min(day), max(day) FROM articles"
        ).fetchone()
        (passages,) = self._db.execute("SELECT count(*) FROM passages").fetchone()
        outlets = self._db.execute("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
        return Summary(articles, passages, tuple(row[0] for row in outlets), _iso_day(first), _iso_day(last), undated)

    # -- search ----------------------------------------------------------------------------------------

    def passages(self, numbers: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages that still exist among `numbers`."""
        wanted = list(numbers)
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(f'SELECT number, article, start, "end" FROM passages WHERE number IN ({marks})', wanted)
        return {row[0]: StoredPassage(row[0], row[1], Span(row[2], row[3])) for row in rows}

    def vectors(self, numbers: Iterable[int]) -> dict[int, Vectors]:
        """The unit vectors of passages, each of shape `(dimension,)`."""
        wanted = list(numbers)
        marks = ",".join("?" * len(wanted))
        rows = self._db.execute(f"SELECT number, vector FROM passages WHERE number IN ({marks})", wanted)
        return {number: np.frombuffer(blob, "<f4") for number, blob in rows}

    def tokens(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The packed token vectors of passages, for those that have them."""
        wanted = list(numbers)
        marks = ",".join("?" * len(wanted))
        return dict(
            self._db.execute(f"SELECT number, tokens FROM passage_tokens WHERE number IN ({marks})", wanted).fetchall()
        )

    def matching(self, filters: Filters) -> set[int]:
        """Numbers of the passages whose article passes the filters."""
        condition, values = _condition(filters)
        rows = self._db.execute(
            f"SELECT p.number FROM passages p JOIN articles a ON a.number = p.article WHERE {condition}", values
        )
        return {row[0] for row in rows}

    def matching_articles(self, filters: Filters) -> tuple[int, int]:
        """How many articles pass the filters, and how many more would if they had a date."""
        condition, values = _condition(filters)
        (passing,) = self._db.execute(f"SELECT count(*) FROM articles a WHERE {condition}", values).fetchone()
        if not filters.dated:
            return passing, 0
        condition, values = _condition(filters.without_dates())
        (undated,) = self._db.execute(
            f"SELECT count(*) FROM articles a WHERE a.day IS NULL AND {condition}", values
        ).fetchone()
        return passing, undated

    def keyword_search(self, question: str, limit: int, filters: Filters) -> dict[int, float]:
        """Passage number -> BM25 score (higher is better) of the `limit` best keyword matches."""
        expression = full_text_query(question)
        if not expression:
            return {}
        source = "keywords"
        values: tuple[str | int, ...] = ()
        if filters:
            condition, values = _condition(filters)
            source = (
                "keywords JOIN passages p ON p.number = keywords.rowid JOIN articles a ON a.number = p.article "
                f"AND {condition}"
            )
        rows = self._db.execute(
            f"SELECT keywords.rowid, bm25(keywords, 0.5, 1.0) AS score FROM {source} "
            "WHERE keywords MATCH ? ORDER BY score LIMIT ?",
            (*values, expression, limit),
        )
        return {number: -score for number, score in rows}

    # -- what Chroma has yet to take over --------------------------------------------------------------

    def to_store(self, limit: int) -> list[tuple[StoredPassage, Vectors]]:
        """Passages that Chroma does not have yet, with their vectors."""
        rows = self._db.execute(
            'SELECT number, article, start, "end", vector FROM passages WHERE in_store = 0 LIMIT ?', (limit,)
        )
        return [(StoredPassage(n, a, Span(s, e)), np.frombuffer(v, "<f4")) for n, a, s, e, v in rows]

    def to_remove(self, limit: int) -> list[int]:
        """Numbers of passages that Chroma must still forget."""
        return [row[0] for row in self._db.execute("SELECT number FROM removed_passages LIMIT ?", (limit,))]

    def mark_stored(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has these passages."""
        with self.transaction():
            self._db.executemany("UPDATE passages SET in_store = 1 WHERE number = ?", ((n,) for n in numbers))

    def mark_removed(self, numbers: Iterable[int]) -> None:
        """Record that Chroma has forgotten these passages."""
        with self.transaction():
            self._db.executemany("DELETE FROM removed_passages WHERE number = ?", ((n,) for n in numbers))

    def store_again(self) -> None:
        """Record that Chroma has nothing, so that it is filled anew; rebuild the keyword index as well."""
        with self.transaction():
            self._db.execute("UPDATE passages SET in_store = 0")
            self._db.execute("DELETE FROM removed_passages")
            self._db.execute("DELETE FROM keywords")
            self._db.execute(
                "INSERT INTO keywords (rowid, title, body) SELECT p.number, a.title, substr(a.text, p.start + 1, "
                'p."end" - p.start) FROM passages p JOIN articles a ON a.number = p.article'
            )


def content_hash(article: Article) -> str:
    """Changes when anything that a reader could see of the article changes."""
    fields = (article.title, article.text, article.source, article.author, article.url, article.published_at)
    return hashlib.sha256("\x1f".join(field or "" for field in fields).encode()).hexdigest()


def text_hash(article: Article) -> str:
    """The same for texts that differ only in case, spacing and punctuation."""
    return hashlib.sha256(" ".join(words(article.text)).encode()).hexdigest()


def _article(row: Sequence[str | None]) -> Article:
    id_, title, text, source, author, url, published_at = row
    assert id_ is not None and title is not None and text is not None
    return Article(id=id_, title=title, text=text, source=source, author=author, url=url, published_at=published_at)


def _day(article: Article) -> int | None:
    return date.fromisoformat(article.published_at[:10]).toordinal() if article.published_at else None


def _iso_day(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day else None


def _condition(filters: Filters) -> tuple[str, tuple[str | int, ...]]:
    """SQL over the articles table `a`."""
    parts: list[str] = ["1"]
    values: list[str | int] = []
    if filters.after:
        parts.append("a.day >= ?")
        values.append(filters.after.toordinal())
    if filters.before:
        parts.append("a.day <= ?")
        values.append(filters.before.toordinal())
    if filters.outlets:
        parts.append(f"lower(a.source) IN ({','.join('?' * len(filters.outlets))})")
        values += [outlet.lower() for outlet in filters.outlets]
    if filters.speaker and (phrase := phrase_query(filters.speaker)):
        parts.append(
            "a.number IN (SELECT sp.article FROM keywords sk JOIN passages sp ON sp.number = sk.rowid "
            "WHERE sk.keywords MATCH ?)"
        )
        values.append(phrase)
    return " AND ".join(parts), tuple(values)
