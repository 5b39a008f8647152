"""Twenty kills, and readers beside a writer in another process."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import OpenLibrary
from crash_ingest import STATEMENTS, text

from index.attribution.finding import find
from index.doctor import check
from index.retrieval import search

TESTS = Path(__file__).parent


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_twenty_kills_lose_nothing_and_leave_nothing_half_indexed(tmp_path: Path) -> None:
    command = [sys.executable, str(TESTS / "crash_ingest.py"), str(tmp_path), "20", "2025"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=TESTS.parent, timeout=300, env=environment())
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert result["problems"] == []
    assert result["lost"] == 0 and result["ended"]
    assert result["killed"] == 20
    assert result["passages"] > 200


def test_readers_go_on_while_another_process_writes(tmp_path: Path, open_library: OpenLibrary) -> None:
    sources = []
    for part in range(3):
        sources.append(tmp_path / f"part{part}.jsonl")
        rows = (
            json.dumps({"id": f"a{i}", "title": f"Report {i}", "text": text(i, 0)})
            for i in range(part * 50, part * 50 + 50)
        )
        sources[-1].write_text("\n".join(rows), "utf-8")
    with open_library():
        pass
    command = [sys.executable, str(TESTS / "crash_writer.py"), str(tmp_path / "library"), *map(str, sources)]
    acknowledged = [0]
    failures: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS.parent, env=environment()) as writer:

        def read() -> None:
            library = open_library(create=False)
            searches = 0
            while writer.poll() is None or not searches:
                count = acknowledged[0]
                if not count:
                    continue
                hits = search(library, f"councillor{count - 1} bridge{count - 1}", k=3).hits
                searches += 1
                if f"a{count - 1}" not in {hit.article.id for hit in hits}:
                    failures.append(f"a{count - 1} was not found")
                said = find(library, about=f"councillor{count - 1} bridge{count - 1}", limit=3)
                if f"a{count - 1}" not in {entry.article.id for entry in said}:
                    failures.append(f"what a{count - 1} says was not found")

        def guarded() -> None:
            try:
                read()
            except Exception as error:
                failures.append(repr(error))

        readers = [threading.Thread(target=guarded) for _ in range(2)]
        for reader in readers:
            reader.start()
        assert writer.stdout
        for line in writer.stdout:
            acknowledged[0] = int(line)
        for reader in readers:
            reader.join()
    assert writer.returncode == 0
    assert failures == []
    assert acknowledged == [150]
    library = open_library(create=False)
    assert check(library) == []
    assert len(library.catalog.ledger) == 150 * STATEMENTS
    for vector in library.catalog.vectors(library.catalog.passage_numbers()).values():
        library.nearest(vector, 1)
        assert max(library.index.store.search(vector, 3).values()) > 0.999


def environment() -> dict[str, str]:
    """For scripts beside the tests: they import the repository's packages."""
    import os

    return os.environ | {"PYTHONPATH": f"{TESTS.parent}{os.pathsep}{TESTS}"}
