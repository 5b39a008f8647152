"""Quotations: which words of a claim are quoted, and whether an article has them."""

import pytest

from assistant.quotation import (
    find_quotation,
    in_source_words,
    is_quoted_from,
    plain_words,
    quotations,
    without_marks,
)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        pytest.param('He said "it is over" and left.', ["it is over"], id="straight"),
        pytest.param("He said “it is over” and “go”.", ["it is over", "go"], id="curly, twice"),
        pytest.param("He said «it is over».", ["it is over"], id="guillemets"),
        pytest.param("He called it 'a disgrace' twice.", ["a disgrace"], id="single"),
        pytest.param("He called it ‘a disgrace, isn’t it’.", ["a disgrace, isn’t it"], id="single with apostrophe"),
        pytest.param("The ministers' plan and the workers' vote.", [], id="possessives"),
        pytest.param("It's Brook's plan, don't you see?", [], id="apostrophes"),
        pytest.param("In the '80s and the '90s it was so.", [], id="decades"),
        pytest.param("He said \"she called it 'a shame' then\".", ["she called it 'a shame' then"], id="nested"),
        pytest.param('Empty "" and "." are none.', [], id="no words"),
        pytest.param("Nothing here.", [], id="none"),
    ],
)
def test_quotations(claim: str, words: list[str]) -> None:
    found = quotations(claim)
    assert [one.words for one in found] == words
    assert all(claim[one.span.start : one.span.end] == one.words for one in found)


TEXT = 'Ode said: “We won’t  pay 5,000 crowns – not now.”\nShe left. "This is\nunfair," he said. It rose 0.5 per cent.'


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        pytest.param("We won't pay", "We won’t  pay", id="apostrophe and spaces"),
        pytest.param("crowns - not now,", "crowns – not now", id="dash, and a comma of the claim's"),
        pytest.param("WE WON'T", "We won’t", id="case"),
        pytest.param("…pay 5,000", "pay 5,000", id="ellipsis before"),
        pytest.param("she left", "She left", id="begins in mid-sentence"),
        pytest.param("This is unfair", None, id="over a line's end"),
        pytest.param("now She", None, id="over a paragraph's end"),
        pytest.param("ode", "Ode", id="one word"),
        pytest.param("od", None, id="part of a word"),
        pytest.param("on't pay", None, id="begins within a word"),
        pytest.param("000 crowns", None, id="part of a number"),
        pytest.param("5 per cent", None, id="part of a fraction"),
        pytest.param("0.5 per cent.", "0.5 per cent", id="whole fraction"),
        pytest.param("We will pay", None, id="other words"),
        pytest.param("...", None, id="no words"),
        pytest.param("", None, id="empty"),
        pytest.param("(a+)+$", None, id="no pattern"),
    ],
)
def test_find_quotation(quoted: str, found: str | None) -> None:
    span = find_quotation(quoted, TEXT)
    assert (None if span is None else TEXT[span.start : span.end]) == found


def test_a_later_place_is_found_when_the_first_runs_over_a_line() -> None:
    text = "so it\ngoes. And so it goes."
    assert find_quotation("so it goes", text) == (text.rindex("so it goes"), text.rindex("so it goes") + 10)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param('Ode said: "we won\'t pay."', 'Ode said: "We won’t  pay".', id="stop goes behind the mark"),
        pytest.param('Ode said "not now."', 'Ode said "not now."', id="the source has the stop"),
        pytest.param('"We won\'t pay," said Ode.', '"We won’t  pay", said Ode.', id="comma goes behind the mark"),
        pytest.param('Ode said "we won\'t pay".', 'Ode said "We won’t  pay".', id="stop stands behind already"),
    ],
)
def test_in_source_words(claim: str, expected: str) -> None:
    (quotation,) = quotations(claim)
    span = find_quotation(quotation.words, TEXT)
    assert span is not None
    assert in_source_words(claim, quotation, TEXT, span) == expected


def test_without_marks() -> None:
    claim = 'He said "it is over" and left.'
    assert without_marks(claim, quotations(claim)[0]) == "He said it is over and left."


@pytest.mark.parametrize(
    ("quoted", "found"),
    [
        pytest.param("It is a bill without a payer,", True, id="verbatim"),
        pytest.param("it 's not what we 'd pay", True, id="parted by a machine"),
        pytest.param("a bill ... we’d pay", True, id="ellipsis"),
        pytest.param("It is [only] a bill", True, id="brackets"),
        pytest.param("we’d pay … a bill", False, id="ellipsis in the wrong order"),
        pytest.param("It is a bill with a payer", False, id="a word changed"),
        pytest.param("payer It's", False, id="over the end of a line"),
        pytest.param("bill without a pay", False, id="part of a word"),
        pytest.param("1,500", True, id="number"),
        pytest.param("500", False, id="part of a number"),
    ],
)
def test_quoted_words_are_found_whatever_marks_stand_between_them(quoted: str, found: bool) -> None:
    text = "“It is a bill without a payer,” he said.\nIt’s not what we’d pay: 1,500 crowns."
    assert is_quoted_from(quoted, plain_words(text)) is found
