"""The one run that may be under way, in a thread of its own: pages come and go, it goes on."""

import logging
import threading
import time
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.answering import Assistant
from assistant.errors import EvaluationError, OnRecordError, RunStopped
from assistant.evaluation.reading import missing_evidence, read_testset, require_cases
from assistant.evaluation.run import REMOTE_WORKERS, run
from assistant.evaluation.run_file import RunLog
from assistant.evaluation.shelf import Plan, Shelf
from assistant.evaluation.subject import Answering, Retrieving, Subject

log = logging.getLogger(__name__)

State = Literal["running", "stopping", "stopped", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    plan: Plan
    state: State = "running"
    done: int = 0
    total: int = 0
    """0 until the test set is read."""
    seconds_left: float | None = None
    error: str | None = None
    """One line of what failed; set exactly when `state` is `failed`."""

    @property
    def under_way(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("running", "stopping")


class Runner:
    """Makes runs, one at a time. Safe to use from several threads."""

    def __init__(self, assistant: Assistant, shelf: Shelf) -> None:
        self._assistant = assistant
        self._shelf = shelf
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress | None:
        """Of the run that is under way, else of the last one."""
        with self._lock:
            return self._progress

    def start(self, testset: str, *, retrieval_only: bool) -> Progress:
        """Begin a run, or go on with the one that was broken off. Raises `EvaluationError`."""
        with self._lock:
            if self._progress is not None and self._progress.under_way:
                raise EvaluationError(
                    f"the test set {self._progress.plan.testset} is being run: wait for it or stop it"
                )
            self._shelf.testset_path(testset)
            plan = self._shelf.begin(testset, retrieval_only=retrieval_only, now=datetime.now())
            self._progress = Progress(plan=plan)
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._work, args=(plan, self._stop), name="evaluation", daemon=True)
            self._thread.start()
            return self._progress

    def stop(self) -> None:
        """Break the run off; what is done is kept."""
        self._stop.set()
        with self._lock:
            if self._progress is not None and self._progress.state == "running":
                self._progress = replace(self._progress, state="stopping", seconds_left=None)

    def close(self, patience: float) -> None:
        """Break the run off and wait until it has ended, at most so many seconds."""
        self.stop()
        if self._thread is not None:
            self._thread.join(patience)

    def _work(self, plan: Plan, stop: threading.Event) -> None:
        try:
            self._run(plan, stop)
        except RunStopped:
            self._change(state="stopped")
        except OnRecordError as error:
            self._change(state="failed", error=str(error))
        except Exception:
            # The page must not say "running" for ever; the trace is for the terminal.
            log.exception("the run failed")
            self._change(state="failed", error="Something went wrong. The terminal that runs OnRecord says what.")
        else:
            self._change(state="done")

    def _run(self, plan: Plan, stop: threading.Event) -> None:
        path = self._shelf.testset_path(plan.testset)
        cases = require_cases(path, read_testset(path))
        # A copy: whatever a reader sets meanwhile, one model answers all cases, at the length that every run has.
        assistant = copy(self._assistant)
        assistant.length = "normal"
        library, settings = assistant.library, assistant.settings
        missing_evidence(path, cases, library)
        subject: Subject = Retrieving(library) if plan.retrieval_only else Answering(assistant, stop=stop)
        started, known = time.monotonic(), None

        def report(done: int, total: int) -> None:
            nonlocal known
            known = done if known is None else known
            pace = (time.monotonic() - started) / (done - known) if done > known else None
            self._change(done=done, total=total, seconds_left=pace and pace * (total - done))

        workers = REMOTE_WORKERS if settings.remote and not plan.retrieval_only else 1
        with RunLog(self._shelf.output(plan)) as record:
            finished = run(subject, cases, settings=settings, log=record, report=report, workers=workers, stop=stop)
            finished.about["testset_name"] = plan.testset
            record.finish(finished)
        self._shelf.finish(plan)

    def _change(self, **fields: object) -> None:
        with self._lock:
            assert self._progress is not None
            if self._progress.state == "stopping":
                fields.pop("seconds_left", None)
            self._progress = replace(self._progress, **fields)  # type: ignore[arg-type]
