"""Finished runs as the page needs them: read and summed up once, then remembered."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.run_file import Run, read_run
from assistant.evaluation.shelf import Shelf
from assistant.evaluation.summary import Summary, summarise

MOST_REMEMBERED = 4
"""Runs; one of thousands of cases takes tens of megabytes."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run with its figures."""

    name: str
    run: Run
    summary: Summary


class Results:
    """The results of a shelf. Safe to use from several threads."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._remembered: OrderedDict[tuple[Path, int], Result] = OrderedDict()

    def of(self, name: str) -> Result:
        """The result of a run. Raises `EvaluationError` if there is no such run or its file is something else."""
        path = self._shelf.run_path(name)
        key = (path, path.stat().st_mtime_ns)
        with self._lock:
            if key not in self._remembered:
                run = read_run(path)
                self._remembered[key] = Result(name, run, summarise(run))
            self._remembered.move_to_end(key)
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
            return self._remembered[key]
