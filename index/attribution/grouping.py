"""Several reports of one statement, together: what one speaker said once, however many outlets carry it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.keywords import content_words, stem

DAYS_APART = 3
"""Days between two reports of one statement, at most."""

SHARED_AT_LEAST = 0.6
"""Share of the content words of the shorter of two reports that the longer one has."""

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
    listed = list(entries)
    leaders = list(range(len(listed)))
    for some in _by_speaker(listed).values():
        _link(some, listed, leaders)
    grouped: dict[int, list[LedgerEntry]] = {}
    for position, entry in enumerate(listed):
        grouped.setdefault(_leader(leaders, position), []).append(entry)
    return [Reports(tuple(some)) for some in grouped.values()]


def _by_speaker(entries: Sequence[LedgerEntry]) -> dict[tuple[str, object], list[int]]:
    """Positions of the entries that may belong together."""
    by_speaker: dict[tuple[str, object], list[int]] = {}
    for position, entry in enumerate(entries):
        key = ("speaker", entry.speaker_key) if entry.speaker_key else ("story", entry.story or entry.article.id)
        by_speaker.setdefault(key, []).append(position)
    return by_speaker


def _link(positions: Sequence[int], entries: Sequence[LedgerEntry], leaders: list[int]) -> None:
    """Give every entry the leader of the group that it belongs to; the lowest position leads."""
    words = {position: frozenset(map(stem, content_words(entries[position].content))) for position in positions}
    days = {position: _day(entries[position]) for position in positions}
    by_day = sorted(positions, key=lambda position: days[position])
    for place, one in enumerate(by_day):
        for other in by_day[place + 1 :]:
            if days[other] - days[one] > DAYS_APART:
                break
            if _alike(words[one], words[other]):
                low, high = sorted((_leader(leaders, one), _leader(leaders, other)))
                leaders[high] = low


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= WORDS_AT_LEAST and shared >= SHARED_AT_LEAST * min(len(one), len(other))


def _leader(leaders: list[int], position: int) -> int:
    while leaders[position] != position:
        position = leaders[position]
    return position


def _day(entry: LedgerEntry) -> int:
    """Entries without a date stand together, before all others."""
    return date.fromisoformat(entry.statement.said_on).toordinal() if entry.statement.said_on else -DAYS_APART
