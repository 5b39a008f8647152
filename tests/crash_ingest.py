"""Kills an ingest again and again, then lets it end, and prints what it found as JSON.

The ingest runs in a forked child, so that the heavy imports happen once; the parent never opens a library.
"""

import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

from embedding_double import WordEmbedding
from tagger_double import VerbTagger

import index.ingest
from index.attribution.finding import find
from index.doctor import check
from index.ingest import IngestReport, ingest
from index.library import Library

ARTICLES = 120
SENTENCES, STATEMENTS = 30, 3


def text(number: int, version: int) -> str:
    """Two or three passages and `STATEMENTS`; every third article changes with the version."""
    version = version if number % 3 == 0 else 0
    verbs = ["proposed"] * STATEMENTS + ["painted"] * (SENTENCES - STATEMENTS)
    return " ".join(
        f"Councillor{number} {verb} bridge{number} in draft{version} part{i}." for i, verb in enumerate(verbs)
    )


def write_source(path: Path, version: int) -> None:
    """All articles as they stand in a version."""
    rows = (json.dumps({"id": f"a{i}", "title": f"Report {i}", "text": text(i, version)}) for i in range(ARTICLES))
    path.write_text("\n".join(rows), "utf-8")


def run_ingest(folder: Path, source: Path, out: int) -> None:
    """Ingest; after every step, say how many articles are acknowledged."""
    index.ingest.BATCH_CHARACTERS = 6_000

    with Library(folder, WordEmbedding(), tagger=VerbTagger(), create=True) as library:

        def progress(report: IngestReport) -> None:
            os.write(out, f"{library.summary().articles}\n".encode())

        ingest(library, [source], progress)


def inspect(folder: Path, version: int, out: int) -> None:
    """What is wrong after the last run."""
    with Library(folder, WordEmbedding(), tagger=VerbTagger()) as library:
        problems = check(library)
        for number in range(ARTICLES):
            article = library.article(f"a{number}")
            if article.text != text(number, version):
                problems.append(f"{article.id} is stale")
        for number, vector in library.catalog.vectors(library.catalog.passage_numbers()).items():
            found = library.index.store.search(vector, 3) if library.nearest(vector, 1) else {}
            if found.get(number, 0) < 0.999:
                problems.append(f"passage {number} is not found")
        problems += ledger_problems(library)
        os.write(out, json.dumps({"problems": problems, "passages": library.summary().passages}).encode())


def ledger_problems(library: Library) -> list[str]:
    """Every article has each of its statements once, in its own words, and each is found by its vector."""
    problems = []
    table = library.catalog.ledger.table
    for number, vector in table.vectors(table.numbers()).items():
        found = library.ledger_index.store.search(vector, 3) if library.ledger_index.nearest(vector, 1) else {}
        if max(found.values(), default=0) < 0.999:
            problems.append(f"attribution {number} is not found")
    entries = list(find(library))
    for entry in entries:
        words = entry.article.text.split(". ")[entry.position]
        if not words.startswith(f"{entry.words(entry.statement.attribution.source)} proposed {entry.content}"):
            problems.append(f"entry {entry.number} is not what {entry.article.id} says")
    if len(entries) != ARTICLES * STATEMENTS:
        problems.append(f"the ledger has {len(entries)} entries")
    return problems


def fork(work: Callable[[int], None]) -> tuple[int, int]:
    """Do work in a child; returns its process number and the end of a pipe that it writes to."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        return child, read
    code = 1
    try:
        work(write)
        code = 0
    finally:
        os._exit(code)


def last_word(read: int, until: float) -> tuple[int, bool]:
    """The last number that a child wrote until a moment, and whether it has ended."""
    received, ended = b"", False
    while not ended and (left := until - time.monotonic()) > 0:
        if select.select([read], [], [], left)[0]:
            piece = os.read(read, 65536)
            received, ended = received + piece, not piece
    numbers = received.rpartition(b"\n")[0].split()
    return (int(numbers[-1]) if numbers else 0), ended


def main(folder: Path, kills: int, seed: int) -> None:
    """`folder` is empty at first."""
    chance = random.Random(seed)
    library, source = folder / "library", folder / "source.jsonl"
    acknowledged, lost, killed, version = 0, 0, 0, 0
    while killed < kills and version < 3 * kills:
        version += 1  # so that every run has work to do
        write_source(source, version)
        child, read = fork(lambda out: run_ingest(library, source, out))
        count, _ = last_word(read, time.monotonic() + chance.uniform(0.02, 0.8))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        rest, _ = last_word(read, time.monotonic() + 1)
        os.close(read)
        acknowledged = max(acknowledged, count, rest)
        stored = 0
        if (library / "catalog.sqlite").exists():
            database = sqlite3.connect(library / "catalog.sqlite")
            if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
                (stored,) = database.execute("SELECT count(*) FROM articles").fetchone()
            database.close()
        lost += stored < acknowledged
    child, read = fork(lambda out: run_ingest(library, source, out))
    while os.read(read, 65536):
        pass
    _, status = os.waitpid(child, 0)
    child, read = fork(lambda out: inspect(library, version, out))
    result = b""
    while piece := os.read(read, 65536):
        result += piece
    os.waitpid(child, 0)
    print(json.dumps({"killed": killed, "lost": lost, "ended": status == 0, **json.loads(result or b"{}")}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
