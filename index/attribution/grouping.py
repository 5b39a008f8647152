"""Several reports of one statement, together: what one speaker said once, however many outlets carry it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.keywords import content_words, stem

DAYS_APART = 3
"""Days between two reports of one statement, at most."""

SHARED_OF_SHORTER, SHARED_OF_LONGER = 0.6, 0.25
"""Shares of their content words that two reports have in common: one may be cut, or quote more, but not much more."""

WORDS_AT_LEAST = 3
"""Content words that two reports must share: one word said twice shows nothing."""


@dataclass(frozen=True, slots=True)
class Reports:
    """One statement, as it is reported once or more."""

    entries: tuple[LedgerEntry, ...]
    """In the order in which they were given: the best, or the first, at the front."""

    @property
    def first(self) -> LedgerEntry:
        """The report that stands for all."""
        return self.entries[0]

    @property
    def said_on(self) -> str | None:
        """The earliest day that any report gives."""
        return min((entry.statement.said_on for entry in self.entries if entry.statement.said_on), default=None)

    @property
    def stance(self) -> Stance:
        """The stance that most reports give, those that merely "said" it not counted where others are clearer."""
        stances = [entry.statement.stance for entry in self.entries]
        clear = [stance for stance in stances if stance != "states"] or stances
        return Counter(clear).most_common(1)[0][0]

    @property
    def independent_sources(self) -> int:
        """How many sources there are, the copies of one story counted once."""
        return len({entry.article.id if entry.story is None else entry.story for entry in self.entries})


def group(entries: Iterable[LedgerEntry]) -> list[Reports]:
    """Put the reports of one statement together: the same speaker, nearly the same words, within days.

    Groups come in the order of their first entries. What nobody is known to have said is put together only within
    copies of one story.
    """
    groups: list[list[LedgerEntry]] = []
    leaders: defaultdict[tuple[str, object, int], list[_Leader]] = defaultdict(list)
    for entry in entries:
        who = ("speaker", entry.speaker_key) if entry.speaker_key else ("story", entry.story or entry.article.id)
        words, day = frozenset(map(stem, content_words(entry.content))), _day(entry)
        near = (one for other in range(day - DAYS_APART, day + DAYS_APART + 1) for one in leaders[*who, other])
        leader = next((one for one in near if _alike(one.words, words)), None)
        if leader is None:
            groups.append([entry])
            leaders[*who, day].append(_Leader(words, groups[-1]))
        else:
            leader.group.append(entry)
    return [Reports(tuple(some)) for some in groups]


class _Leader(NamedTuple):
    """The first entry of a group, with which the others are compared, so that no chain leads elsewhere."""

    words: frozenset[str]
    group: list[LedgerEntry]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, (short, long) = len(one & other), sorted((len(one), len(other)))
    return shared >= max(WORDS_AT_LEAST, SHARED_OF_SHORTER * short, SHARED_OF_LONGER * long)


def _day(entry: LedgerEntry) -> int:
    """Entries without a date stand together, before all others."""
    return date.fromisoformat(entry.statement.said_on).toordinal() if entry.statement.said_on else 0
