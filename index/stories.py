"""Which articles tell one story in the same words: copies of a wire report, rewrites, updates.

A story is a connected component of the graph whose edges are confirmed copies, so it does not depend on the order
in which the articles came. It bears the lowest number among its articles. The candidates for a copy are found in
SQLite by the shingles that two sketches share; memory does not grow with the library, nor does the time an article
takes.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from index.database import AMONG, Database, as_list
from index.resemblance import Hashes, Wording, own_sentences_of, sketch

SHARED_AT_LEAST = 5
"""Shingles of the sketches that two articles share before they are compared."""

COMPARED_AT_MOST = 20
"""Candidates that an article is compared with, those that share most first."""

LISTED_AT_MOST = 32
"""Articles looked up for one shingle: what more articles than that have is a phrase that everyone uses."""

DAYS_APART_AT_MOST = 14
"""Later articles in the same words are a form that was filled in again, such as a monthly report."""

_TOGETHER = 36  # shingles looked up by one statement: one for each would take three times as long
_LOOK_UP = " UNION ALL ".join(
    [f"SELECT * FROM (SELECT article FROM story_shingles WHERE shingle = ? ORDER BY article LIMIT {LISTED_AT_MOST})"]
    * _TOGETHER
)


class Story(NamedTuple):
    """The articles that are copies of one another; most stories have but one."""

    number: int
    articles: tuple[str, ...]
    """Their ids, in the order in which they came."""


class Stories:
    """The part of a catalog that knows which articles are copies. Changes are made within a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def place(self, number: int, text: str, day: int | None) -> int:
        """Find the story of an article, new or changed; two stories that it links become one. Returns the story."""
        self.leave(number)
        sentences = own_sentences_of(text)
        wording, hashes = Wording.of(sentences), sketch(sentences)
        joined = self._stories_of_copies(wording, self._candidates(hashes), day)
        story = min({number} | joined)
        self._db.execute(f"UPDATE stories SET story = ? WHERE story IN {AMONG}", (story, as_list(joined)))
        packed = hashes.astype("<u8").tobytes()
        self._db.execute("INSERT INTO stories VALUES (?, ?, ?, ?)", (number, story, packed, wording.pack()))
        self._db.execute(
            "INSERT INTO story_shingles SELECT value, ? FROM json_each(?)", (number, as_list(hashes.tolist()))
        )
        return story

    def leave(self, number: int) -> None:
        """Take an article out; the others of its story stay together. Call it before the article is removed."""
        row = self._db.execute("SELECT story, sketch FROM stories WHERE article = ?", (number,)).fetchone()
        if row is None:
            return
        story, packed = row
        self._db.execute(
            f"DELETE FROM story_shingles WHERE shingle IN {AMONG} AND article = ?",
            (as_list(np.frombuffer(packed, "<u8").tolist()), number),
        )
        self._db.execute("DELETE FROM stories WHERE article = ?", (number,))
        if story == number:
            self._db.execute(
                "UPDATE stories SET story = (SELECT min(article) FROM stories WHERE story = ?) WHERE story = ?",
                (story, story),
            )

    def of(self, numbers: Iterable[int], *, among: Iterable[int] | None = None) -> dict[int, Story]:
        """Article number -> its story, for those among `numbers` that exist; with no article outside of `among`."""
        rows = self._db.execute(
            "SELECT own.article, own.story, a.id FROM stories own JOIN stories other ON other.story = own.story "
            f"JOIN articles a ON a.number = other.article WHERE own.article IN {AMONG} "
            f"AND (? IS NULL OR other.article IN {AMONG}) ORDER BY a.number",
            (as_list(numbers), *[None if among is None else as_list(among)] * 2),
        )
        found: dict[int, Story] = {}
        for number, story, article_id in rows:
            known = found.get(number, Story(story, ()))
            found[number] = known._replace(articles=(*known.articles, article_id))
        return found

    def problems(self) -> list[str]:
        """What is wrong, in lines; `rebuild` puts it right."""
        (missing,) = self._db.execute(
            "SELECT count(*) FROM articles WHERE number NOT IN (SELECT article FROM stories)"
        ).fetchone()
        return [f"{missing:,} articles have not been compared with the others"] if missing else []

    def rebuild(self) -> None:
        """Find the story of every article anew. Call within `transaction`."""
        self._db.execute("DELETE FROM stories")
        self._db.execute("DELETE FROM story_shingles")
        for (number,) in self._db.execute("SELECT number FROM articles ORDER BY number").fetchall():
            row = self._db.execute("SELECT text, day FROM articles WHERE number = ?", (number,)).fetchone()
            self.place(number, *row)

    def _candidates(self, hashes: Hashes) -> list[int]:
        """Articles that share shingles of the sketch, those that share most first."""
        shared: Counter[int] = Counter()
        wanted = hashes.tolist()
        for start in range(0, len(wanted), _TOGETHER):
            some = wanted[start : start + _TOGETHER]
            rows = self._db.execute(_LOOK_UP, (*some, *(None,) * (_TOGETHER - len(some))))
            shared.update([row[0] for row in rows])
        alike = sorted((-count, article) for article, count in shared.items() if count >= SHARED_AT_LEAST)
        return [article for _, article in alike[:COMPARED_AT_MOST]]

    def _stories_of_copies(self, wording: Wording, candidates: list[int], day: int | None) -> set[int]:
        """The stories that have a copy; one copy of each is proof enough."""
        rows = self._db.execute(
            "SELECT article, story, wording, a.day FROM stories JOIN articles a ON a.number = article "
            f"WHERE article IN {AMONG}",
            (as_list(candidates),),
        )
        known = {row[0]: row[1:] for row in rows}
        joined: set[int] = set()
        for candidate in candidates:
            story, packed, other_day = known[candidate]
            far = day is not None and other_day is not None and abs(day - other_day) > DAYS_APART_AT_MOST
            if story not in joined and not far and wording.likeness(Wording.unpack(packed)).is_copy:
                joined.add(story)
        return joined
