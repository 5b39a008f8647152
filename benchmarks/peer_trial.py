"""One system in a process of its own: ingest the articles, answer the questions, write what it took and found.

Started by `benchmarks.peers`; it imports no more of OnRecord than a peer's own environment can hold.
"""

import argparse
import json
import os
import resource
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.peer_systems import open_system
from benchmarks.peer_systems.system import Retrieve
from index.embedding.onnx import OnnxEmbedding
from index.models.folder import ModelFolder, default_models_folder

HITS = 30
ROUNDS = 3
"""Times that every question is asked; all are timed."""


def main() -> None:
    """Run the trial that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system")
    for name in ("articles", "questions", "folder", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    models = ModelFolder(default_models_folder())
    name = models.default("embedding")
    embedding = OnnxEmbedding(name, models.path(name), threads=int(os.environ.get("ONRECORD_THREADS", "2")))
    system = open_system(options.system, options.folder, embedding)
    started = perf_counter()
    chunks = system.ingest(options.articles)
    seconds = perf_counter() - started
    questions = json.loads(options.questions.read_text("utf-8"))
    rows = []
    started = perf_counter()
    for row, retrieve in system.retrievers():
        seconds += perf_counter() - started
        asked = _ask(retrieve, questions)
        rows.append({"name": row, "seconds": seconds, "megabytes": _peak(), "disk": _disk(options.folder), **asked})
        started = perf_counter()
    options.output.write_text(json.dumps({"chunks": chunks, "rows": rows}), "utf-8")


def _ask(retrieve: Retrieve, questions: list[str]) -> dict[str, Any]:
    retrieve("a first question warms the caches", HITS)
    seconds: list[float] = []
    for _ in range(ROUNDS):
        hits = []
        for question in questions:
            started = perf_counter()
            hits.append(retrieve(question, HITS))
            seconds.append(perf_counter() - started)
    return {"hits": hits, "latencies": seconds}


def _peak() -> float:
    """Greatest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _disk(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


if __name__ == "__main__":
    main()
