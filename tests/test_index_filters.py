"""Filters, and dates as a user gives them."""

from datetime import date

import pytest

from index.errors import OnRecordError
from index.filters import Filters, parse_date, parse_filters


def test_no_filters_are_false() -> None:
    assert not Filters()
    assert Filters(speaker="Moss")
    assert Filters(outlets=("Écho",))


def test_dates_matter_only_when_there_are_some() -> None:
    dated = Filters(after=date(2025, 3, 4), speaker="Moss")
    assert dated.dated
    assert not dated.without_dates().dated
    assert dated.without_dates() == Filters(speaker="Moss")


def test_a_date_is_read() -> None:
    assert parse_date("2025-03-04") == date(2025, 3, 4)


@pytest.mark.parametrize("text", ["", "4 March", "2025-02-30", "2025-3-4", "03/04/2025", "2025-03-04T10:00"])
def test_another_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(OnRecordError, match="YYYY-MM-DD, such as"):
        parse_date(text)


def test_typed_limits_are_read_and_empty_ones_are_none() -> None:
    assert parse_filters(" 2025-03-04 ", "", ["Delta Post", " "], " Brook ") == Filters(
        after=date(2025, 3, 4), outlets=("Delta Post",), speaker="Brook"
    )
    assert parse_filters(None, None, [], " ") == Filters()


def test_dates_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(OnRecordError, match="exchange the two dates"):
        parse_filters("2025-03-04", "2025-03-03", [], None)
