"""One writer at a time."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.errors import LibraryError, LibraryLocked
from index.lock import writing

HOLDER = """
import sys, time
from pathlib import Path
from index.lock import writing
with writing(Path(sys.argv[1]), "ingest"):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout and holder.stdout.readline() == "held\n"
    return holder


def test_a_second_writer_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    try:
        with (
            pytest.raises(LibraryLocked, match=rf"by process {holder.pid} \(ingest, since 20.*stop it"),
            writing(tmp_path, "remove"),
        ):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_a_killed_holder_does_not_block(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert json.loads((tmp_path / "writer.json").read_text())["pid"] == holder.pid
    with writing(tmp_path, "ingest"):
        assert json.loads((tmp_path / "writer.json").read_text())["pid"] == os.getpid()
    assert not (tmp_path / "writer.json").exists()


def test_a_second_thread_is_refused_too(tmp_path: Path) -> None:
    refused: list[bool] = []

    def second() -> None:
        try:
            with writing(tmp_path, "remove"):
                refused.append(False)
        except LibraryLocked:
            refused.append(True)

    with writing(tmp_path, "ingest"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert refused == [True]


def test_an_error_within_releases_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path, "ingest"):
        raise RuntimeError
    with writing(tmp_path, "ingest"):
        pass


@pytest.mark.parametrize("record", ["", "{", "[]", "null", "{}", '{"pid": 1}'])
def test_a_holder_that_cannot_be_read_has_no_name(tmp_path: Path, record: str) -> None:
    holder = hold(tmp_path)
    try:
        (tmp_path / "writer.json").write_text(record)
        with pytest.raises(LibraryLocked, match="by another process"), writing(tmp_path, "remove"):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_a_folder_that_cannot_be_written_to_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "write.lock").mkdir()
    with pytest.raises(LibraryError, match="cannot be written to"), writing(tmp_path, "ingest"):
        pass
