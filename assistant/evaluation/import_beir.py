"""Test sets as BEIR has them: a folder with `queries.jsonl` and `qrels/*.tsv` (Thakur et al. 2021, "BEIR").

Their judgements name whole articles, so that only retrieval can be scored.
"""

from collections import defaultdict
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.testset import TestSet, dictionaries, text_of

SPLITS = ("test", "dev", "train")
"""The qrels taken: the first of these that is there."""


def read_beir(folder: Path) -> TestSet:
    """Read the queries that have judgements. Raises `EvaluationError`."""
    qrels = next((folder / "qrels" / f"{split}.tsv" for split in SPLITS if _is_there(folder, split)), None)
    if qrels is None:
        raise EvaluationError(f"{folder} has no qrels/test.tsv: give a test set's file, or a folder as BEIR has them")
    judged = _judgements(qrels)
    cases = [
        Case(id=str(row["_id"]), turns=(str(row["text"]),), evidence=tuple(judged[str(row["_id"])]), line=number)
        for number, row in dictionaries(folder / "queries.jsonl")
        if str(row.get("_id")) in judged and str(row.get("text", "")).strip()
    ]
    missing = judged.keys() - {case.id for case in cases}
    problems = [f"{folder / 'queries.jsonl'}: there is no query {one!r}, which {qrels.name} has" for one in missing]
    return TestSet(tuple(cases), tuple(sorted(problems)))


def _is_there(folder: Path, split: str) -> bool:
    return (folder / "qrels" / f"{split}.tsv").is_file()


def _judgements(path: Path) -> dict[str, list[Proof]]:
    """Query -> the articles judged relevant to it."""
    judged: dict[str, list[Proof]] = defaultdict(list)
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        cells = line.split("\t")
        if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
            continue
        try:
            query, article, grade = (cell.strip() for cell in cells)
            relevance = int(grade)
        except ValueError:
            raise EvaluationError(f"{path}:{number}: not a query, an article and a score between tabs") from None
        if relevance > 0:
            judged[query].append(Proof(article, relevance=relevance))
    return dict(judged)
