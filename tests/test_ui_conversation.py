"""Conversations: answers in the background, stopping, editing, and keeping owners and pages apart."""

import asyncio
import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browser_double import CITATIONS, SENTENCES, QueuedAssistant, ferry_answer, grounded

from assistant.answer import Done, Event
from index.errors import LibraryError
from index.filters import Filters
from ui.app import examples_in
from ui.conversation import MOST_ANSWERS_AT_ONCE, Conversation, Conversations
from ui.owner import COOKIE, owner_in
from ui.server import PortTaken, listen
from ui.turn import Turn
from ui.views import Views

OWNER = "ann"


@pytest.fixture
def conversations() -> Conversations:
    return Conversations()


@pytest.fixture
def conversation(conversations: Conversations) -> Conversation:
    return conversations.of(OWNER, None)


def watched(conversation: Conversation) -> list[Turn]:
    """The turn that is being written, as often as a page sees it grow; ends when it has ended."""

    async def watch() -> list[Turn]:
        return [turn async for turn in conversation.watch()]

    # In a thread of its own: playwright leaves an event loop running in the main one.
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, watch()).result()


def answered(conversation: Conversation, assistant: QueuedAssistant, question: str, **limits: int) -> Turn:
    assert conversation.ask(assistant, question, **limits)
    watched(conversation)
    return conversation.turns[-1]


def until(condition: Callable[[], object]) -> None:
    while not condition():
        time.sleep(0.01)


def test_a_turn_is_answered_in_the_background_and_remembered(conversation: Conversation) -> None:
    assistant = QueuedAssistant()
    assert answered(conversation, assistant, "Who?").state == "done"
    answered(conversation, assistant, "And then?")
    assert assistant.asked == [("Who?", ()), ("And then?", ("Who?",))]
    assert [turn.question for turn in conversation.turns] == ["Who?", "And then?"]
    assert conversation.turns[0].answer == dataclasses.replace(ferry_answer("Who?"), hits=())


def test_a_watcher_sees_it_grow_and_end(conversation: Conversation) -> None:
    gate = threading.Event()
    assistant = QueuedAssistant(steps={"Q": [grounded(SENTENCES[0], CITATIONS[0]), gate, Done(ferry_answer("Q"))]})
    conversation.ask(assistant, "Q")
    until(lambda: conversation.turns[-1].streamed)
    threading.Timer(0.2, gate.set).start()
    assert [turn.streamed for turn in watched(conversation)] == [SENTENCES[0]]
    assert conversation.turns[-1].state == "done"
    assert watched(conversation) == []


@pytest.mark.parametrize(
    ("error", "line"),
    [(LibraryError("The library is gone."), "The library is gone."), (ValueError("secret"), "Something went wrong")],
)
def test_a_failure_is_one_line_and_no_part_of_the_history(
    conversation: Conversation, error: Exception, line: str
) -> None:
    assistant = QueuedAssistant(steps={"Q": [error]})
    last = answered(conversation, assistant, "Q")
    assert last.state == "failed"
    assert last.error is not None
    assert last.error.startswith(line)
    answered(conversation, assistant, "R")
    assert assistant.asked[-1] == ("R", ())


def test_stop_keeps_what_was_said(conversations: Conversations, conversation: Conversation) -> None:
    assistant = QueuedAssistant(steps={"Q": [grounded(SENTENCES[0], CITATIONS[0]), threading.Event()]})
    conversation.ask(assistant, "Q")
    until(lambda: conversation.turns[-1].streamed)
    conversation.stop()
    assert conversation.turns[-1].state == "stopped"
    assert assistant.stopped.wait(5)
    (kept,) = Conversations(conversations._store).of(OWNER, conversation.id).turns
    assert (kept.streamed, kept.citations) == (SENTENCES[0], (CITATIONS[0],))


class Deaf(QueuedAssistant):
    """Does not hear `stop` before `hears` is set, as a model that reads its prompt."""

    hears = threading.Event()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        self.hears.wait(5)
        yield from super().ask(question, history=history, filters=filters, stop=stop)


def test_stop_does_not_wait_for_the_model_but_the_next_question_does(conversation: Conversation) -> None:
    assistant = Deaf()
    conversation.ask(assistant, "Q")
    conversation.stop()
    assert conversation.turns[-1].state == "stopped"
    assert conversation.ask(assistant, "R")
    threading.Timer(0.2, assistant.hears.set).start()
    watched(conversation)
    assert [turn.state for turn in conversation.turns] == ["stopped", "done"]
    assert assistant.asked[-1] == ("R", ("Q",))


def test_one_answer_at_a_time(conversation: Conversation) -> None:
    assistant = QueuedAssistant(steps={"Q": [threading.Event()]})
    assert conversation.ask(assistant, "Q")
    assert not conversation.ask(assistant, "R")
    conversation.stop()
    assert answered(conversation, assistant, "R").state == "done"


def test_no_more_answers_at_once_than_there_are_places(conversations: Conversations) -> None:
    gate = threading.Event()
    assistant = QueuedAssistant(steps={"Q": [gate, Done(ferry_answer("Q"))]})
    several = [conversations.of(OWNER, None) for _ in range(MOST_ANSWERS_AT_ONCE + 1)]
    for one in several:
        one.ask(assistant, "Q")
    until(lambda: len(assistant.asked) == MOST_ANSWERS_AT_ONCE)
    several[-1].stop()
    assert several[-1].turns[-1].state == "stopped"
    gate.set()
    for one in several[:-1]:
        watched(one)
    assert [one.turns[-1].state for one in several] == ["done"] * MOST_ANSWERS_AT_ONCE + ["stopped"]


def test_an_edited_question_replaces_what_followed_once_it_is_answered(conversation: Conversation) -> None:
    gate = threading.Event()
    assistant = QueuedAssistant(steps={"Edited?": [gate, Done(ferry_answer("Edited?"))]})
    for question in ("One?", "Two?", "Three?"):
        answered(conversation, assistant, question)
    conversation.ask(assistant, "Edited?", keep=1)
    assert [turn.question for turn in conversation.turns] == ["One?", "Edited?"]
    assert len(conversation._store.turns(conversation.id, OWNER)) == 3
    gate.set()
    watched(conversation)
    assert [turn.question for turn in conversation.turns] == ["One?", "Edited?"]
    assert assistant.asked[-1] == ("Edited?", ("One?",))


def test_owners_are_apart(conversations: Conversations, conversation: Conversation) -> None:
    answered(conversation, QueuedAssistant(), "Q")
    assert conversations.find(OWNER, conversation.id) is conversation
    assert conversations.find("ben", conversation.id) is None
    assert conversations.of("ben", conversation.id).id != conversation.id
    assert conversations.listed("ben") == []
    conversations.delete("ben", conversation.id)
    assert [one.name for one in conversations.listed(OWNER)] == ["Q"]


def test_a_first_answer_is_listed_while_it_is_written(conversations: Conversations, conversation: Conversation) -> None:
    assistant = QueuedAssistant(steps={"Q": [threading.Event()]})
    assert conversations.listed(OWNER) == []
    conversation.ask(assistant, "Q")
    assert [(one.id, one.name) for one in conversations.listed(OWNER)] == [(conversation.id, "Q")]
    assert conversations.listed("ben") == []
    conversation.stop()
    assert [one.turns for one in conversations.listed(OWNER)] == [1]


def test_deleting_and_stopping_the_server_break_answers_off() -> None:
    for end in ("delete", "stop_all"):
        conversations = Conversations()
        conversation = conversations.of(OWNER, None)
        assistant = QueuedAssistant(steps={"Q": [threading.Event()]})
        conversation.ask(assistant, "Q")
        until(lambda assistant=assistant: assistant.asked)
        if end == "delete":
            conversations.delete(OWNER, conversation.id)
            assert conversations.listed(OWNER) == []
        else:
            conversations.stop_all()
            assert conversation.turns[-1].state == "stopped"
        assert assistant.stopped.wait(5)


def test_conversations_at_hand_are_few(monkeypatch: pytest.MonkeyPatch, conversations: Conversations) -> None:
    monkeypatch.setattr("ui.conversation.MOST_CONVERSATIONS", 2)
    several = [conversations.of(OWNER, None) for _ in range(4)]
    answered(several[-1], QueuedAssistant(), "Q")
    assert len(conversations._at_hand) == 2
    assert conversations.find(OWNER, several[-1].id) is several[-1]


def test_a_page_that_turns_away_hears_no_more(conversations: Conversations, conversation: Conversation) -> None:
    views, assistant = Views(), QueuedAssistant(steps={"Q": [threading.Event()]})
    conversation.ask(assistant, "Q")
    views.show("page", conversation.id)
    seen: list[Turn] = []

    async def follow() -> None:
        async for turn in views.follow("page", conversation):
            seen.append(turn)

    following = threading.Thread(target=lambda: asyncio.run(follow()))
    following.start()
    until(lambda: seen)
    views.show("page", "another")
    following.join(5)
    assert not following.is_alive()
    assert [turn.state for turn in seen] == ["running"]
    assert conversation.writing
    conversation.stop()


@pytest.mark.parametrize("value", ["", "x" * 42, "x" * 42 + "!", "../" * 14 + "x"])
def test_only_our_own_ids_name_an_owner(value: str) -> None:
    assert owner_in({COOKIE: value}) is None
    assert owner_in({COOKIE: "x" * 43}) == "x" * 43


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (json.dumps(["Who?", " What? ", "", 3]), ("Who?", "What?")),
        ('{"a": 1}', ()),
        ("not json", ()),
        (None, ()),
    ],
)
def test_examples_of_a_library(tmp_path: Path, content: str | None, expected: tuple[str, ...]) -> None:
    if content is not None:
        (tmp_path / "examples.json").write_text(content, encoding="utf-8")
    assert examples_in(tmp_path) == expected


def test_a_taken_port_is_named_and_the_default_moves_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            listen(port)
        monkeypatch.setattr("ui.server.DEFAULT_PORT", port)
        with listen(None) as next_one:
            assert next_one.getsockname()[1] > port
