"""Reports of one statement are put together; different statements stay apart."""

import pytest
from statements import make_entry

from index.attribution.entry import LedgerEntry
from index.attribution.grouping import group

TOLL = "a toll on the night ferry would hurt small traders"


def numbers(*entries: LedgerEntry) -> list[list[int]]:
    return [[entry.number for entry in reports.entries] for reports in group(entries)]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(make_entry(2, TOLL), id="the same words"),
        pytest.param(make_entry(2, "“The night ferry toll would hurt small traders,”"), id="quoted"),
        pytest.param(make_entry(2, "the toll would hurt traders"), id="cut short"),
        pytest.param(make_entry(2, TOLL + ", she said, and so would the new fee at the fish market"), id="longer"),
        pytest.param(make_entry(2, TOLL, said_on="2025-03-07"), id="three days later"),
    ],
)
def test_reports_of_one_statement(other: LedgerEntry) -> None:
    assert numbers(make_entry(1, TOLL), other) == [[1, 2]]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(make_entry(2, TOLL, speaker="Lee Marsh"), id="another speaker"),
        pytest.param(make_entry(2, TOLL, speaker=None), id="nobody known"),
        pytest.param(make_entry(2, TOLL, said_on="2025-03-08"), id="four days later"),
        pytest.param(make_entry(2, TOLL, said_on=None), id="without a date"),
        pytest.param(make_entry(2, "the council should buy a lighthouse"), id="other words"),
        pytest.param(make_entry(2, "the ferry"), id="too few words to tell"),
    ],
)
def test_different_statements(other: LedgerEntry) -> None:
    assert numbers(make_entry(1, TOLL), other) == [[1], [2]]


def test_what_nobody_is_known_to_have_said_is_one_only_within_a_story() -> None:
    entries = [
        make_entry(number, TOLL, speaker=None, story=story) for number, story in ((1, 7), (2, 7), (3, 8), (4, None))
    ]
    assert numbers(*entries) == [[1, 2], [3], [4]]


def test_groups_keep_the_order_of_their_first_entries() -> None:
    other = "the lighthouse needs paint before winter"
    assert numbers(make_entry(5, TOLL), make_entry(2, other), make_entry(9, TOLL), make_entry(1, other)) == [
        [5, 9],
        [2, 1],
    ]


def test_copies_of_a_story_are_one_source() -> None:
    (reports,) = group([make_entry(1, TOLL, story=1), make_entry(2, TOLL, story=1), make_entry(3, TOLL, story=3)])
    assert reports.independent_sources == 2
    (reports,) = group([make_entry(1, TOLL), make_entry(2, TOLL)])
    assert reports.independent_sources == 2


def test_a_group_has_the_clearest_stance_and_the_earliest_day() -> None:
    (reports,) = group(
        [
            make_entry(1, TOLL, stance="states", said_on="2025-03-05"),
            make_entry(2, TOLL, stance="states", said_on="2025-03-04"),
            make_entry(3, TOLL, stance="opposes", said_on="2025-03-06"),
        ]
    )
    assert (reports.stance, reports.said_on, reports.first.number) == ("opposes", "2025-03-04", 1)


def test_nothing_is_nothing() -> None:
    assert group([]) == []
