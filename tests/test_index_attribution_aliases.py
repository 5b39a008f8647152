"""One speaker under many names."""

import pytest

from index.attribution.aliases import matching, normalise


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Sergey Lavrov", "Sergei Lavrov", id="transliteration"),
        pytest.param("Sergei V. Lavrov", "Sergei Lavrov", id="middle initial"),
        pytest.param("Foreign Minister Sergei Lavrov", "Sergei Lavrov", id="title"),
        pytest.param("former Secretary of State John Kerry", "John Kerry", id="title with of"),
        pytest.param("President of the United States Abraham Lincoln", "Abraham Lincoln", id="title with a country"),
        pytest.param("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan", id="accents"),
        pytest.param("Kim Jong-un", "KIM JONG UN", id="hyphen and case"),
        pytest.param("Sen. Chuck Grassley", "Charles Grassley", id="short first name"),
        pytest.param("Lavrov’s", "Lavrov", id="possessive"),
        pytest.param("Department of State", "State Department", id="of"),
        pytest.param("the U.S. State Department", "State Department", id="country"),
        pytest.param("Ministry of Defence", "Defense Ministry", id="spelling"),
        pytest.param("UN", "the United Nations", id="abbreviation"),
        pytest.param("U.N.", "United Nations", id="full stops"),
        pytest.param("The FBI", "Federal Bureau of Investigation", id="long form"),
    ],
)
def test_the_same_key(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Hilda Quill", "Peter Quill", id="last name"),
        pytest.param("Robert Quill", "Robert Quill Jr.", id="father and son"),
        pytest.param("Quill", "Peter Quill", id="last name alone"),
        pytest.param("Quill campaign", "Quill", id="body named after a person"),
        pytest.param("Justice Department", "State Department", id="departments"),
        pytest.param("Bailey Moss", "Bill Moss", id="first names"),
    ],
)
def test_different_keys(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_a_key_is_its_own_key() -> None:
    for name in ("Sergey V. Lavrov", "Department of State", "Kim Jong-un", "Robert Quill Jr.", "Lavrov"):
        assert normalise(normalise(name)) == normalise(name)


LEDGER = [
    "Lavrov",
    "Sergei Lavrov",
    "Hilda Quill",
    "Peter Quill",
    "Quill",
    "State Department",
    "Norland Foreign Ministry",
    "Bashar al-Assad",
    "Enrique Peña Nieto",
    "George W. Bush",
    "George H. W. Bush",
    "Robert Moss",
    "Robert Moss Jr.",
    "Kim Jong-un",
    "Portville Times",
]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("Lavrov", ["Lavrov", "Sergei Lavrov"], id="last name"),
        pytest.param("Sergey Lavrov", ["Sergei Lavrov", "Lavrov"], id="the last name that nobody else has"),
        pytest.param("Foreign Minister Lavrov", ["Lavrov", "Sergei Lavrov"], id="title and last name"),
        pytest.param("Peter Quill", ["Peter Quill"], id="not the last name that two have"),
        pytest.param("Quill", ["Quill", "Hilda Quill", "Peter Quill"], id="everybody of a last name"),
        pytest.param("Mrs. Quill", ["Quill", "Hilda Quill"], id="the woman"),
        pytest.param("P. Quill", ["Peter Quill"], id="initial"),
        pytest.param("Clara Quill", [], id="another first name"),
        pytest.param("Department of State", ["State Department"], id="body"),
        pytest.param("Department", [], id="part of a body's name"),
        pytest.param("foreign ministry", ["Norland Foreign Ministry"], id="body without its country"),
        pytest.param("Assad", ["Bashar al-Assad"], id="particle"),
        pytest.param("Pena Nieto", ["Enrique Peña Nieto"], id="two last names"),
        pytest.param("George W. Bush", ["George W. Bush"], id="initials that differ"),
        pytest.param("Bush", ["George W. Bush", "George H. W. Bush"], id="both of a name"),
        pytest.param("Robert Moss", ["Robert Moss", "Robert Moss Jr."], id="the father first"),
        pytest.param("Kim", ["Kim Jong-un"], id="last name in front"),
        pytest.param("Times", [], id="a body is no person"),
        pytest.param("", [], id="nothing"),
        pytest.param("?!", [], id="no letters"),
    ],
)
def test_matching(query: str, names: list[str]) -> None:
    assert matching(query, LEDGER) == names


def test_matching_gives_each_name_once() -> None:
    assert matching("Lavrov", ["Lavrov", "Lavrov"]) == ["Lavrov"]


def test_an_ambiguous_last_name_comes_back_with_a_rival_gone() -> None:
    assert matching("Peter Quill", ["Quill", "Hilda Quill"]) == []
    assert matching("Peter Quill", ["Quill", "Pete Quill"]) == ["Pete Quill", "Quill"]
