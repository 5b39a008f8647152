"""Names, numbers, denials and words of a claim against a text."""

import pytest

from assistant.support import compare, names, numbers

SOURCE = "Mayor Lena Okafor proposed on Tuesday that 40 ferries carry passengers free of charge from May."


def test_a_claim_in_the_source_s_words_is_covered() -> None:
    support = compare("Lena Okafor proposed free ferries for passengers.", SOURCE, "")
    assert support.coverage == 1.0
    assert not support.missing_names
    assert not support.missing_numbers
    assert not support.negation_differs


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        pytest.param("Piet Aldous proposed free ferries.", {"Piet", "Aldous"}, id="another person"),
        pytest.param("Okafor proposed free ferries in Portville.", {"Portville"}, id="another place"),
        pytest.param("Okafor proposed free ferries.", set(), id="surname alone"),
    ],
)
def test_names_must_stand_near(claim: str, missing: set[str]) -> None:
    assert compare(claim, SOURCE, "").missing_names == missing


def test_the_surroundings_may_supply_a_name() -> None:
    assert compare("Aldous proposed free ferries.", SOURCE, "Councillor Aldous spoke first.").missing_names == set()


def test_an_answer_may_repeat_the_question_s_names_except_its_subject() -> None:
    asked = "What did Aldous say about the Northport plan of Okafor?"
    assert compare("Okafor proposed free ferries under the Northport plan.", SOURCE, "", asked).missing_names == set()
    assert compare("Aldous proposed free ferries.", SOURCE, "", asked).missing_names == {"Aldous"}


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        pytest.param("Okafor proposed 41 free ferries.", {"41"}, id="changed"),
        pytest.param("Okafor proposed forty free ferries.", set(), id="spelled out"),
        pytest.param("Okafor proposed free ferries at 2.50 each.", {"2.5"}, id="invented"),
    ],
)
def test_numbers_must_be_in_the_source(claim: str, missing: set[str]) -> None:
    assert compare(claim, SOURCE, "").missing_numbers == missing


def test_thousands_separators_do_not_matter() -> None:
    assert numbers("It cost 1,250,000 crowns.") == numbers("It cost 1250000 crowns.") == {"1250000"}


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Okafor did not propose free ferries.", id="not"),
        pytest.param("Okafor denied free ferries.", id="denied"),
        pytest.param("Okafor wouldn’t propose free ferries.", id="contracted"),
    ],
)
def test_a_denial_differs_from_an_affirmation(claim: str) -> None:
    assert compare(claim, SOURCE, "").negation_differs


def test_months_titles_and_sentence_openings_are_no_names() -> None:
    assert names("Ferries were free in May. Mayor Okafor said so. The Harbour Board agreed.") >= {"Okafor", "Board"}
    assert not names("Ferries were free in May.")
