"""Runs on disk: `RUN.jsonl` with a case a line, `RUN.run.json` beside it with what the run was made with, and, while
it is under way, `RUN.jsonl.part` with the cases that are done.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import EvaluationError
from assistant.evaluation.testset import dictionaries, json_of
from assistant.records import Record


@dataclass(frozen=True, slots=True)
class Run:
    """What the system gave for every case."""

    lines: tuple[Record, ...]
    """One object a case: that of `ask --json` (but for retrieval only), `id`, `type`, `hits`, `scores`, `case`."""
    about: Record
    """Settings without secrets, model, fingerprints, versions, seeds; empty if the file was lost."""


class RunLog:
    """Keeps what is done of a run, so that one which was killed goes on where it stopped."""

    def __init__(self, output: Path | None) -> None:
        """`output` is the RUN.jsonl to be; without one, nothing is kept.

        Raises `EvaluationError` if it cannot be written.
        """
        self._output = output
        self._part = output.with_name(output.name + ".part") if output else None
        self._writing = threading.Lock()
        self._known: dict[str, Record] = {}
        if output and self._part:
            for path in (output, self._part):
                self._known |= {line["key"]: line for line in _readable(path)}
            try:
                # A line that was torn when the process died must not swallow the next one.
                self._part.write_text("".join(map(_line, _readable(self._part))), encoding="utf-8")
                self._file = self._part.open("a", encoding="utf-8")
            except OSError as error:
                raise EvaluationError(
                    f"{output} cannot be written ({error.strerror}): choose another --output"
                ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._part:
            self._file.close()

    def get(self, key: str) -> Record | None:
        """What was recorded under a key, by this run or by the one that it replaces."""
        return self._known.get(key)

    def add(self, record: Record) -> None:
        """Keep a case's record, which has its `key`; it is on the disk when this returns."""
        with self._writing:
            self._known[record["key"]] = record
            if self._part:
                self._file.write(_line(record))
                self._file.flush()
                os.fsync(self._file.fileno())

    def finish(self, run: Run) -> None:
        """Put the whole run in its place."""
        if self._output and self._part:
            write_run(self._output, run)
            self._file.close()
            self._part.unlink()


def about_path(path: Path) -> Path:
    """Where the record of how a run was made lies."""
    return path.with_suffix(".run.json")


def write_run(path: Path, run: Run) -> None:
    """Write a run, all of it or nothing. Raises `OSError`."""
    about_path(path).write_text(json.dumps(run.about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    new = path.with_name(path.name + ".new")
    new.write_text("".join(map(_line, run.lines)), encoding="utf-8")
    new.replace(path)


def read_run(path: Path) -> Run:
    """Read a run. Raises `EvaluationError` if the file is something else."""
    lines = []
    for number, line in dictionaries(path):
        if not {"id", "type", "question", "hits", "scores", "case"} <= line.keys():
            raise EvaluationError(f"{path}:{number}: not a line of a run: make one with `onrecord evaluate --output`")
        lines.append(line)
    if not lines:
        raise EvaluationError(f"{path} is empty: make a run with `onrecord evaluate --output`")
    about = about_path(path)
    return Run(tuple(lines), json_of(about) if about.is_file() else {})


def without(record: Mapping[str, object], names: Iterable[str]) -> Record:
    """A record less some of its keys."""
    left_out = set(names)
    return {name: value for name, value in record.items() if name not in left_out}


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _readable(path: Path) -> Iterator[Record]:
    """The lines of a file that are whole; none if it is not there."""
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get("key"), str):
            yield record
