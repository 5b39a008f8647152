"""The ledger: who said what, as the catalog keeps it.

It is the part of a catalog that holds attributions. An article's statements change in the transaction that changes the
article; the catalog also knows which articles have been read, and by which tagger.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from index.article import Span
from index.attribution.aliases import normalise
from index.attribution.attribution import Attribution, Kind, Speaker, Stance, Statement
from index.attribution.understood import Understood
from index.database import AMONG, Database, Value, as_list
from index.vector_table import VectorTable

STANCES: tuple[Stance, ...] = get_args(Stance)

_COLUMNS = "number, article, position, speaker, speaker_key, speaker_kind, role, stance, kind, day, parts"


_OFFSET = re.compile(r"\d+")


class Row(NamedTuple):
    """An entry of the ledger without its article."""

    number: int
    article: int
    """Number of its article."""
    position: int
    speaker_key: str | None
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Which entries fit; a field left at its default limits nothing."""

    speakers: Collection[str] | None = None
    """Names as `Ledger.speakers` gives them."""
    stances: Collection[Stance] = ()
    since: date | None = None
    """First day of the statement."""
    until: date | None = None
    """Last day of the statement."""
    articles: Collection[int] | None = None
    """Numbers of articles."""

    def condition(self) -> tuple[str, list[Value]]:
        """SQL over the table of attributions."""
        parts: list[str] = ["1"]
        values: list[Value] = []
        for column, among in (("speaker", self.speakers), ("stance", self.stances or None), ("article", self.articles)):
            if among is not None:
                parts.append(f"{column} IN {AMONG}")
                values.append(json.dumps(list(among)))
        for comparison, day in ((">=", self.since), ("<=", self.until)):
            if day is not None:
                parts.append(f"day {comparison} ?")
                values.append(day.toordinal())
        return " AND ".join(parts), values


class Line(NamedTuple):
    """An entry in a list or a plot, which need no more of it."""

    number: int
    day: date | None
    """On which it was said; None where that is not known."""
    stance: Stance


class Ledger:
    """The part of a catalog that knows who said what. Changes are made within a transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.table = VectorTable(database, "attributions")

    def __len__(self) -> int:
        return len(self.table)

    # -- writing ---------------------------------------------------------------------------------------

    def put(self, article: int, understood: Understood) -> None:
        """Record what an article's tagger found, in place of what was there."""
        self.leave(article)
        for position, (statement, vector) in enumerate(zip(understood.statements, understood.vectors, strict=True)):
            values = (article, position, *_values(statement), vector.astype("<f4").tobytes())
            marks = ", ".join("?" * len(values))
            self._db.execute(
                "INSERT INTO attributions (article, position, speaker, speaker_key, speaker_kind, role, stance, kind, "
                f'day, start, "end", parts, vector) VALUES ({marks})',
                values,
            )
        self._db.execute(
            "INSERT INTO ledger_readings VALUES (?, ?, ?)", (article, understood.tagger, len(understood.statements))
        )

    def leave(self, article: int) -> None:
        """Forget what an article says, and that it has been read."""
        self.table.backlog.remember_removed(article)
        self._db.execute("DELETE FROM attributions WHERE article = ?", (article,))
        self._db.execute("DELETE FROM ledger_readings WHERE article = ?", (article,))

    def clear(self) -> None:
        """Forget everything."""
        self._db.execute("INSERT OR IGNORE INTO removed_attributions SELECT number FROM attributions")
        self._db.execute("DELETE FROM attributions")
        self._db.execute("DELETE FROM ledger_readings")

    # -- what has been read ----------------------------------------------------------------------------

    def unread(self, tagger: str | None = None) -> int:
        """How many articles have not been read, or not by this tagger, or have lost attributions since."""
        (count,) = self._db.execute(f"SELECT count(*) FROM articles a WHERE {_UNREAD}", (tagger, tagger)).fetchone()
        return int(count)

    def next_unread(self, after: int, limit: int, tagger: str | None = None) -> list[int]:
        """Numbers of the next such articles, those above `after`."""
        rows = self._db.execute(
            f"SELECT a.number FROM articles a WHERE a.number > ? AND {_UNREAD} ORDER BY a.number LIMIT ?",
            (after, tagger, tagger, limit),
        )
        return [row[0] for row in rows]

    def taggers(self) -> list[str]:
        """The taggers that the ledger owes its entries to."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT tagger FROM ledger_readings ORDER BY tagger")]

    def mark_unread(self) -> None:
        """Have every article read again; until then the ledger keeps what it has."""
        self._db.execute("DELETE FROM ledger_readings")

    # -- reading ---------------------------------------------------------------------------------------

    def speakers(self) -> list[str]:
        """The names of all speakers, each once."""
        rows = self._db.execute("SELECT DISTINCT speaker FROM attributions WHERE speaker IS NOT NULL")
        return [row[0] for row in rows]

    def matching(self, limits: Limits) -> list[int]:
        """Numbers of the entries that fit, by article and position."""
        condition, values = limits.condition()
        rows = self._db.execute(f"SELECT number FROM attributions WHERE {condition} ORDER BY article, position", values)
        return [row[0] for row in rows]

    def latest(self, limits: Limits) -> list[Line]:
        """The entries that fit, the latest day first, those without a day last."""
        condition, values = limits.condition()
        return self._lines(condition, values)

    def lines(self, numbers: Iterable[int]) -> list[Line]:
        """The entries that still exist among `numbers`, in the order of `latest`."""
        return self._lines(f"number IN {AMONG}", [as_list(numbers)])

    def _lines(self, condition: str, values: Sequence[Value]) -> list[Line]:
        rows = self._db.execute(
            f"SELECT number, day, stance FROM attributions WHERE {condition} ORDER BY day DESC, number", values
        )
        return [
            Line(number, date.fromordinal(day) if day is not None else None, stance) for number, day, stance in rows
        ]

    def frequent_speakers(self, limit: int) -> list[str]:
        """The names of those who speak most often, the most frequent first, each in its most frequent spelling."""
        # SQLite takes a bare column from the row that has the maximum.
        rows = self._db.execute(
            "SELECT speaker, max(times), sum(times) AS total FROM (SELECT speaker, speaker_key, count(*) AS times "
            "FROM attributions WHERE speaker IS NOT NULL GROUP BY speaker_key, speaker) "
            "GROUP BY speaker_key ORDER BY total DESC, speaker_key LIMIT ?",
            (limit,),
        )
        return [row[0] for row in rows]

    def rows(self, numbers: Iterable[int]) -> dict[int, Row]:
        """The entries that still exist among `numbers`, by article and position."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM attributions WHERE number IN {AMONG} ORDER BY article, position",
            (as_list(numbers),),
        )
        return {row[0]: _row(row) for row in rows}

    def extents(self, articles: Iterable[str]) -> list[tuple[str, int, Span]]:
        """Article's id, number and extent of every entry of some articles, without what else there is to an entry."""
        rows = self._db.execute(
            "SELECT a.id, t.number, t.parts FROM articles a JOIN attributions t ON t.article = a.number "
            "WHERE a.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(articles)),),
        )
        return [(article_id, number, _extent(parts)) for article_id, number, parts in rows]

    def of_articles(self, ids: Iterable[str]) -> dict[str, list[Row]]:
        """The entries of articles, by the articles' ids."""
        columns = ", ".join(f"t.{column}" for column in _COLUMNS.split(", "))
        rows = self._db.execute(
            f"SELECT a.id, {columns} FROM articles a JOIN attributions t ON t.article = a.number "
            "WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY t.article, t.position",
            (json.dumps(list(ids)),),
        )
        found: dict[str, list[Row]] = {}
        for article_id, *values in rows:
            found.setdefault(article_id, []).append(_row(values))
        return found


_UNREAD = """NOT EXISTS (
    SELECT 1 FROM ledger_readings r WHERE r.article = a.number AND (? IS NULL OR r.tagger = ?)
    AND r.attributions = (SELECT count(*) FROM attributions t WHERE t.article = a.number))"""


def _values(statement: Statement) -> tuple[Value, ...]:
    speaker, attribution = statement.speaker, statement.attribution
    parts = {role: getattr(attribution, role) for role in ("source", "cue", "content")}
    return (
        speaker.name if speaker else None,
        normalise(speaker.name) if speaker else None,
        speaker.kind if speaker else None,
        speaker.role if speaker else None,
        statement.stance,
        attribution.kind,
        date.fromisoformat(statement.said_on).toordinal() if statement.said_on else None,
        attribution.content[0].start,
        attribution.content[-1].end,
        json.dumps(parts, separators=(",", ":")),
    )


def _row(values: Sequence[Any]) -> Row:
    number, article, position, name, key, speaker_kind, role, stance, kind, day, parts = values
    statement = Statement(
        attribution=_attribution(parts, kind),
        speaker=Speaker(name=name, kind=speaker_kind, role=role) if name is not None else None,
        stance=stance,
        said_on=date.fromordinal(day).isoformat() if day is not None else None,
    )
    return Row(number, article, position, key, statement)


def _extent(parts: str) -> Span:
    """As `Attribution.extent`, at a tenth of the time that it takes to make one."""
    offsets = [int(offset) for offset in _OFFSET.findall(parts)]
    return Span(min(offsets), max(offsets))


@lru_cache(maxsize=20_000)
def _attribution(parts: str, kind: Kind) -> Attribution:
    """Kept, 1 kB each, for every question looks at hundreds, and often at the same."""
    spans = {one: tuple(Span(*span) for span in spans) for one, spans in json.loads(parts).items()}
    return Attribution(source=spans["source"], cue=spans["cue"], content=spans["content"], kind=kind)
