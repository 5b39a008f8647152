"""What is evaluated: retrieval alone, or the whole assistant."""

import threading
from time import perf_counter
from typing import Protocol

from assistant.answer import Done
from assistant.answering import Assistant
from assistant.asking import HITS
from assistant.errors import RunStopped
from assistant.evaluation.case import Case
from assistant.question import understand
from assistant.records import Record, answer_record, hit_record
from assistant.searching import find
from assistant.settings import EXTRACTIVE
from index.library import Library

RETRIEVAL = "retrieval only"
"""As the model's name in a run without answers."""


class Subject(Protocol):
    """Gives a result for a case. Safe to share between threads."""

    @property
    def library(self) -> Library:
        """What it searches."""
        ...

    @property
    def name(self) -> str:
        """The model, or that there is none."""
        ...

    def result(self, case: Case) -> Record:
        """The part of a run's line that the system gives: `hits`, and the `ask --json` object if it answers.

        Raises `OnRecordError`.
        """
        ...


class Retrieving:
    """Searches as `ask` does and stops there; no LLM is loaded."""

    name = RETRIEVAL

    def __init__(self, library: Library) -> None:
        self.library = library
        self._summary = library.summary()

    def result(self, case: Case) -> Record:
        """See `Subject.result`."""
        started = perf_counter()
        question = understand(case.question, case.turns[:-1])
        searched = find(self.library, question, k=HITS, summary=self._summary)
        seconds = round(perf_counter() - started, 3)
        return {
            "question": question.text,
            "hits": [hit_record(hit) for hit in searched.found.hits],
            "timings": {"retrieval": seconds},
        }


class Answering:
    """Asks the assistant."""

    def __init__(self, assistant: Assistant, *, stop: threading.Event | None = None) -> None:
        """Setting `stop` breaks an answer off."""
        self.library = assistant.library
        self._assistant = assistant
        self._stop = stop

    @property
    def name(self) -> str:
        """See `Subject.name`."""
        return self._assistant.model_name

    def result(self, case: Case) -> Record:
        """See `Subject.result`. Raises `RunStopped` when the answer was broken off."""
        events = self._assistant.ask(case.question, history=case.turns[:-1], stop=self._stop)
        answer = next((event.answer for event in events if isinstance(event, Done)), None)
        if answer is None:
            raise RunStopped("the run was stopped; started again, it goes on where it stopped")
        record = answer_record(answer)
        record["hits"] = [hit_record(hit) for hit in answer.hits]
        return record


def model_failed(record: Record) -> bool:
    """Whether the LLM was to write and could not, so that the answer is only the best sentence found."""
    return record.get("model") != EXTRACTIVE and "model could not be used" in (record.get("note") or "")
