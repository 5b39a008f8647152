"""The development archive and its questions, which are not ours to publish: given by path, never copied."""

import argparse
import json
import platform
import resource
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.evaluation import case as evaluation
from assistant.evaluation.reading import read_testset, require_cases
from index.article import Span

DEFAULT = Path("../shared/data/archive")


@dataclass(frozen=True, kw_only=True)
class Case(evaluation.Case):
    """A question with its reference, the evidence found in the articles."""

    gold: tuple[tuple[str, Span], ...]
    """Article and span of each piece of evidence."""


def load(folder: Path, questions: Path | None = None) -> list[Case]:
    """Read `questions.jsonl` or another file of questions, with the evidence found in `articles.jsonl`."""
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    texts = {article["id"]: article["text"] for article in map(json.loads, lines)}
    path = questions or folder / "questions.jsonl"
    cases = []
    for case in require_cases(path, read_testset(path)):
        quotes = [(proof.article_id, proof.quote or "") for proof in case.evidence]
        starts = [(article_id, texts[article_id].index(quote), len(quote)) for article_id, quote in quotes]
        gold = tuple((article_id, Span(start, start + length)) for article_id, start, length in starts)
        cases.append(Case(**{field.name: getattr(case, field.name) for field in fields(case)}, gold=gold))
    return cases


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
