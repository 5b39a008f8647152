"""The durable record of a library, in SQLite: articles, passages with their vectors, keyword search.

Every change of an article is one transaction: its text, its passages, their vectors and their keywords change
together or not at all.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from index.article import Article, Passage
from index.attribution.ledger import Ledger
from index.attribution.understood import Understood
from index.catalog_search import CatalogSearch
from index.database import AMONG, Database, as_list
from index.embedding import Vectors
from index.errors import ArticleNotFound, LibraryError
from index.fingerprint import content_hash, same_outlet, text_hash
from index.migration import bring_up_to_date, schema
from index.stories import Stories

_COLUMNS = "id, title, text, source, author, url, published_at"


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


class Catalog(CatalogSearch):
    """The SQLite file of a library. May be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the catalog, create it if there is none, migrate it if it is old. Raises `LibraryError`."""
        super().__init__(Database(path, schema()))
        self.stories = Stories(self._db)
        self.ledger = Ledger(self._db)
        try:
            bring_up_to_date(self._db, path)
        except LibraryError:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection."""
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All changes within happen together, or none does."""
        return self._db.transaction()

    # -- settings --------------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """A setting of the library, None if it was never set."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Record a setting of the library."""
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def forget_setting(self, name: str) -> None:
        """Make a setting as if it had never been set."""
        self._db.execute("DELETE FROM settings WHERE name = ?", (name,))

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
        rows = self._db.execute(f"SELECT number, {_COLUMNS} FROM articles WHERE number IN {AMONG}", (as_list(numbers),))
        return {row[0]: _article(row[1:]) for row in rows}

    def articles_after(self, number: int, limit: int) -> dict[int, Article]:
        """The next `limit` articles by number, for work that goes through the whole catalog in steps."""
        rows = self._db.execute(
            f"SELECT number, {_COLUMNS} FROM articles WHERE number > ? ORDER BY number LIMIT ?", (number, limit)
        )
        return {row[0]: _article(row[1:]) for row in rows}

    def count_after(self, number: int) -> int:
        """How many articles have a higher number."""
        (count,) = self._db.execute("SELECT count(*) FROM articles WHERE number > ?", (number,)).fetchone()
        return int(count)

    def known_by_id(self, article_id: str) -> Known | None:
        """What is remembered of the article with this id."""
        return self._known("id = ?", article_id)

    def known_by_origin(self, origin: str) -> Known | None:
        """What is remembered of the article that was read from this place."""
        return self._known("origin = ? ORDER BY number DESC", origin)

    def copies_of(self, article: Article) -> list[Known]:
        """Other articles with the same words from the same outlet (or from none that is named), oldest first."""
        rows = self._db.execute(
            "SELECT source, id, origin, content_hash FROM articles WHERE text_hash = ? AND id <> ? ORDER BY number",
            (text_hash(article), article.id),
        )
        return [Known(*known) for source, *known in rows if same_outlet(source, article.source)]

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
        *,
        understood: Understood | None = None,
    ) -> bool:
        """Store an article with its passages, in place of its former version. Call within `transaction`.

        `vectors` has the shape `(len(passages), dimension)`, `tokens` are packed by `late_interaction`, one for each
        passage; `understood` is what it says for the ledger. Returns whether there was a former version.
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
            self.ledger.leave(number)
            self._db.execute(
                "UPDATE articles SET (title, text, source, author, url, published_at, day, origin, content_hash, "
                "text_hash, updated_at) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE number = ?",
                (*values[1:-2], now, number),
            )
        self._insert_passages(number, article, passages, vectors, tokens)
        self.stories.place(number, article.text, _day(article))
        if understood is not None:
            self.ledger.put(number, understood)
        return known

    def move(self, article_id: str, origin: str) -> None:
        """Record that an article is now read from another place."""
        self._db.execute("UPDATE articles SET origin = ? WHERE id = ?", (origin, article_id))

    def replace_passages(
        self, article: Article, passages: Sequence[Passage], vectors: Vectors, tokens: Sequence[bytes] | None = None
    ) -> None:
        """Give an article new passages, as after a change of embedding model. Call within `transaction`.

        Its entries in the ledger have vectors of the former model: they are taken out.
        """
        number = self._number(article.id)
        if number is not None:
            self.ledger.leave(number)
            self._remove_passages(number)
            self._insert_passages(number, article, passages, vectors, tokens)

    def remove(self, article_id: str) -> None:
        """Remove an article with all that hangs on it. Call within `transaction`. Raises `ArticleNotFound`."""
        number = self._number(article_id)
        if number is None:
            raise ArticleNotFound(f"no article has the id {article_id!r}: `onrecord articles` lists them")
        self._remove_passages(number)
        self.ledger.leave(number)
        self.stories.leave(number)
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))

    def keyword_problems(self) -> list[str]:
        """What is wrong with the keyword index, in lines."""
        try:
            self._db.execute("INSERT INTO keywords (keywords) VALUES ('integrity-check')")
            missing, orphans = self._db.execute(
                "SELECT (SELECT count(*) FROM passages WHERE number NOT IN (SELECT id FROM keywords_docsize)), "
                "(SELECT count(*) FROM keywords_docsize WHERE id NOT IN (SELECT number FROM passages))"
            ).fetchone()
        except LibraryError as error:
            return [f"the keyword index is damaged: {error.__cause__}"]
        problems = {
            f"{missing:,} passages are missing from the keyword index": missing,
            f"{orphans:,} entries of the keyword index belong to no passage": orphans,
        }
        return [problem for problem, count in problems.items() if count]

    def rebuild_keywords(self) -> None:
        """Fill the keyword index anew. Call within `transaction`."""
        (definition,) = self._db.execute("SELECT sql FROM sqlite_master WHERE name = 'keywords'").fetchone()
        self._db.execute("DROP TABLE keywords")
        self._db.execute(definition)
        number = 0
        while batch := self.articles_after(number, limit=200):
            for number, article in batch.items():
                rows = self._db.execute('SELECT number, start, "end" FROM passages WHERE article = ?', (number,))
                self._db.execute_many(
                    "INSERT INTO keywords (rowid, title, body) VALUES (?, ?, ?)",
                    ((passage, article.title, article.text[start:end]) for passage, start, end in rows.fetchall()),
                )

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
        self.passage_table.backlog.remember_removed(number)
        self._db.execute(
            "DELETE FROM keywords WHERE rowid IN (SELECT number FROM passages WHERE article = ?)", (number,)
        )
        self._db.execute("DELETE FROM passages WHERE article = ?", (number,))

    def summary(self) -> Summary:
        """Count what the library holds."""
        articles, undated, first, last = self._db.execute(
            "SELECT count(*), count(*) - count(day), min(day), max(day) FROM articles"
        ).fetchone()
        outlets = self._db.execute("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL ORDER BY source")
        return Summary(
            articles,
            len(self.passage_table),
            tuple(row[0] for row in outlets),
            _iso_day(first),
            _iso_day(last),
            undated,
        )


def _article(row: Sequence[str | None]) -> Article:
    id_, title, text, source, author, url, published_at = row
    assert id_ is not None and title is not None and text is not None
    return Article(id=id_, title=title, text=text, source=source, author=author, url=url, published_at=published_at)


def _day(article: Article) -> int | None:
    return date.fromisoformat(article.published_at[:10]).toordinal() if article.published_at else None


def _iso_day(day: int | None) -> str | None:
    return date.fromordinal(day).isoformat() if day else None
