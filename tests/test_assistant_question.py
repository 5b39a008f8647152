"""A turn and the turns before it -> a question that stands on its own."""

from collections.abc import Sequence

import pytest

from assistant.follow_up import CONTEXT_WORDS, LONGEST, MOST_TURNS
from assistant.question import Kind, understand

TAX = "What did Senator Ana Brook say about the bottle tax?"
RULING = "Which judge wrote the March 2025 ruling on the ferry toll?"


@pytest.mark.parametrize(
    ("turns", "standalone"),
    [
        pytest.param(
            [TAX, "Why did she say that?"],
            "Why did Senator Ana Brook say that (Senator Ana Brook say about the bottle tax)?",
            id="she",
        ),
        pytest.param(
            [TAX, "And her party's leader?"],
            "Senator Ana Brook’s party's leader (Senator Ana Brook say about the bottle tax)?",
            id="her",
        ),
        pytest.param([TAX, "And Lee Marsh?"], "What did Lee Marsh say about the bottle tax?", id="another person"),
        pytest.param([TAX, "What about the ferry?"], "What did Senator Ana Brook say about the ferry?",
                     id="another matter"),
        pytest.param(["Who opposed the toll in March?", "And in April?"], "Who opposed the toll in April?",
                     id="another month"),
        pytest.param(["Who opposed the toll?", "Who else?"], "Who else opposed the toll?", id="who else"),
        pytest.param(["Did Ana Brook oppose the toll?", "Why?"], "Why did Ana Brook oppose the toll?", id="why"),
        pytest.param(["Who opposed the toll?", "When was that?"], "When was that (opposed the toll)?", id="when"),
        pytest.param(
            ["What would the Brook bill do?", "Which of the coastal senators would vote against that bill in June?"],
            "Which of the coastal senators would vote against that bill in June (the Brook bill do)?",
            id="that bill",
        ),
        pytest.param(
            [RULING, "Who on the panel disagreed with him?"],
            "Who on the panel disagreed with the judge that wrote the March 2025 ruling on the ferry toll?",
            id="the one asked for",
        ),
        pytest.param(
            ["What did Brook say about Marsh?", "Where did he say that?"],
            "Where did he say that (Brook say about Marsh)?",
            id="one of two",
        ),
        pytest.param(
            [TAX, "And Lee Marsh?", "Why did he say that?"],
            "Why did Lee Marsh say that (Lee Marsh say about the bottle tax)?",
            id="three turns",
        ),
        pytest.param(
            ["What did the council decide in March 2025?", "And what did it do in May 2025?"],
            "What did it do in May 2025 (the council decide)?",
            id="its own date",
        ),
    ],
)  # fmt: skip
def test_a_follow_up_stands_alone(turns: Sequence[str], standalone: str) -> None:
    question = understand(turns[-1], turns[:-1])
    assert question.query == standalone
    assert question.text == turns[-1]
    assert question.earlier


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param("Which ministers opposed the ferry subsidy in the coastal assembly?", id="nothing left open"),
        pytest.param("What did Lee Marsh say when he left the traders' union?", id="he is named"),
        pytest.param("Which mayor said that the harbour would lose its last ferry?", id="it is named"),
        pytest.param("Who warned this week that fares would rise in the harbour?", id="this week"),
    ],
)
def test_a_turn_that_stands_alone_is_left_alone(turn: str) -> None:
    question = understand(turn, [TAX])
    assert question.query == turn
    assert not question.earlier


def test_a_very_long_turn_leans_on_none_and_a_long_earlier_one_is_cut() -> None:
    assert not understand("Why did she say so? " + "Really? " * 100, [TAX]).earlier
    assert len(understand("Why?", ["Did the council say " + "no " * 1000]).query) < 2 * LONGEST


def test_first_turn_leans_on_nothing() -> None:
    assert understand("Why did she say it?").query == "Why did she say it?"


@pytest.mark.parametrize(
    ("turn", "kinds"),
    [
        pytest.param("And Lee Marsh?", {"words"}, id="what it takes the place in"),
        pytest.param("When did she say that?", {"amount", "words"}, id="its own"),
        pytest.param("Why?", set(), id="not those of what it leans on"),
    ],
)
def test_what_a_follow_up_asks_for(turn: str, kinds: set[Kind]) -> None:
    assert understand(turn, [TAX]).kinds == kinds


def test_white_space_is_made_even_and_what_is_taken_over_is_limited() -> None:
    long = "Did the council say that " + "fares and " * 300 + "tolls rise?"
    question = understand(" Was  it\n true? ", ["one  first", *["Is it so?"] * 2 * MOST_TURNS, long])
    assert question.text == "Was it true?"
    assert len(question.query.split()) <= CONTEXT_WORDS + len(question.text.split())
