"""What happens when a reader has a draft checked. Thin: `assistant.checking` judges, rendering draws."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import gradio as gr

from assistant.checking import Checker, claims_in, sentences_of
from index.errors import OnRecordError
from index.library import Library
from ui.check.progress import Check
from ui.check.rendering import check_html, note_html

log = logging.getLogger(__name__)

LONGEST_DRAFT = 20_000
"""Characters: about 3,300 words."""
TOGETHER = 4
"""Sentences checked at once: few, so that the page moves on and Stop is felt soon."""
SHORTEST_PAUSE = 0.4
"""Seconds between two updates of the page, each of which holds the whole draft."""

SKIP: Any = gr.skip()


class Result(NamedTuple):
    """New values for what the tab shows; `SKIP` leaves one as it is. The order is that of `tab.CheckTab`."""

    result: Any = SKIP
    check: Any = SKIP
    stop: Any = SKIP


class CheckHandlers:
    """The tab's event handlers over one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._stops: dict[str | None, threading.Event] = {}

    def check(self, draft: str, request: gr.Request) -> Iterator[Result]:
        """Check a draft, streaming the verdicts."""
        if not draft.strip():
            yield Result(note_html("There is nothing to check yet: paste your copy into the box above."))
            return
        try:
            empty = not self._library.summary().articles
        except OnRecordError as error:
            yield Result(note_html(str(error)))
            return
        if empty:
            yield Result(note_html("The archive is empty, so there is nothing to check against. Add articles first."))
            return
        running = {"check": gr.update(visible=False), "stop": gr.update(visible=True)}
        ended = {"check": gr.update(visible=True), "stop": gr.update(visible=False)}
        with self._stoppable(request.session_hash) as stop:
            for check in self._checked(draft, stop):
                yield Result(check_html(check), **(running if check.state == "running" else ended))

    def stop(self, request: gr.Request) -> None:
        """Break off the check that is under way."""
        with self._lock:
            stop = self._stops.get(request.session_hash)
        if stop is not None:
            stop.set()

    def _checked(self, draft: str, stop: threading.Event) -> Iterator[Check]:
        """The check after each few sentences; the last one has ended."""
        text = draft[:LONGEST_DRAFT]
        sentences = sentences_of(text)
        check = Check(draft=text, sentences=tuple(sentences), left_out=len(draft) - len(text))
        yield check
        shown_at = time.monotonic()
        try:
            for verdict in Checker(self._library).check_all(claims_in(text, sentences), together=TOGETHER):
                if stop.is_set():
                    break
                check = check.after(verdict)
                if time.monotonic() - shown_at >= SHORTEST_PAUSE and len(check.verdicts) < len(sentences):
                    yield check
                    shown_at = time.monotonic()
        except OnRecordError as error:
            check = check.ended("failed", str(error))
        except Exception:
            # The page must not stay "checking" for ever; the trace is for the terminal, not for the reader.
            log.exception("the check failed")
            check = check.ended("failed", "Something went wrong. The terminal that runs OnRecord says what.")
        if check.state == "running":
            check = check.ended("done" if len(check.verdicts) == len(sentences) else "stopped")
        yield check

    @contextmanager
    def _stoppable(self, session: str | None) -> Iterator[threading.Event]:
        """What Stop sets for this page, as long as its check runs."""
        stop = threading.Event()
        with self._lock:
            self._stops[session] = stop
        try:
            yield stop
        finally:
            with self._lock:
                if self._stops.get(session) is stop:
                    del self._stops[session]
