"""Statements in the order in which they were made, with the changes of mind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.grouping import Reports, group
from index.embedding import Vectors
from index.keywords import content_words, stem

SIDES: Mapping[Stance, int] = {"proposes": 1, "supports": 1, "promises": 1, "opposes": -1, "denies": -1}
"""For and against; the other stances take no side."""

SAME_TOPIC_AT_LEAST = 0.5
"""Cosine of the vectors of two statements that are about one thing."""

SHARED_AT_LEAST = 0.3
"""Share of the content words of the shorter one that they then have in common, and two words at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A statement in its place."""

    reports: Reports
    changed_from: Reports | None = None
    """The same speaker's last statement on the same topic, if it took the other side."""


def timeline(entries: Iterable[LedgerEntry], vectors: Mapping[int, Vectors]) -> list[Moment]:
    """The statements by date, those without one last, reports of one statement together.

    `vectors` are those of the entries, by number.
    """
    by_day = sorted(entries, key=lambda entry: (entry.statement.said_on or "9999", entry.number))
    taken: dict[str, list[Reports]] = {}
    moments = []
    for reports in group(by_day):
        moments.append(Moment(reports=reports, changed_from=_changed_from(reports, taken, vectors)))
        if reports.first.speaker_key and reports.stance in SIDES:
            taken.setdefault(reports.first.speaker_key, []).append(reports)
    return moments


def _changed_from(
    reports: Reports, taken: Mapping[str, list[Reports]], vectors: Mapping[int, Vectors]
) -> Reports | None:
    """What the speaker said last on the topic, if it took the other side; `taken` are the sides taken before."""
    if reports.stance not in SIDES or reports.first.speaker_key is None:
        return None
    for earlier in reversed(taken.get(reports.first.speaker_key, [])):
        if earlier.said_on != reports.said_on and _are_on_one_topic(earlier.first, reports.first, vectors):
            return earlier if SIDES[earlier.stance] != SIDES[reports.stance] else None
    return None


def _are_on_one_topic(one: LedgerEntry, other: LedgerEntry, vectors: Mapping[int, Vectors]) -> bool:
    first, second = vectors.get(one.number), vectors.get(other.number)
    if first is None or second is None or float(first @ second) < SAME_TOPIC_AT_LEAST:
        return False
    words, others = (frozenset(map(stem, content_words(entry.content))) for entry in (one, other))
    return len(words & others) >= max(2, SHARED_AT_LEAST * min(len(words), len(others)))
