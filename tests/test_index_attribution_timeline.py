"""Statements in order of their days, with changes of stance."""

import numpy as np
from embedding_double import WordEmbedding
from statements import make_entry

from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.timeline import Moment, timeline
from index.embedding import Vectors

EMBEDDING = WordEmbedding()


def moments(*entries: LedgerEntry) -> list[Moment]:
    vectors: dict[int, Vectors] = {entry.number: EMBEDDING.embed([entry.content])[0] for entry in entries}
    return timeline(entries, vectors)


def changes(*entries: LedgerEntry) -> list[tuple[int, int | None]]:
    return [
        (moment.reports.first.number, moment.changed_from.first.number if moment.changed_from else None)
        for moment in moments(*entries)
    ]


def toll(number: int, day: int, stance: Stance, content: str = "", speaker: str | None = "Ana Moss") -> LedgerEntry:
    words = content or f"the toll on the night ferry in wording{number}"
    return make_entry(number, words, stance=stance, said_on=f"2025-03-{day:02}", speaker=speaker)


def test_they_come_by_day_and_those_without_one_last() -> None:
    undated = make_entry(3, "a lighthouse for the old harbour", said_on=None)
    found = changes(undated, toll(1, 20, "states"), toll(2, 1, "states"))
    assert [number for number, _ in found] == [2, 1, 3]


def test_a_change_of_stance_is_marked() -> None:
    assert changes(toll(1, 1, "opposes"), toll(2, 9, "supports")) == [(1, None), (2, 1)]
    assert changes(toll(1, 1, "proposes"), toll(2, 9, "denies")) == [(1, None), (2, 1)]


def test_the_last_side_taken_counts() -> None:
    entries = [toll(1, 1, "opposes"), toll(2, 9, "supports"), toll(3, 17, "promises"), toll(4, 25, "opposes")]
    assert changes(*entries) == [(1, None), (2, 1), (3, None), (4, 3)]


def test_two_sides_on_one_day_are_no_change() -> None:
    first = toll(1, 1, "opposes", "the toll on the night ferry hurts small traders")
    other = "the toll on the night ferry pays for the lamps on the pier"
    assert changes(first, toll(2, 2, "supports", other)) == [(1, None), (2, 1)]
    assert changes(first, toll(2, 1, "supports", other)) == [(1, None), (2, None)]


def test_what_takes_no_side_changes_nothing() -> None:
    entries = [toll(1, 1, "opposes"), toll(2, 9, "states"), toll(3, 17, "supports")]
    assert changes(*entries) == [(1, None), (2, None), (3, 1)]


def test_another_speaker_or_topic_is_no_change() -> None:
    assert changes(toll(1, 1, "opposes"), toll(2, 9, "supports", speaker="Lee Marsh")) == [(1, None), (2, None)]
    assert changes(toll(1, 1, "opposes", speaker=None), toll(2, 9, "supports", speaker=None)) == [(1, None), (2, None)]
    lighthouse = toll(2, 9, "supports", "painting lighthouses green before winter")
    assert changes(toll(1, 1, "opposes"), lighthouse) == [(1, None), (2, None)]


def test_reports_of_one_statement_are_one_moment() -> None:
    words = "the toll on the night ferry hurts small traders"
    found = moments(toll(1, 2, "opposes", words), toll(2, 3, "opposes", words))
    assert [len(moment.reports.entries) for moment in found] == [2]


def test_a_vector_that_is_missing_does_no_harm() -> None:
    entries = [toll(1, 1, "opposes"), toll(2, 9, "supports")]
    assert [moment.changed_from for moment in timeline(entries, {1: np.ones(64, np.float32)})] == [None, None]
