"""The test sets and runs that a library's folder keeps, as `testsets/NAME.jsonl` and `runs/NAME.jsonl`."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.reading import read_testset
from assistant.evaluation.testset import json_of, write_json_lines

LONGEST_NAME = 80
"""Characters of a test set's name; more is cut."""
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to make: kept beside it until it is done, so that one which was broken off can go on."""

    run: str
    testset: str
    retrieval_only: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a test set that was given as text."""

    name: str | None
    """Under which it is kept; None if it has lines that cannot be used."""
    problems: tuple[str, ...]
    """Such as "line 3: not JSON ..."."""


class Shelf:
    """Test sets and runs by name. A name counts only if a file of the folder has it: no path can be smuggled in."""

    def __init__(self, library: Path) -> None:
        """`library` is the library's folder; the folders in it are made when they are needed."""
        self._testsets = library / "testsets"
        self._runs = library / "runs"
        self._adding = threading.Lock()

    def testsets(self) -> list[str]:
        """Names of the test sets, newest first."""
        return _names(self._testsets, ".jsonl")

    def runs(self) -> list[str]:
        """Names of the finished runs, newest first."""
        return _names(self._runs, ".jsonl")

    def unfinished(self) -> list[Plan]:
        """The runs that were broken off, newest first."""
        done = set(self.runs())
        return [plan for name in _names(self._runs, ".plan.json") if name not in done for plan in self._plan(name)]

    def testset_path(self, name: str) -> Path:
        """The file of a test set. Raises `EvaluationError`."""
        if name not in self.testsets():
            raise EvaluationError(f"there is no test set {name!r} any more: choose another")
        return self._testsets / f"{name}.jsonl"

    def run_path(self, name: str) -> Path:
        """The file of a finished run. Raises `EvaluationError`."""
        if name not in self.runs():
            raise EvaluationError(f"there is no run {name!r} any more: choose another")
        return self._runs / f"{name}.jsonl"

    def add(self, file_name: str, text: str) -> Added:
        """Keep a test set given as JSON Lines, or as CSV if its file's name says so. Raises `OSError`."""
        with self._adding:
            return self._add(file_name, text)

    def _add(self, file_name: str, text: str) -> Added:
        csv = file_name.lower().endswith(".csv")
        self._testsets.mkdir(parents=True, exist_ok=True)
        draft = self._testsets / (".draft.csv" if csv else ".draft")
        draft.write_text(text, encoding="utf-8")
        try:
            try:
                testset = read_testset(draft)
            except EvaluationError as error:  # a whole file that is something else
                return Added(None, (_told(draft, str(error)),))
            if testset.problems:
                return Added(None, tuple(_told(draft, problem) for problem in testset.problems))
            if not testset.cases:
                return Added(None, ("line 1: there is no case: give one JSON object a line",))
            path = self._new_path(file_name)
            if csv:
                write_json_lines(path, testset.cases)
            else:
                draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return Added(path.stem, ())

    def add_cases(self, name: str, cases: list[Case]) -> str:
        """Keep cases as a new test set; returns its name."""
        self._testsets.mkdir(parents=True, exist_ok=True)
        path = self._new_path(name)
        write_json_lines(path, cases)
        return path.stem

    def begin(self, testset: str, *, retrieval_only: bool, now: datetime) -> Plan:
        """The plan of a run: that of the one which was broken off, or a new one that is kept from now on."""
        for plan in self.unfinished():
            if (plan.testset, plan.retrieval_only) == (testset, retrieval_only):
                return plan
        kind = "search" if retrieval_only else "answers"
        self._runs.mkdir(parents=True, exist_ok=True)
        plan = Plan(_free(self._runs, f"{testset}-{kind}-{now:%Y%m%d-%H%M%S}", ".jsonl"), testset, retrieval_only)
        self._plan_path(plan.run).write_text(json.dumps(asdict(plan)), encoding="utf-8")
        return plan

    def output(self, plan: Plan) -> Path:
        """The file that the run will be."""
        return self._runs / f"{plan.run}.jsonl"

    def finish(self, plan: Plan) -> None:
        """The run is done: its plan is of no more use."""
        self._plan_path(plan.run).unlink(missing_ok=True)

    def done(self, plan: Plan) -> int:
        """How many cases of a run that was broken off are done."""
        try:
            return self.output(plan).with_name(f"{plan.run}.jsonl.part").read_bytes().count(b"\n")
        except FileNotFoundError:
            return 0

    def _plan(self, name: str) -> Iterator[Plan]:
        """The plan kept under a name, if it can be read and its test set is still there."""
        try:
            record = json_of(self._plan_path(name))
            plan = Plan(name, str(record["testset"]), bool(record["retrieval_only"]))
        except (EvaluationError, KeyError, TypeError):
            return
        if plan.testset in self.testsets():
            yield plan

    def _plan_path(self, run: str) -> Path:
        return self._runs / f"{run}.plan.json"

    def _new_path(self, file_name: str) -> Path:
        """A path that is free, named after the file."""
        stem = re.sub(r"\.(jsonl|json|csv|txt)$", "", file_name.strip(), flags=re.IGNORECASE)
        stem = _NOT_IN_NAMES.sub("-", stem).strip("-.")[:LONGEST_NAME] or "testset"
        return self._testsets / f"{_free(self._testsets, stem, '.jsonl')}.jsonl"


def _told(draft: Path, problem: str) -> str:
    """A problem of the file that a person gave, without the name under which it was looked at."""
    return problem.replace(f"{draft}:", "line ", 1).replace(str(draft), "the file")


def _names(folder: Path, suffix: str) -> list[str]:
    """The names of a folder's files with a suffix, newest first; hidden ones do not count."""
    if not folder.is_dir():
        return []
    files = [file for file in folder.iterdir() if file.name.endswith(suffix) and not file.name.startswith(".")]
    return [file.name.removesuffix(suffix) for file in sorted(files, key=lambda one: one.stat().st_mtime, reverse=True)]


def _free(folder: Path, stem: str, suffix: str) -> str:
    """The stem, with a number if a file already has it."""
    names = set(_names(folder, suffix))
    numbered = (f"{stem}-{number}" for number in range(2, len(names) + 3))
    return next(name for name in (stem, *numbered) if name not in names)
