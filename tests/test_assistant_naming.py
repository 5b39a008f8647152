"""Names and numbers in a text."""

import pytest

from assistant.naming import akin, names, numerals, stems


def test_months_titles_and_sentence_openings_are_no_names() -> None:
    assert names("Ferries were free in May. Mayor Okafor said so. The Harbour Board agreed.") >= {"Okafor", "Board"}
    assert not names("Ferries were free in May.")


def test_a_name_may_begin_a_sentence() -> None:
    assert names("Okafor proposed free ferries.") == {"Okafor"}
    assert names("Piet Aldous came.") == {"Piet", "Aldous"}


@pytest.mark.parametrize(
    ("stem", "found"),
    [
        pytest.param("harbour", True, id="the same"),
        pytest.param("china", True, id="of one root"),
        pytest.param("chin", False, id="too short to tell"),
    ],
)
def test_stems_of_one_root_are_akin(stem: str, found: bool) -> None:
    assert akin(stem, stems("Chinese harbours")) is found


def test_numerals_have_digits() -> None:
    assert numerals("In 2018, forty of 1,250 came on the 3rd.") == {"2018", "1", "250", "3rd"}
