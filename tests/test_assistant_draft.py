"""Drafts as small models really write them."""

import random

import pytest

from assistant.draft import Draft, DraftSentence


def read(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The sentences of a draft that came in one piece."""
    draft = Draft()
    return [(one.text, one.cited) for one in [*draft.feed(text), *draft.finish()]]


def trickled(text: str, sizes: list[int]) -> list[DraftSentence]:
    draft = Draft()
    found, start = [], 0
    while start < len(text):
        size = sizes[start % len(sizes)]
        found += draft.feed(text[start : start + size])
        start += size
    return found + draft.finish()


CASES = [
    pytest.param("Brook proposed a tax [1].", [("Brook proposed a tax.", (1,))], id="marker before the stop"),
    pytest.param("Brook proposed a tax. [1]", [("Brook proposed a tax.", (1,))], id="marker after the stop"),
    pytest.param("Brook proposed a tax. [1].", [("Brook proposed a tax.", (1,))], id="marker between two stops"),
    pytest.param("Brook spoke [1][2].", [("Brook spoke.", (1, 2))], id="two markers"),
    pytest.param("Brook spoke [1, 2].", [("Brook spoke.", (1, 2))], id="two numbers in a marker"),
    pytest.param("Brook spoke. [1] [3]", [("Brook spoke.", (1, 3))], id="two markers after the stop"),
    pytest.param("Brook [2] spoke [2].", [("Brook spoke.", (2,))], id="marker within, and again"),
    pytest.param("Brook spoke (2).", [("Brook spoke.", (2,))], id="parentheses at the end"),
    pytest.param("Brook (47) spoke [1].", [("Brook (47) spoke.", (1,))], id="an age is no marker"),
    pytest.param("It was 2021 [1].", [("It was 2021.", (1,))], id="a year is no marker"),
    pytest.param("Brook spoke", [("Brook spoke", ())], id="no marker, no stop"),
    pytest.param(
        "Brook spoke. [1] Marsh left. [2]", [("Brook spoke.", (1,)), ("Marsh left.", (2,))], id="markers follow"
    ),
    pytest.param(
        "[1] Brook spoke. [2] Marsh left.", [("Brook spoke.", (1,)), ("Marsh left.", (2,))], id="markers lead"
    ),
    pytest.param(
        "[1] Brook spoke.\n[2] Marsh left.", [("Brook spoke.", (1,)), ("Marsh left.", (2,))], id="markers lead lines"
    ),
    pytest.param(
        "Brook spoke.\n[2] Marsh left.", [("Brook spoke.", ()), ("Marsh left.", (2,))], id="marker of the next line"
    ),
    pytest.param(
        '[2] (Delta Post, 2021-05-02) "It will hurt small shops," said Lee Marsh.',
        [('"It will hurt small shops," said Lee Marsh.', (2,))],
        id="evidence line repeated",
    ),
    pytest.param("Delta Post, 2021-05-02:\n[1] Brook spoke.", [("Brook spoke.", (1,))], id="the evidence's heading"),
    pytest.param("(Delta Post, undated) Brook spoke [1].", [("Brook spoke.", (1,))], id="outlet and date repeated"),
    pytest.param(
        "- Brook spoke [1].\n* Marsh left [2].\n• Reed won [3].",
        [("Brook spoke.", (1,)), ("Marsh left.", (2,)), ("Reed won.", (3,))],
        id="bullets",
    ),
    pytest.param(
        "1. Brook spoke [1].\n2) Marsh left [2].", [("Brook spoke.", (1,)), ("Marsh left.", (2,))], id="numbered list"
    ),
    pytest.param("Answer: Brook spoke [1].", [("Brook spoke.", (1,))], id="lead-in"),
    pytest.param("\n**Answer:** Brook spoke [1].", [("Brook spoke.", (1,))], id="bold lead-in"),
    pytest.param("## Brook spoke [1].", [("Brook spoke.", (1,))], id="heading"),
    pytest.param("**Brook** spoke of __tax__ [1].", [("Brook spoke of tax.", (1,))], id="bold"),
    pytest.param("He called it f***ing mad [1].", [("He called it f***ing mad.", (1,))], id="asterisks that are meant"),
    pytest.param(
        "Brook ![a chart](http://evil.example/x.png) spoke [1].", [("Brook a chart spoke.", (1,))], id="image"
    ),
    pytest.param("See [the report](http://evil.example) [1].", [("See the report.", (1,))], id="link"),
    pytest.param("Brook spoke [1](http://evil.example).", [("Brook spoke.", (1,))], id="marker made a link"),
    pytest.param("Brook \x1b[31mspoke\x07 [1].", [("Brook [31mspoke.", (1,))], id="terminal codes"),
    pytest.param(
        'Marsh said: "It will hurt. It is unfair." [2] Brook left [1].',
        [('Marsh said: "It will hurt. It is unfair."', (2,)), ("Brook left.", (1,))],
        id="two sentences in one quotation",
    ),
    pytest.param('Marsh said: "It hurts." [2].', [('Marsh said: "It hurts."', (2,))], id="quotation then marker"),
    pytest.param('Marsh said: "It will hurt [2].', [("Marsh said: It will hurt.", (2,))], id="quotation never closed"),
    pytest.param("The U.S. Senate voted [1].", [("The U.S. Senate voted.", (1,))], id="abbreviation"),
    pytest.param("NONE", [], id="declined"),
    pytest.param("Answer: **NONE**.", [], id="declined with lead-in"),
    pytest.param("1.\n[2]\n***", [], id="no words"),
    pytest.param("", [], id="empty"),
    pytest.param(
        "Brook spoke [1].\n\n<evidence>\n[1] (Delta Post, 2021-06-11) The council met.\n</evidence>\nQuestion: Who?",
        [("Brook spoke.", (1,))],
        id="the model writes the next example",
    ),
]


@pytest.mark.parametrize(("text", "sentences"), CASES)
def test_reads_sentences_and_markers(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(text) == sentences


@pytest.mark.parametrize(("text", "sentences"), CASES)
def test_the_stream_s_pieces_make_no_difference(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    chance = random.Random(3)
    for sizes in ([1], [2], [3], [5], *([chance.randint(1, 9) for _ in range(7)] for _ in range(10))):
        assert [(one.text, one.cited) for one in trickled(text, sizes)] == sentences, sizes


def test_a_sentence_comes_as_soon_as_the_next_word_stands() -> None:
    draft = Draft()
    assert draft.feed("Brook spoke [1]. Marsh") == []
    assert draft.feed(" left") == [DraftSentence("Brook spoke.", (1,))]
    assert draft.feed(" [2].") == []
    assert draft.finish() == [DraftSentence("Marsh left.", (2,))]


@pytest.mark.parametrize(
    ("text", "declined"),
    [
        pytest.param("NONE", True, id="alone"),
        pytest.param(" none.\n", True, id="lower case with stop"),
        pytest.param("**NONE** [1]", True, id="bold with a marker"),
        pytest.param("Answer: NONE", True, id="lead-in"),
        pytest.param("NONE. The evidence does not say who.", True, id="explained"),
        pytest.param("NONE\n\n<evidence>", True, id="runs on"),
        pytest.param("None of the sources names her [1].", False, id="a sentence"),
        pytest.param("Brook spoke [1]. NONE", False, id="at the end"),
        pytest.param("", False, id="empty"),
    ],
)
def test_declined(text: str, declined: bool) -> None:
    draft = Draft()
    draft.feed(text)
    draft.finish()
    assert draft.declined is declined


def test_a_cut_draft_loses_its_half_sentence_only_when_asked() -> None:
    for cut, texts in ((True, ["Brook spoke."]), (False, ["Brook spoke.", "Marsh did not"])):
        draft = Draft()
        found = draft.feed("Brook spoke [1]. Marsh did not")
        assert [one.text for one in [*found, *draft.finish(cut=cut)]] == texts


def test_a_cut_draft_keeps_a_last_sentence_that_is_whole() -> None:
    draft = Draft()
    draft.feed('Marsh said: "It hurts." [2]')
    assert [one.cited for one in draft.finish(cut=True)] == [(2,)]


def test_empty() -> None:
    draft = Draft()
    draft.feed(" \n")
    assert draft.empty
    draft.feed("x")
    assert not draft.empty
