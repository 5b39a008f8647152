"""Connections of the catalog's file: one a thread, closed with it."""

import gc
import threading
from pathlib import Path

from index.database import Database


def test_a_thread_takes_its_connection_with_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.sqlite", "CREATE TABLE numbers (number INTEGER);")
    counts: list[int] = []

    def ask() -> None:
        database.execute("SELECT * FROM numbers").fetchall()
        counts.append(len(database._opened))

    for _ in range(5):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        gc.collect()
    assert counts == [2] * 5  # the test's own, and that of the thread
    database.close()
