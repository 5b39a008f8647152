"""A thread that answers one question, whether or not a page is there to see it."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from index.errors import OnRecordError
from ui.answerer import Answerer
from ui.turn import Turn

log = logging.getLogger(__name__)

LOOK_AROUND = 0.05
"""Seconds between two looks at `stop` while the thread waits for its turn."""


class Worker(threading.Thread):
    """One question being answered in the background. After `stop` it may work on for a while."""

    def __init__(
        self,
        answerer: Answerer,
        turn: Turn,
        history: Sequence[str],
        *,
        former: threading.Thread | None,
        places: threading.Semaphore,
        record: Callable[[Turn], None],
    ) -> None:
        """`former` is the thread of the conversation's last answer, which may not have ended after a stop; `places`
        limits how many answers are written at once; `record` keeps the turn once it has ended."""
        # A daemon: a model that never comes back does not keep a stopped server alive.
        super().__init__(name="answer", daemon=True)
        self._answerer = answerer
        self._turn = turn
        self._history = tuple(history)
        self._former = former
        self._places = places
        self._record = record
        self._lock = threading.Lock()
        self._stop_asked = threading.Event()

    @property
    def turn(self) -> Turn:
        """The turn as it stands."""
        return self._turn

    def stop(self) -> None:
        """Break the answer off: its turn ends at once, even while a model reads its prompt."""
        self._stop_asked.set()
        self._become(Turn.stopped)

    def run(self) -> None:
        """Answer the question; the turn has ended afterwards."""
        try:
            self._await_former()
            if self._wait_for_place():
                try:
                    self._answer()
                finally:
                    self._places.release()
        except OnRecordError as error:
            self._fail(str(error))
        except Exception:
            # The page must not stay "writing" for ever; the trace is for the terminal, not for the reader.
            log.exception("the answer failed")
            self._fail("Something went wrong while answering. The terminal that runs OnRecord says what.")
        self._become(Turn.stopped)

    def _answer(self) -> None:
        turn = self._turn
        for event in self._answerer.ask(
            turn.question, history=self._history, filters=turn.filters, stop=self._stop_asked
        ):
            self._become(lambda turn, event=event: turn.after(event))  # type: ignore[misc]

    def _fail(self, reason: str) -> None:
        self._become(lambda turn: turn.failed(reason))

    def _become(self, change: Callable[[Turn], Turn]) -> None:
        """Change the turn if it has not ended. What has ended is recorded before it can be seen to have."""
        with self._lock:
            if self._turn.state != "running":
                return
            turn = change(self._turn)
            if turn.state != "running":
                try:
                    self._record(turn)
                except OnRecordError as error:
                    turn = turn.failed(f"The answer could not be kept: {error}")
            self._turn = turn

    def _await_former(self) -> None:
        """Let a stopped answer's thread end first, so that a conversation never has two at work."""
        while self._former is not None and self._former.is_alive() and not self._stop_asked.wait(LOOK_AROUND):
            pass
        self._former = None

    def _wait_for_place(self) -> bool:
        while not self._places.acquire(timeout=LOOK_AROUND):
            if self._stop_asked.is_set():
                return False
        return True


def wait_for_workers(seconds: float) -> None:
    """Wait until no worker is left, at most so long: closing a model under a worker makes both wait."""
    deadline = time.monotonic() + seconds
    for thread in threading.enumerate():
        if isinstance(thread, Worker):
            thread.join(max(0.0, deadline - time.monotonic()))
