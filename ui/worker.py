"""A thread that asks one question, so that Stop is felt at once even while a model reads its prompt."""

import queue
import threading
from collections.abc import Iterator, Sequence

from assistant.answer import Event
from ui.answerer import Answerer

LOOK_AROUND = 0.05
"""Seconds between two looks at `stop` while no event comes."""


class Worker:
    """One question being answered in the background."""

    def __init__(self, answerer: Answerer, question: str, history: Sequence[str], stop: threading.Event) -> None:
        self._stop = stop
        self._events: queue.SimpleQueue[Event | Exception | None] = queue.SimpleQueue()
        # A daemon: a model that takes its time does not keep a stopped server alive.
        self._thread = threading.Thread(
            target=self._work, args=(answerer, question, tuple(history)), name="answer", daemon=True
        )
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the assistant still works; for a while it may, after `stop`."""
        return self._thread.is_alive()

    def events(self) -> Iterator[Event]:
        """The answer's events; ends at once when `stop` is set. Raises what the assistant raised."""
        while not self._stop.is_set():
            try:
                event = self._events.get(timeout=LOOK_AROUND)
            except queue.Empty:
                continue
            if event is None:
                return
            if isinstance(event, Exception):
                raise event
            yield event

    def _work(self, answerer: Answerer, question: str, history: tuple[str, ...]) -> None:
        try:
            for event in answerer.ask(question, history=history, stop=self._stop):
                self._events.put(event)
        except Exception as error:  # handed to the thread that shows it
            self._events.put(error)
        finally:
            self._events.put(None)
