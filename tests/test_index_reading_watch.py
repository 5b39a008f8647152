"""What is new in a folder or a feed. No test sleeps: the event that stops a watch counts its rounds instead."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from web_double import serving

from index.errors import ReadingError
from index.reading import changes
from index.reading.source import Source
from index.reading.web import fetcher as fetcher_module


class Rounds(Event):
    """Runs one step instead of each wait, and stops when there is none left."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        super().__init__()
        self._steps = list(steps)
        self.waits: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        if self._steps:
            self._steps.pop(0)()
        else:
            self.set()
        return self.is_set()


def nothing() -> None:
    """A round in which nothing happens."""


def write(path: Path, text: str, changed_at: int = 1_000) -> Callable[[], None]:
    def step() -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        os.utime(path, (changed_at, changed_at))

    return step


def watched(source: Source, stop: Rounds, every: float = 60) -> list[list[Source]]:
    return list(changes(source, every=every, stop=stop))


def test_what_is_there_then_what_comes(tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "sub" / "b.txt"
    write(a, "It rained.")()
    write(tmp_path / "picture.png", "x")()
    stop = Rounds(nothing, write(b, "It snowed."), nothing, nothing, write(a, "It hailed.", 1_001), nothing, nothing)
    assert watched(str(tmp_path), stop) == [[a], [b], [a]]
    # Soon again while a file settles, else as seldom as was asked.
    assert stop.waits == [1.0, 60, 1.0, 60, 60, 1.0, 60, 60]


def test_a_file_is_waited_for_while_it_grows(tmp_path: Path) -> None:
    a = tmp_path / "a.txt"
    write(a, "It")()
    stop = Rounds(write(a, "It rained"), write(a, "It rained.", 1_001), write(a, "It rained.", 1_002), nothing)
    assert watched(tmp_path, stop) == [[a]]


def test_the_same_size_at_another_time_is_a_change(tmp_path: Path) -> None:
    a = tmp_path / "a.txt"
    write(a, "It rained.")()
    assert watched(tmp_path, Rounds(nothing, write(a, "It snowed.", 1_001), nothing)) == [[a], [a]]


def test_what_vanished_is_new_when_it_comes_back(tmp_path: Path) -> None:
    a = tmp_path / "a.txt"
    write(a, "It rained.")()
    stop = Rounds(nothing, a.unlink, nothing, write(a, "It rained."), nothing)
    assert watched(tmp_path, stop) == [[a], [a]]


def test_an_empty_folder_is_waited_on_and_a_missing_one_refused(tmp_path: Path) -> None:
    assert watched(tmp_path, Rounds(nothing)) == []
    with pytest.raises(ReadingError, match="no such file or folder"):
        watched(tmp_path / "none", Rounds(nothing))


def test_a_single_file(tmp_path: Path) -> None:
    a = tmp_path / "a.txt"
    write(a, "It rained.")()
    assert watched(a, Rounds(nothing, nothing)) == [[a]]


def test_a_stopped_watch_does_nothing(tmp_path: Path) -> None:
    stop = Rounds()
    stop.set()
    assert watched(tmp_path, stop) == []


def entries(*pairs: tuple[str, str]) -> str:
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link, title in pairs)
    return f"<rss><channel><title>C</title>{items}</channel></rss>"


def test_a_feed_gives_itself_then_new_and_edited_entries(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with serving() as site:
        shared = site.fetcher()
        monkeypatch.setattr(fetcher_module, "shared_fetcher", lambda: shared)

        def serve(*pairs: tuple[str, str]) -> Callable[[], object]:
            return lambda: site.put("/feed", entries(*pairs), "application/rss+xml")

        one, two, three = (f"http://news.example/{number}" for number in (1, 2, 3))
        serve((one, "A"), (two, "B"))()
        stop = Rounds(
            nothing,
            serve((three, "C"), (one, "A"), (two, "B, corrected")),
            lambda: site.replies.pop("/feed"),
            serve((three, "C"), ("", "No page")),
        )
        url = site.url("/feed")
        assert watched(url, stop) == [[url], [three, two], [url]]
        assert stop.waits == [60] * 5
        assert "not read this time" in caplog.text


def test_a_watched_feed_must_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as site:
        shared = site.fetcher()
        monkeypatch.setattr(fetcher_module, "shared_fetcher", lambda: shared)
        site.put("/page", "<html><p>It rained.</p></html>")
        for path, message in (("/page", "no RSS or Atom feed"), ("/gone", "no such page")):
            with pytest.raises(ReadingError, match=message):
                watched(site.url(path), Rounds(nothing))
