"""A run in other people's formats."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from assistant.evaluation.metrics.token_f1 import without_markers
from assistant.evaluation.run_file import Run
from assistant.evaluation.trec import write_qrels, write_run
from assistant.records import Record

Format = Literal["ragas", "deepeval", "trec"]


def export(run: Run, path: Path, format_name: Format) -> list[Path]:
    """Write the run; returns the files. Raises `OSError`."""
    return _WRITERS[format_name](run.lines, path)


def ragas_sample(line: Record) -> Record:
    """A line of `ragas.EvaluationDataset.from_jsonl`: the fields of its `SingleTurnSample`."""
    return {
        "user_input": _asked(line),
        "retrieved_contexts": _contexts(line),
        "reference_contexts": _gold(line),
        "response": without_markers(line.get("answer") or ""),
        "reference": line["case"].get("answer") or "",
    }


def deepeval_case(line: Record) -> Record:
    """A member of the list that DeepEval's `EvaluationDataset.add_test_cases_from_json_file` reads."""
    return {
        "input": _asked(line),
        "actual_output": without_markers(line.get("answer") or ""),
        "expected_output": line["case"].get("answer") or "",
        "retrieval_context": _contexts(line),
        "context": _gold(line),
    }


def _asked(line: Record) -> str:
    return "\n".join(line["case"].get("turns") or [line["question"]])


def _contexts(line: Record) -> list[str]:
    return [hit["text"] for hit in line["hits"]]


def _gold(line: Record) -> list[str]:
    return [proof["quote"] for proof in line["case"]["evidence"] if proof.get("quote")]


def _ragas(lines: Sequence[Record], path: Path) -> list[Path]:
    rows = [json.dumps(ragas_sample(line), ensure_ascii=False) + "\n" for line in lines]
    path.write_text("".join(rows), encoding="utf-8")
    return [path]


def _deepeval(lines: Sequence[Record], path: Path) -> list[Path]:
    rows = [deepeval_case(line) for line in lines]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path]


def _trec(lines: Sequence[Record], path: Path) -> list[Path]:
    """The articles found, each once, in `path`, and what the test set calls relevant beside it, as `.qrels`."""
    qrels_path = path.with_suffix(".qrels")
    found = {line["id"]: list(dict.fromkeys(hit["article_id"] for hit in line["hits"])) for line in lines}
    write_run(path, found)
    judged = {line["id"]: line["case"]["evidence"] for line in lines if line["case"]["evidence"]}
    qrels = {name: {one["article_id"]: one.get("relevance", 1) for one in proofs} for name, proofs in judged.items()}
    write_qrels(qrels_path, qrels)
    return [path, qrels_path]


_WRITERS: dict[Format, Callable[[Sequence[Record], Path], list[Path]]] = {
    "ragas": _ragas,
    "deepeval": _deepeval,
    "trec": _trec,
}
