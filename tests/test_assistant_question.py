"""Which turns stand alone and which lean on the turns before."""

import pytest

from assistant.question import understand

EARLIER = "Who proposed the bottle tax in Deltaville?"


@pytest.mark.parametrize(
    ("turn", "leans"),
    [
        pytest.param("What did she say about it?", True, id="pronouns"),
        pytest.param("And the small shops?", True, id="and"),
        pytest.param("Why?", True, id="one word"),
        pytest.param("Which ministers opposed the ferry subsidy in the coastal assembly?", False, id="stands alone"),
    ],
)
def test_follow_up(turn: str, leans: bool) -> None:
    question = understand(turn, [EARLIER])
    assert question.text == turn
    assert question.query == (f"{EARLIER} {turn}" if leans else turn)
    assert question.earlier == ((EARLIER,) if leans else ())


def test_first_turn_leans_on_nothing() -> None:
    assert understand("Why did she say it?").query == "Why did she say it?"


def test_white_space_is_made_even_and_two_turns_are_enough() -> None:
    question = understand(" And\n why? ", ["one  first", "two", "three"])
    assert question.text == "And why?"
    assert question.earlier == ("two", "three")
