"""Conversations: streaming, stopping, clearing, and keeping pages apart."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from browser_double import CITATIONS, SENTENCES, QueuedAssistant, grounded

from assistant.answer import Done, Event, Progress
from index.errors import LibraryError
from index.filters import Filters
from ui.app import examples_in
from ui.conversation import SHORTEST_PAUSE, Conversation, Conversations
from ui.server import PortTaken, listen


def test_a_turn_streams_and_is_remembered() -> None:
    conversation, assistant = Conversation(), QueuedAssistant()
    turns = list(conversation.ask(assistant, "Who?"))
    assert [turn.state for turn in turns[:-1]] == ["running"] * (len(turns) - 1)
    assert turns[-1].state == "done"
    assert conversation.turns == (turns[-1],)
    list(conversation.ask(assistant, "And then?"))
    assert assistant.asked == [("Who?", ()), ("And then?", ("Who?",))]


def test_updates_come_at_most_twenty_times_a_second() -> None:
    assistant = QueuedAssistant(steps={"Q": [Progress("searching", str(number)) for number in range(10)]})
    started = time.monotonic()
    shown = len(list(Conversation().ask(assistant, "Q")))
    assert time.monotonic() - started >= (shown - 2) * SHORTEST_PAUSE


@pytest.mark.parametrize(
    ("error", "line"),
    [(LibraryError("The library is gone."), "The library is gone."), (ValueError("secret"), "Something went wrong")],
)
def test_a_failure_is_one_line_and_no_part_of_the_history(error: Exception, line: str) -> None:
    conversation, assistant = Conversation(), QueuedAssistant(steps={"Q": [error]})
    last = list(conversation.ask(assistant, "Q"))[-1]
    assert last.state == "failed"
    assert last.error is not None
    assert last.error.startswith(line)
    list(conversation.ask(assistant, "R"))
    assert assistant.asked[-1] == ("R", ())


def test_stop_keeps_what_was_said() -> None:
    gate = threading.Event()
    conversation = Conversation()
    assistant = QueuedAssistant(steps={"Q": [grounded(SENTENCES[0], CITATIONS[0]), gate]})
    turns = conversation.ask(assistant, "Q")
    while not next(turns).streamed:
        pass
    conversation.stop()
    assert [turn.state for turn in turns] == ["stopped"]
    assert assistant.stopped.wait(2)
    assert conversation.turns[0].streamed == SENTENCES[0]


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


def test_stop_does_not_wait_for_the_model_but_the_next_question_does() -> None:
    conversation, assistant = Conversation(), Deaf()
    turns = conversation.ask(assistant, "Q")
    next(turns)
    conversation.stop()
    assert [turn.state for turn in turns] == ["stopped"]
    assert not assistant.hears.is_set()
    turns = conversation.ask(assistant, "R")
    next(turns)
    threading.Timer(0.2, assistant.hears.set).start()
    assert list(turns)[-1].state == "done"
    assert [question for question, _ in assistant.asked] == ["Q", "R"]


def test_one_answer_at_a_time() -> None:
    gate = threading.Event()
    conversation = Conversation()
    assistant = QueuedAssistant(steps={"Q": [gate]})
    turns = conversation.ask(assistant, "Q")
    next(turns)
    assert list(conversation.ask(assistant, "R")) == []
    turns.close()  # type: ignore[attr-defined]
    assert list(conversation.ask(assistant, "R"))[-1].state == "done"


def test_clearing_ends_the_answer_and_forgets() -> None:
    gate = threading.Event()
    conversation = Conversation()
    assistant = QueuedAssistant(steps={"Q": [gate]})
    seen = []
    thread = threading.Thread(target=lambda: seen.extend(conversation.ask(assistant, "Q")))
    thread.start()
    while not assistant.asked:
        time.sleep(0.01)
    conversation.clear()
    thread.join(2)
    assert not thread.is_alive()
    assert [turn.state for turn in seen] == ["running"]
    assert conversation.turns == ()


def test_pages_have_their_own_conversations() -> None:
    conversations, assistant = Conversations(), QueuedAssistant()
    list(conversations.of("a").ask(assistant, "Q"))
    assert len(conversations.of("a").turns) == 1
    assert conversations.of("b").turns == ()
    conversations.forget("a")
    assert conversations.of("a").turns == ()
    assert conversations.of(None) is not conversations.of(None)


def test_leaving_and_stopping_the_server_break_answers_off() -> None:
    for end in ("forget", "stop_all"):
        conversations = Conversations()
        assistant = QueuedAssistant(steps={"Q": [threading.Event(), Done]})  # type: ignore[list-item]
        turns = conversations.of("a").ask(assistant, "Q")
        next(turns)
        if end == "forget":
            conversations.forget("a")
        else:
            conversations.stop_all()
        assert [turn.state for turn in turns] == ["stopped"]


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
