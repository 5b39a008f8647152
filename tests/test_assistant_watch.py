"""`onrecord watch`: what a round reads. No test sleeps: the event that stops the watch counts its rounds instead."""

import json
import os
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from assistant.cli import main
from assistant.commands import watch
from index.lock import writing


class Rounds(Event):
    """Runs one step instead of each wait, and stops when there is none left."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        super().__init__()
        self._steps = list(steps)

    def wait(self, timeout: float | None = None) -> bool:
        if self._steps:
            self._steps.pop(0)()
        else:
            self.set()
        return self.is_set()


def write(path: Path, text: str, changed_at: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed_at, changed_at))


def nothing() -> None:
    """A round in which nothing happens."""


@pytest.fixture
def options(embedding_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    monkeypatch.setenv("ONRECORD_MODEL", "extractive")
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "ferry.txt", "The council of Sund proposed a ferry on Friday.", 1_000)
    return Namespace(source=str(folder), every=60.0, library=tmp_path / "library", json=True)


def test_new_and_changed_files_are_read(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(options.source)
    steps = Rounds(
        nothing,
        lambda: write(folder / "toll.txt", "The toll on the bridge was dropped.", 1_000),
        nothing,
        lambda: write(folder / "ferry.txt", "The council of Sund rejected a ferry on Friday.", 1_001),
        nothing,
    )
    assert watch.run(options, steps) == 0
    rounds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["added"], one["updated"]) for one in rounds] == [(1, 0), (1, 0), (0, 1)]
    main(["search", "rejected ferry", "--json", "--library", str(options.library)])
    (hit, *_) = json.loads(capsys.readouterr().out)["hits"]
    assert "rejected a ferry" in hit["text"]


def test_a_bad_file_is_told_and_the_rest_goes_on(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    write(Path(options.source) / "empty.txt", "", 1_000)
    assert watch.run(options, Rounds(nothing)) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["added"] == 1
    assert "not read:" in output.err and "empty.txt" in output.err


def test_waits_for_another_writer(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    options.json = False
    watch.run(options, Rounds(nothing))
    other = writing(options.library, "ingest")
    write(Path(options.source) / "toll.txt", "The toll on the bridge was dropped.", 1_000)
    other.__enter__()
    steps = Rounds(nothing, nothing, lambda: other.__exit__(None, None, None))
    assert watch.run(options, steps) == 0
    output = capsys.readouterr()
    assert output.err.count("waiting:") == 1
    assert output.out.count("1 added") == 2


def test_stops_while_it_waits(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    watch.run(options, Rounds())  # makes the library
    with writing(options.library, "ingest"):
        assert watch.run(options, Rounds(nothing)) == 0
    assert "waiting:" in capsys.readouterr().err


def test_ctrl_c_ends_it_well(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    assert watch.run(options, Rounds(nothing, interrupt)) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["added"] == 1 and "stopped" in output.err


def test_what_is_not_there_makes_no_library(options: Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(Path(options.source) / "missing")
    assert main(["watch", missing, "--library", str(options.library)]) == 1
    assert "missing" in capsys.readouterr().err
    assert not options.library.exists()


def test_wrong_seconds_are_wrong_usage(options: Namespace) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["watch", options.source, "--every", "0", "--library", str(options.library)])
