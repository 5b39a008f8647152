"""Looking through generated cases: a person accepts one, changed or not, or throws it away."""

import json
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.testset import collect, read_json_lines, text_of


def waiting(path: Path) -> list[Case]:
    """The generated cases that nobody has accepted yet, in the file's order. Raises `EvaluationError`."""
    return [case for case in read_json_lines(path).cases if case.generated]


def accept(path: Path, case_id: str, changes: Mapping[str, object]) -> None:
    """Take a case into the test set with these fields changed: it counts as written by a person from now on.

    All other lines, and the fields that are not changed, stay as they are. Raises `EvaluationError` if the changed case
    cannot be used, or if the file has no such case any more.
    """
    lines, number = _find(path, case_id)
    record = {**json.loads(lines[number - 1]), **changes}
    record.pop("generated", None)
    if record.get("turns"):
        record["turns"][-1] = record["question"]
    problems = collect(path, [(number, record)]).problems
    if problems:
        raise EvaluationError(problems[0].removeprefix(f"{path}:{number}: "))
    lines[number - 1] = json.dumps(record, ensure_ascii=False)
    _write(path, lines)


def reject(path: Path, case_id: str) -> None:
    """Take a case out of the test set. Raises `EvaluationError` if the file has no such case any more."""
    lines, number = _find(path, case_id)
    del lines[number - 1]
    _write(path, lines)


def _find(path: Path, case_id: str) -> tuple[list[str], int]:
    """The file's lines, and the number, from 1, of the case's."""
    for case in waiting(path):
        if case.id == case_id and case.line is not None:
            return text_of(path).split("\n"), case.line
    raise EvaluationError(f"the case {case_id!r} is not waiting any more: somebody else has looked at it")


def _write(path: Path, lines: list[str]) -> None:
    """All of it or nothing."""
    new = path.with_name(f".{path.name}.new")
    new.write_text("\n".join(lines), encoding="utf-8")
    new.replace(path)
