"""Searching the catalog: filters, keywords, tokens."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from index.article import Passage, Span
from index.database import AMONG, Database, Value, as_list
from index.embedded_passages import EmbeddedPassages
from index.embedding import Vectors
from index.filters import Filters
from index.keywords import any_of, content_words, phrase_query, prefix_query, words
from index.listed_article import ListedArticle, OutletTally
from index.stored_passage import StoredPassage
from index.vector_table import VectorTable

COMMON = 2_000
"""A word in more passages than this is not searched where rarer ones are: it tells little, and scoring what has it
would take longer the larger the archive."""

RAREST = 2
"""So many words are searched however common they are."""

MOST_COUNTED = 50_000
"""Words whose frequency is remembered."""

MOST_SOUGHT = 8
"""Words by which a list of articles is narrowed; more are not looked at."""


class CatalogSearch:
    """What can be asked about the articles and passages of a catalog."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._frequencies: dict[str, int] = {}
        self.passage_table = VectorTable(database, "passages")

    def passages(self, numbers: Iterable[int]) -> dict[int, StoredPassage]:
        """The passages that still exist among `numbers`."""
        return self.passage_table.spans(numbers)

    def vectors(self, numbers: Iterable[int]) -> dict[int, Vectors]:
        """The unit vectors of passages, each of shape `(dimension,)`."""
        return self.passage_table.vectors(numbers)

    def tokens(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The packed token vectors of passages, for those that have them."""
        rows = self._db.execute(
            f"SELECT number, tokens FROM passage_tokens WHERE number IN {AMONG}", (as_list(numbers),)
        )
        return dict(rows.fetchall())

    def tokens_around(self, places: Iterable[tuple[str, Span]]) -> list[tuple[Passage, bytes]]:
        """The passages around stretches of articles, given by id, with their packed tokens; none without tokens."""
        rows = self._db.execute(
            'SELECT a.id, p.start, p."end", t.tokens FROM passages p JOIN articles a ON a.number = p.article '
            "JOIN passage_tokens t ON t.number = p.number WHERE p.number IN ("
            "SELECT n.number FROM json_each(?) j JOIN articles b ON b.id = json_extract(j.value, '$[0]') "
            "JOIN passages n ON n.article = b.number AND n.start < json_extract(j.value, '$[2]') "
            "AND n.\"end\" > json_extract(j.value, '$[1]')) ORDER BY p.number",
            (json.dumps([(article_id, *span) for article_id, span in places]),),
        )
        return [(Passage(article_id, Span(start, end)), tokens) for article_id, start, end, tokens in rows]

    def embedded_passages(self, article: int) -> EmbeddedPassages:
        """The passages of an article, given by its number, with their vectors and tokens."""
        rows = self._db.execute(
            'SELECT a.id, p.start, p."end", p.vector, t.tokens FROM passages p JOIN articles a ON a.number = p.article '
            "LEFT JOIN passage_tokens t ON t.number = p.number WHERE p.article = ? ORDER BY p.number",
            (article,),
        ).fetchall()
        passages = [Passage(article_id, Span(start, end)) for article_id, start, end, _, _ in rows]
        vectors = np.frombuffer(b"".join(row[3] for row in rows), "<f4").reshape(max(len(rows), 1), -1)[: len(rows)]
        tokens = [row[4] for row in rows]
        return EmbeddedPassages(passages, vectors, None if None in tokens else tokens)

    def passage_numbers(self) -> set[int]:
        """Numbers of all passages."""
        return self.passage_table.numbers()

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

    def articles_matching(self, filters: Filters) -> set[int]:
        """Numbers of the articles that pass the filters."""
        condition, values = self._condition(filters)
        return {row[0] for row in self._db.execute(f"SELECT a.number FROM articles a WHERE {condition}", values)}

    def listed(
        self, filters: Filters, sought: str = "", *, newest_first: bool = True, limit: int, offset: int = 0
    ) -> tuple[int, list[ListedArticle]]:
        """How many articles pass the filters and have all words of `sought`, and `limit` of them from `offset` on.

        In order of their dates, those without one last. A word may be the beginning of one.
        """
        condition, values = self._condition(filters)
        for word in words(sought)[:MOST_SOUGHT]:
            condition += (
                " AND a.number IN (SELECT sp.article FROM keywords sk JOIN passages sp ON sp.number = sk.rowid "
                "WHERE sk.keywords MATCH ?)"
            )
            values += (prefix_query(word),)
        (total,) = self._db.execute(f"SELECT count(*) FROM articles a WHERE {condition}", values).fetchone()
        direction = "DESC" if newest_first else "ASC"
        rows = self._db.execute(
            f"SELECT a.id, a.title, a.source, a.author, a.published_at FROM articles a WHERE {condition} "
            f"ORDER BY a.day IS NULL, a.day {direction}, a.number {direction} LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return total, [ListedArticle(*row) for row in rows]

    def articles_by_day(self) -> dict[date, int]:
        """Day of publication -> number of articles, in order; those without a date are not counted."""
        rows = self._db.execute("SELECT day, count(*) FROM articles WHERE day IS NOT NULL GROUP BY day ORDER BY day")
        return {date.fromordinal(day): count for day, count in rows}

    def articles_by_outlet(self) -> list[OutletTally]:
        """The outlets with their numbers of articles, the most first."""
        rows = self._db.execute(
            "SELECT source, count(*) AS articles, min(day), max(day) FROM articles GROUP BY source "
            "ORDER BY articles DESC, source"
        )
        return [
            OutletTally(
                name, count, date.fromordinal(first) if first else None, date.fromordinal(last) if last else None
            )
            for name, count, first, last in rows
        ]

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
