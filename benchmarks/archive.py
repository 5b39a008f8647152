"""The development archive and its questions, which are not ours to publish: given by path, never copied."""

import argparse
import json
import platform
import re
import resource
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from index.article import Span

DEFAULT = Path("../shared/data/archive")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question with its reference."""

    id: str
    type: str
    turns: list[str]
    accept_all: list[str]
    must_not: list[str]
    unanswerable: bool
    gold: list[tuple[str, Span]]
    """Article and span of each piece of evidence."""


def load(folder: Path, questions: Path | None = None) -> list[Case]:
    """Read `questions.jsonl` or another file of questions, with the evidence found in `articles.jsonl`."""
    texts = {}
    for line in (folder / "articles.jsonl").read_text("utf-8").splitlines():
        article = json.loads(line)
        texts[article["id"]] = article["text"]
    cases = []
    for line in (questions or folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        gold = []
        for evidence in row.get("evidence", []):
            start = texts[evidence["article_id"]].index(evidence["quote"])
            gold.append((evidence["article_id"], Span(start, start + len(evidence["quote"]))))
        cases.append(
            Case(
                id=row["id"],
                type=row["type"],
                turns=row.get("turns") or [row["question"]],
                accept_all=row.get("accept_all") or [],
                must_not=row.get("must_not") or [],
                unanswerable=bool(row.get("unanswerable")),
                gold=gold,
            )
        )
    return cases


def is_right(case: Case, answer: Answer) -> bool:
    """The rule of the data: every `accept_all` pattern matches and no `must_not` does, or it is rightly refused."""
    if case.unanswerable or answer.status == "not_found":
        return case.unanswerable and answer.status == "not_found"
    wanted = all(re.search(pattern, answer.text, re.IGNORECASE) for pattern in case.accept_all)
    return wanted and not any(re.search(pattern, answer.text, re.IGNORECASE) for pattern in case.must_not)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--archive", type=Path, default=DEFAULT, help="folder of articles.jsonl and questions.jsonl")
    parser.add_argument("--library", type=Path, required=True, help="library folder, made by benchmarks.ingest")
    return parser


def machine() -> str:
    """The machine on one line."""
    model = platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, Python {platform.python_version()}, {platform.system()}"


def peak_memory() -> float:
    """Greatest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
