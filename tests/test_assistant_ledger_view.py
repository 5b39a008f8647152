"""The ledger as a reader looks at it: counted at once, read page by page."""

from datetime import date
from pathlib import Path

import pytest
from harbour_archive import ARTICLES, build_library, statement_articles

from assistant import ledger_view
from assistant.ledger_view import read_moments, view_ledger
from index.library import Library


@pytest.fixture
def filled(tmp_path: Path) -> Library:
    return build_library(tmp_path, *ARTICLES)


def test_the_latest_come_first(filled: Library) -> None:
    with filled:
        view = view_ledger(filled)
        assert [line.day for line in view.lines] == sorted((line.day for line in view.lines if line.day), reverse=True)
        assert len(view.lines) == 7 and view.compared
        moments = read_moments(filled, view, 1)
        assert [moment.reports.said_on for moment in moments] == [
            "2025-06-09", "2025-06-09", "2025-05-02", "2025-05-02", "2025-03-04", "2025-03-04",
        ]  # fmt: skip
        assert [moment.changed_from is not None for moment in moments] == [True, False, False, False, False, False]


def test_the_limits_shut_out(filled: Library) -> None:
    with filled:
        assert {line.stance for line in view_ledger(filled, stances=["denies", "opposes"]).lines} == {
            "denies",
            "opposes",
        }
        assert len(view_ledger(filled, speaker="Brook", until=date(2025, 3, 4)).lines) == 1
        assert view_ledger(filled, speaker="Nobody Atall").lines == ()


def test_a_topic_brings_the_nearest_first(filled: Library) -> None:
    with filled:
        view = view_ledger(filled, about="green paint for the lighthouse")
        moments = read_moments(filled, view, 50)
        assert moments[0].reports.first.content == "that the lighthouse needs green paint"
        (only,) = view_ledger(filled, about="green paint", stances=["denies"]).lines
        assert only.stance == "denies"


def test_a_long_list_is_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_view, "MOST_COMPARED", 10)
    with build_library(tmp_path, *statement_articles(12)) as library:
        view = view_ledger(library)
        assert len(view.lines) == 12 and not view.compared
        assert [moment.reports.said_on for moment in read_moments(library, view, 2)] == ["2025-01-12", "2025-01-11"]
        assert library.catalog.ledger.frequent_speakers(3) == ["Rosa Lind"]
