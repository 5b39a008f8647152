"""A path -> the test set that it holds, whatever its format, held against a library."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.errors import ArticleNotFound, EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.import_beir import read_beir
from assistant.evaluation.import_csv import read_csv
from assistant.evaluation.testset import TestSet, read_json_lines
from index.library import Library


def read_testset(path: Path) -> TestSet:
    """Read JSON Lines, CSV (by its suffix) or a BEIR folder. Raises `EvaluationError`."""
    if path.is_dir():
        return read_beir(path)
    return read_csv(path) if path.suffix.lower() == ".csv" else read_json_lines(path)


def evidence_problems(path: Path, cases: Sequence[Case], library: Library) -> Iterator[str]:
    """Every piece of evidence that the library does not have, named by the line."""
    for case in cases:
        for proof in case.evidence:
            where = f"{path}:{case.line}: {case.id}"
            try:
                text = library.article(proof.article_id).text
            except ArticleNotFound:
                yield f"{where}: there is no article {proof.article_id!r} in the library"
                continue
            if proof.quote is not None and (not proof.quote or proof.quote not in text):
                yield f"{where}: the quote is not in the article {proof.article_id}: {proof.quote[:80]!r}"


def missing_evidence(path: Path, cases: Sequence[Case], library: Library) -> list[str]:
    """What `evidence_problems` says. Raises `EvaluationError` if the library has none of the evidence at all."""
    problems = list(evidence_problems(path, cases, library))
    if problems and len(problems) == sum(len(case.evidence) for case in cases):
        raise EvaluationError(f"none of the evidence is in the library: {problems[0]}: check --library")
    return problems


def require_cases(path: Path, testset: TestSet) -> tuple[Case, ...]:
    """The cases, if all lines can be used. Raises `EvaluationError`."""
    if testset.problems:
        more = f", and {len(testset.problems) - 1} more" if len(testset.problems) > 1 else ""
        raise EvaluationError(f"{testset.problems[0]}{more}: correct it (`onrecord testset validate` lists all)")
    if not testset.cases:
        raise EvaluationError(f"{path} has no cases: give a test set with one JSON object a line")
    return testset.cases
