"""The conversation of one browser page: its turns, and the answer that is being written."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.errors import OnRecordError
from index.filters import Filters
from ui.answerer import Answerer
from ui.turn import Turn
from ui.worker import Worker

log = logging.getLogger(__name__)

SHORTEST_PAUSE = 0.05
"""Seconds between two updates of the page: a browser draws about 55 a second, a reader needs fewer."""
MOST_CONVERSATIONS = 500
"""Pages remembered at once; the one unused for longest goes first."""
RESET_PATIENCE = 3.0
"""Seconds that a new conversation waits for the old answer to leave the page."""


@dataclass(slots=True)
class Run:
    """An answer that is being written."""

    stop: threading.Event = field(default_factory=threading.Event)
    """Set to break it off."""
    finished: threading.Event = field(default_factory=threading.Event)
    """Set when the page has seen its last turn, however it ended."""


class Conversation:
    """The turns of one page. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: list[Turn] = []
        self._run: Run | None = None
        self._worker: Worker | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns that have ended, oldest first."""
        with self._lock:
            return tuple(self._turns)

    def ask(self, answerer: Answerer, question: str, filters: Filters | None = None) -> Iterator[Turn]:
        """Put a question and yield the growing turn, at most 20 times a second; the last one has ended.

        Yields nothing while another answer of this conversation is being written, and nothing more
        once the conversation was cleared.
        """
        run = Run()
        with self._lock:
            if self._run is not None:
                return
            self._run = run
            history = [turn.question for turn in self._turns if turn.state != "failed"]
        try:
            for turn in self._answer(answerer, Turn(question=question), history, filters or Filters(), run.stop):
                if self._run is not run:
                    return
                if turn.state != "running":
                    # Recorded before it is shown, so a closed page or a quick next question loses nothing.
                    self._record(run, turn)
                yield turn
        finally:
            run.stop.set()
            run.finished.set()
            with self._lock:
                if self._run is run:
                    self._run = None

    def _answer(
        self, answerer: Answerer, turn: Turn, history: list[str], filters: Filters, stop: threading.Event
    ) -> Iterator[Turn]:
        """The turn after each event; the last one is done, stopped or failed."""
        yield turn
        shown_at = time.monotonic()
        self._await_former(stop)
        try:
            self._worker = Worker(answerer, turn.question, history, filters, stop)
            self._worker.start()
            for event in self._worker.events():
                turn = turn.after(event)
                if turn.state == "running":
                    time.sleep(max(0.0, shown_at + SHORTEST_PAUSE - time.monotonic()))
                    yield turn
                    shown_at = time.monotonic()
        except OnRecordError as error:
            turn = turn.failed(str(error))
        except Exception:
            # The page must not stay "writing" for ever; the trace is for the terminal, not for the reader.
            log.exception("the answer failed")
            turn = turn.failed("Something went wrong while answering. The terminal that runs OnRecord says what.")
        yield turn.stopped() if turn.state == "running" else turn

    def _await_former(self, stop: threading.Event) -> None:
        """Let a stopped answer's thread end first, so a page never has two at work."""
        while self._worker is not None and self._worker.is_alive() and not stop.wait(SHORTEST_PAUSE):
            pass

    def _record(self, run: Run, turn: Turn) -> None:
        with self._lock:
            if self._run is run:
                self._turns.append(turn)

    def stop(self) -> None:
        """Break off the answer that is being written, if one is."""
        with self._lock:
            if self._run is not None:
                self._run.stop.set()

    def clear(self) -> None:
        """Start anew: break off what is being written, wait shortly for its end, forget all turns."""
        with self._lock:
            run, self._run, self._turns = self._run, None, []
        if run is not None:
            run.stop.set()
            run.finished.wait(RESET_PATIENCE)


class Conversations:
    """The conversations of all open pages, by Gradio's session hash."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_session: OrderedDict[str, Conversation] = OrderedDict()

    def of(self, session: str | None) -> Conversation:
        """The conversation of a page; a page without a session gets one of its own each time."""
        if session is None:
            return Conversation()
        with self._lock:
            conversation = self._by_session.setdefault(session, Conversation())
            self._by_session.move_to_end(session)
            forgotten = self._by_session.popitem(last=False)[1] if len(self._by_session) > MOST_CONVERSATIONS else None
        if forgotten is not None:
            forgotten.stop()
        return conversation

    def forget(self, session: str | None) -> None:
        """Drop a closed page's conversation and break off its answer."""
        with self._lock:
            conversation = self._by_session.pop(session, None) if session is not None else None
        if conversation is not None:
            conversation.stop()

    def stop_all(self) -> None:
        """Break off every answer: the server is going down."""
        with self._lock:
            conversations = list(self._by_session.values())
        for conversation in conversations:
            conversation.stop()
