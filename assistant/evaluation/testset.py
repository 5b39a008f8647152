"""Test sets in JSON Lines: reading with every problem named by its line, and writing."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from assistant.errors import EvaluationError
from assistant.evaluation.case import Benchmark, Case, Proof, case_record


@dataclass(frozen=True, slots=True)
class TestSet:
    """What a file holds."""

    __test__ = False  # pytest would take the name for a test class

    cases: tuple[Case, ...]
    problems: tuple[str, ...]
    """Of the lines that cannot be used, each with the file's name and the line's number."""


class ProofLine(BaseModel):
    """A piece of evidence in a test set's line."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    article_id: str
    quote: str | None = None
    relevance: int = 1


class CaseLine(BaseModel):
    """A line of a test set. Keys that are not known are ignored: test sets carry their makers' notes."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    type: str = "question"
    question: str = ""
    turns: list[str] = []
    answer: str | None = None
    accept_all: list[str] = []
    must_not: list[str] = []
    unanswerable: bool = False
    evidence: list[ProofLine] = []
    speaker: str | None = None
    note: str | None = None
    generated: bool = False
    benchmark: Benchmark | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_given(cls, line: object) -> object:
        return {name: value for name, value in line.items() if value is not None} if isinstance(line, dict) else line

    @field_validator("accept_all", "must_not")
    @classmethod
    def _patterns(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression ({error})") from None
        return patterns

    @model_validator(mode="after")
    def _asks(self) -> "CaseLine":
        if not (self.turns or [self.question])[-1].strip():
            raise ValueError("it has neither a question nor turns")
        return self

    def case(self, line: int | None = None) -> Case:
        """The value that this line stands for."""
        return Case(
            id=self.id,
            turns=tuple(self.turns or [self.question]),
            type=self.type,
            answer=self.answer,
            accept_all=tuple(self.accept_all),
            must_not=tuple(self.must_not),
            unanswerable=self.unanswerable,
            evidence=tuple(Proof(one.article_id, one.quote, one.relevance) for one in self.evidence),
            speaker=self.speaker,
            note=self.note,
            generated=self.generated,
            benchmark=self.benchmark,
            line=line,
        )


def read_json_lines(path: Path) -> TestSet:
    """Read a test set in JSON Lines. Raises `EvaluationError` if the file cannot be read."""
    lines = text_of(path).split("\n")
    return collect(path, ((number, _decoded(line)) for number, line in enumerate(lines, start=1) if line.strip()))


def collect(path: Path, rows: Iterable[tuple[int, object]]) -> TestSet:
    """Make cases of numbered rows; a row that is an exception, is no case or repeats an id becomes a problem."""
    cases: list[Case] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            case = _case(row, number)
        except ValueError as error:
            problems.append(f"{path}:{number}: {error}")
            continue
        if case.id in seen:
            problems.append(f"{path}:{number}: the id {case.id!r} is that of line {seen[case.id]} too")
        else:
            seen[case.id] = number
            cases.append(case)
    return TestSet(tuple(cases), tuple(problems))


def write_json_lines(path: Path, cases: Iterable[Case]) -> int:
    """Write a test set; returns the number of cases. Raises `OSError`."""
    lines = [json.dumps(case_record(case), ensure_ascii=False) + "\n" for case in cases]
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def text_of(path: Path) -> str:
    """A text file's content. Raises `EvaluationError`."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror}): check the path") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8 text: save it as UTF-8") from error


def json_of(path: Path) -> Any:
    """A JSON file's content. Raises `EvaluationError`."""
    try:
        return json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{path} is not JSON ({error}): check that it is the right file") from error


def dictionaries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered objects of a JSON Lines file of somebody else's. Raises `EvaluationError` at one that is none."""
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if line.strip():
            row = _decoded(line)
            if not isinstance(row, dict):
                raise EvaluationError(f"{path}:{number}: not a JSON object: check that it is the right file")
            yield number, row


def _decoded(line: str) -> object:
    try:
        row = json.loads(line)
        if "\\ud" not in line.lower():
            return row
        # Half a surrogate pair is no text that could be written, embedded or sent.
        return json.loads(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode())
    except json.JSONDecodeError as error:
        return ValueError(f"not JSON ({error.msg}, column {error.colno})")
    except RecursionError:
        return ValueError("not JSON that can be read (too deep)")


def _case(row: object, number: int) -> Case:
    if isinstance(row, ValueError):
        raise row
    try:
        return CaseLine.model_validate(row).case(number)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{where}: {message}" if where else message) from None
