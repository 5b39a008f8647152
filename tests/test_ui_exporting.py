"""Conversations as files and as HTML: complete, and harmless whatever they hold."""

import dataclasses
import json
from datetime import date

import pytest
from browser_double import CITATIONS, PROPOSAL, SENTENCES, ferry_answer, refusal_answer
from test_ui_rendering import PAYLOADS, assert_harmless

from assistant.conversation import Conversation
from index.filters import Filters
from ui.conversation_list import LONGEST_LIST, list_html
from ui.downloads import _file_name
from ui.exporting import conversation_markdown, conversation_record
from ui.talk import editing_html, talk_html, turns_html
from ui.turn import Turn

ID = "0123456789abcdef" * 2
TURNS = (
    Turn(question="Who?", state="done", answer=ferry_answer("Who?"), filters=Filters(after=date(2025, 3, 1))),
    Turn(question="What?", state="done", answer=refusal_answer("What?")),
    Turn(question="Stopped?", state="stopped", streamed=SENTENCES[0], citations=CITATIONS[:1]),
    Turn(question="Failed?", state="failed", error="The model is *gone*."),
)


def listed(name: str = "Who?", number: int = 1) -> Conversation:
    return Conversation(id=f"{number:032x}", name=name, turns=number, updated_at="2025-03-04T12:00:00.000000+00:00")


def test_markdown_has_every_question_answer_and_quotation() -> None:
    text = conversation_markdown("Ferries", TURNS)
    for expected in (
        "# Ferries\n",
        "## Who?\n\n*Only articles from 2025-03-01 are searched.*\n",
        *SENTENCES,
        f"> {PROPOSAL} (Lena Okafor)",
        "The nearest passages:",
        "*The answer was stopped.*",
        r"*No answer: The model is \*gone\*.*",
    ):
        assert expected in text
    assert "javascript:" not in text


def test_json_has_answers_as_ask_gives_them() -> None:
    record = json.loads(json.dumps(conversation_record("Ferries", TURNS)))
    assert (record["format"], record["name"]) == ("onrecord-conversation/1", "Ferries")
    first, second, stopped, failed = record["turns"]
    assert first["answer"]["citations"][0]["quote"] == PROPOSAL
    assert first["limits"]["after"] == "2025-03-01"
    assert second["answer"]["status"] == "not_found"
    assert (stopped["state"], stopped["streamed"]) == ("stopped", SENTENCES[0])
    assert (failed["state"], failed["error"]) == ("failed", "The model is *gone*.")


def test_only_the_last_turn_can_be_asked_again_and_a_running_one_not_at_all() -> None:
    html = turns_html(ID, TURNS, last=True)
    assert html.count('class="edit"') == 4
    assert html.count('class="again" data-turn="3"') == html.count('class="again"') == 1
    assert html.count(f"/onrecord/conversations/{ID}/1/evidence.html") == 1
    assert 'class="again"' not in turns_html(ID, TURNS)
    assert "actions" not in turns_html(ID, [Turn(question="Q")], first=4, last=True)


def test_the_list_marks_what_is_shown_and_says_what_to_do() -> None:
    html = list_html([listed("One", 1), listed("Two", 2)], shown=f"{2:032x}")
    assert html.count('aria-current="page"') == 1
    assert "4 Mar 2025 · 1 question<" in html and "2 questions" in html
    assert "are kept here" in list_html([])
    assert "has these words" in list_html([], words="ferry")
    many = list_html([listed(number=number) for number in range(1, LONGEST_LIST + 3)])
    assert many.count("<li") == LONGEST_LIST and "2 older ones" in many


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_and_questions_stay_text(payload: str) -> None:
    answer = dataclasses.replace(ferry_answer(payload), text=payload, model=payload)
    turn = Turn(question=payload, state="done", answer=answer)
    for html in (turns_html(ID, [turn], last=True), talk_html(ID, payload), list_html([listed(payload)])):
        assert_harmless(html)
    name = _file_name(payload)
    assert name == "".join(character for character in name if character.isalnum() or character == "-")


def test_the_line_while_a_question_is_changed() -> None:
    assert "question 3" in editing_html(2)
    assert editing_html(None) == ""
