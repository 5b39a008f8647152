"""Capitals, quotation marks and sentence starts, as the tagger sees them."""

import re

import pytest

from index.article import Span
from index.attribution.features import Case, Quotation, Start, features

_WORD = re.compile(r"\w+|[^\w\s]")


def rows(text: str) -> dict[str, tuple[int, int, int]]:
    """The features of each word, by the word (the last one where it occurs twice)."""
    words = [Span(*match.span()) for match in _WORD.finditer(text)]
    paragraphs = [text.count("\n", 0, word.start) for word in words]
    table = features(text, words, paragraphs)
    return {text[word.start : word.end]: tuple(row.tolist()) for word, row in zip(words, table, strict=True)}


@pytest.mark.parametrize(
    ("word", "case"),
    [
        pytest.param("ferry", Case.LOWER, id="lower"),
        pytest.param("Ferry", Case.INITIAL, id="initial"),
        pytest.param("A", Case.INITIAL, id="one capital"),
        pytest.param("NATO", Case.CAPITALS, id="capitals"),
        pytest.param("McKay", Case.MIXED, id="mixed"),
        pytest.param("1984", Case.NUMBER, id="number"),
        pytest.param("–", Case.OTHER, id="punctuation"),
    ],
)
def test_case(word: str, case: Case) -> None:
    assert rows(word)[word][0] == case


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Before “inside” after", id="curly"),
        pytest.param('Before "inside" after', id="straight"),
        pytest.param("Before «inside» after", id="angled"),
        pytest.param("Before ‘inside’ after", id="single"),
    ],
)
def test_words_between_marks_are_inside(text: str) -> None:
    found = rows(text)
    assert found["Before"][1] == found["after"][1] == Quotation.OUTSIDE
    assert found["inside"][1] == Quotation.INSIDE


def test_an_apostrophe_opens_nothing() -> None:
    found = rows("The ‘90s were the mayor’s years and the town’s too")
    assert {row[1] for row in found.values()} == {Quotation.OUTSIDE}


def test_a_quotation_runs_on_where_the_next_paragraph_opens_again() -> None:
    found = rows("“First line.\n“Second line.”\nThird")
    assert found["First"][1] == found["Second"][1] == Quotation.INSIDE
    assert found["Third"][1] == Quotation.OUTSIDE


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    found = rows("She said “it leaks.\nNobody answered.")
    assert found["leaks"][1] == Quotation.INSIDE
    assert found["Nobody"][1] == Quotation.OUTSIDE


def test_starts_of_sentences_and_paragraphs() -> None:
    found = rows("The boat sank. Nobody drowned. “It was old.” Repairs began\nToday it floats")
    assert found["The"][2] == found["Today"][2] == Start.PARAGRAPH
    assert found["Nobody"][2] == found["Repairs"][2] == Start.SENTENCE
    assert found["boat"][2] == found["floats"][2] == Start.NOTHING


def test_no_words() -> None:
    assert features("", [], []).shape == (0, 3)
