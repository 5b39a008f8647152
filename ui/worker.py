"""A thread that asks one question, so that Stop is felt at once even while a model reads its prompt."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence

from assistant.answer import Event
from index.filters import Filters
from ui.answerer import Answerer

LOOK_AROUND = 0.05
"""Seconds between two looks at `stop` while no event comes."""


class Worker(threading.Thread):
    """One question being answered in the background. After `stop` it may work on for a while."""

    def __init__(
        self, answerer: Answerer, question: str, history: Sequence[str], filters: Filters, stop: threading.Event
    ) -> None:
        # A daemon: a model that never comes back does not keep a stopped server alive.
        super().__init__(name="answer", daemon=True)
        self._answerer = answerer
        self._question = question
        self._history = tuple(history)
        self._filters = filters
        self._stop_asked = stop
        self._events: queue.SimpleQueue[Event | Exception | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Ask, and queue what comes."""
        try:
            for event in self._answerer.ask(
                self._question, history=self._history, filters=self._filters, stop=self._stop_asked
            ):
                self._events.put(event)
        except Exception as error:  # handed to the thread that shows it
            self._events.put(error)
        finally:
            self._events.put(None)

    def events(self) -> Iterator[Event]:
        """The answer's events; ends at once when `stop` is set. Raises what the assistant raised."""
        while not self._stop_asked.is_set():
            try:
                event = self._events.get(timeout=LOOK_AROUND)
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event


def wait_for_workers(seconds: float) -> None:
    """Wait until no worker is left, at most so long: closing a model under a worker makes both wait."""
    deadline = time.monotonic() + seconds
    for thread in threading.enumerate():
        if isinstance(thread, Worker):
            thread.join(max(0.0, deadline - time.monotonic()))
