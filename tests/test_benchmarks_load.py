"""The load on the chat, in small: many readers at once, and a few questions in a row."""

import dataclasses
import os

from browser_double import QueuedAssistant
from browser_page import served

from benchmarks.load import crowd, in_a_row, memory, mixed_up
from benchmarks.visitor import Reply, Visitor
from index.errors import LibraryError

QUESTIONS = [f"Who said “{number}” & why?" for number in range(12)]


def test_readers_at_once_do_not_mix() -> None:
    assistant = QueuedAssistant()
    with served(assistant) as address:
        replies = crowd(address, QUESTIONS, users=4, seconds=2.0, pause=0.1)
        asked = list(assistant.asked)
        row = list(in_a_row(address, QUESTIONS, 12))
    assert all(replies)
    assert [reply.failure for own in replies for reply in own if reply.failure] == []
    assert mixed_up(replies) == []
    for question, history in asked:
        assert {QUESTIONS.index(earlier) % 4 for earlier in history} <= {QUESTIONS.index(question) % 4}
    assert [reply.question for reply in row] == QUESTIONS
    assert mixed_up([row]) == []


def test_a_mixture_would_be_seen() -> None:
    reply = Reply(question="A", seconds=1.0, shown=("A",))
    other = Reply(question="B", seconds=1.0, shown=("B", "A"))
    assert mixed_up([[reply], [other]]) == ["A"]
    assert mixed_up([[dataclasses.replace(reply, shown=())]]) == ["A"]


def test_a_failure_is_told() -> None:
    steps = {"E": [LibraryError("The library is gone.")]}
    with served(QueuedAssistant(steps=steps)) as address, Visitor(address) as visitor:
        assert visitor.ask("E").failure == "The library is gone."
        visitor._ask |= {"id": 9999}
        assert "500" in (visitor.ask("Q").failure or "")


def test_memory() -> None:
    assert memory(os.getpid()) > 10
