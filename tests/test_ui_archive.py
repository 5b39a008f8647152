"""The Archive tab without a browser: uploads on disk, the ingest's job, the HTML."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from tagger_double import VerbTagger
from test_ui_rendering import PAYLOADS, Inspector

import ui.archive.uploads as module
from index.attribution.attribution import Attribution
from index.catalog import Summary
from index.filters import Filters
from index.library import Library
from index.listed_article import ListedArticle, OutletTally
from index.lock import writing
from index.reading import Failure
from ui.archive.chart import bars, chart_html
from ui.archive.job import AlreadyAtWork, Ingesting, JobState
from ui.archive.rendering import contents_html, listing_html, outlets_html, progress_html, removal_html
from ui.archive.uploads import UploadRefused, Uploads


def send(uploads: Uploads, batch: str, name: str, *pieces: bytes) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    # In a thread: after browser tests this one has an event loop that runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, uploads.receive(batch, name, stream())).result()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        pytest.param("2025-03-04-ferry cap.txt", "2025-03-04-ferry cap.txt", id="as it is"),
        pytest.param("../../etc/cron.d/evil.txt", "evil.txt", id="path"),
        pytest.param("C:\\Users\\x\\note.MD", "note.md", id="Windows path"),
        pytest.param("...txt", "article.txt", id="dots only"),
        pytest.param("a\x00b;rm -rf $HOME.html", "a-b-rm -rf -HOME.html", id="hostile"),
        pytest.param("Überfahrt-été.pdf", "Überfahrt-été.pdf", id="letters"),
        pytest.param("é" * 200 + ".txt", "é" * 75 + ".txt", id="long"),
    ],
)
def test_a_name_never_leads_out_of_its_folder(tmp_path: Path, name: str, written: str) -> None:
    uploads = Uploads(tmp_path / "uploads")
    batch = uploads.begin()
    send(uploads, batch, name, b"wo", b"rds")
    (path,) = map(Path, uploads.files(batch))
    assert path == tmp_path / "uploads" / batch / "0" / written
    assert path.read_bytes() == b"words"
    uploads.discard(batch)
    assert not path.exists()


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    batch = uploads.begin()
    send(uploads, batch, "index.html", b"one")
    send(uploads, batch, "index.html", b"two")
    assert [Path(path).read_bytes() for path in uploads.files(batch)] == [b"one", b"two"]


def test_what_is_refused_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_BYTES", 4)
    monkeypatch.setattr(module, "MOST_BYTES", 6)
    monkeypatch.setattr(module, "MOST_FILES", 6)
    uploads = Uploads(tmp_path)
    batch = uploads.begin()
    for name, content, reason in (
        ("a.exe", b"x", "cannot be read"),
        ("txt", b"x", "cannot be read"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"12345", "larger than"),
        ("a.csv", b"1234567", "one upload takes"),
    ):
        with pytest.raises(UploadRefused, match=reason):
            send(uploads, batch, name, content)
    with pytest.raises(UploadRefused, match="never begun"):
        send(uploads, "0" * 32, "a.txt", b"x")
    assert uploads.files(batch) == {}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_an_earlier_server_left_goes_after_a_day(tmp_path: Path) -> None:
    for name, age in (("old", module.ABANDONED + 60), ("new", 60.0)):
        (tmp_path / name).mkdir()
        changed = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (changed, changed))
    Uploads(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_the_job_reads_names_failures_and_tags(library: Library, tmp_path: Path) -> None:
    good, bad = tmp_path / "0.txt", tmp_path / "1.json"
    good.write_text("Ferry cap\n\nMayor Okafor proposed a cap.", "utf-8")
    bad.write_text("{", "utf-8")
    ended: list[bool] = []
    ingesting = Ingesting(library, VerbTagger)
    ingesting.start([good, bad], {str(good): "ferry.txt", str(bad): "fares.json"}, lambda: ended.append(True))
    ingesting.wait(30)
    state = ingesting.state
    assert state is not None
    assert (state.phase, state.added, state.done, ended) == ("done", 1, 2, [True])
    assert [failure.source for failure in state.failures] == ["fares.json"]
    assert str(tmp_path) not in state.failures[0].reason
    assert library.summary().articles == 1
    assert not library.catalog.ledger.unread("verbs")


def test_the_job_tells_of_another_writer_and_can_go_again(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "0.txt"
    file.write_text("Ferry cap\n\nMayor Okafor proposed a cap.", "utf-8")
    ingesting = Ingesting(library, lambda: None)
    with writing(library.folder, "reindex"):
        ingesting.start([file], {}, lambda: None)
        ingesting.wait(30)
    assert ingesting.state is not None
    assert ingesting.state.phase == "failed"
    assert "(reindex, since" in (ingesting.state.error or "")
    ingesting.start([file], {}, lambda: None)
    ingesting.wait(30)
    assert ingesting.state.phase == "done"


def test_the_library_is_read_while_it_is_written(library: Library, tmp_path: Path) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    class Slow(VerbTagger):
        def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
            at_work.set()
            assert go_on.wait(30)
            return super().tag(texts)

    ingesting = Ingesting(library, Slow)
    for number in range(2):
        at_work.clear()
        go_on.clear()
        file = tmp_path / f"{number}.txt"
        file.write_text(f"Ferry cap {number}\n\nMayor Okafor proposed a cap of {number} riders.", "utf-8")
        ingesting.start([file], {}, lambda: None)
        assert at_work.wait(30)
        assert library.catalog.listed(Filters(), "ferry", limit=5)[0] == number
        assert len(library.nearest(library.embedding.embed(["ferry cap"])[0], 5)) == number
        go_on.set()
        ingesting.wait(30)
    assert library.summary().articles == 2


def test_one_job_at_a_time(library: Library, tmp_path: Path) -> None:
    ingesting = Ingesting(library, lambda: None)
    with library.writing("test"):  # so that the first one is at its door
        ingesting._state = JobState(phase="reading")
        with pytest.raises(AlreadyAtWork):
            ingesting.start([], {}, lambda: None)


def test_a_day_a_month_or_a_year_is_a_bar() -> None:
    first = date(2024, 12, 30)
    unit, days = bars({first: 2, first + timedelta(3): 1})
    assert (unit, [bar.articles for bar in days]) == ("day", [2, 0, 0, 1])
    unit, months = bars({first: 2, date(2025, 8, 1): 1})
    assert (unit, len(months), months[0], months[-1]) == ("month", 9, ("Dec 2024", 2), ("Aug 2025", 1))
    unit, years = bars({date(1990, 1, 1): 1, first: 2})
    assert (unit, len(years), years[-1]) == ("year", 35, ("2024", 2))
    assert bars({}) == ("day", [])
    assert chart_html({first: 5}) == ""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_texts_are_escaped(payload: str) -> None:
    row = ListedArticle(payload, payload, payload, payload, payload)
    state = JobState(phase="failed", failures=(Failure(payload, payload),), error=payload)
    html = "".join(
        (
            listing_html([row], [payload], removable=True, empty=False),
            progress_html(state),
            removal_html([payload]),
            outlets_html([OutletTally(payload, 1, None, None)]),
            contents_html(Summary(1, 1, (payload,), payload, payload, 0)),
        )
    )
    allowed = {
        "a",
        "details",
        "div",
        "h2",
        "input",
        "li",
        "p",
        "span",
        "strong",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
    }
    inspected = Inspector(html)
    assert {tag for tag, _ in inspected.tags} <= allowed | {"th", "thead", "tr", "ul"}
    assert not [name for _, attributes in inspected.tags for name in attributes if name.startswith("on")]


def test_progress_in_words() -> None:
    assert progress_html(None) == ""
    running = progress_html(JobState(phase="reading", expected=40, added=10, unchanged=2))
    assert 'aria-valuenow="30"' in running
    assert "12 articles of about 40" in running
    assert "10 added · 2 unchanged" in running
    assert "progressbar" not in progress_html(JobState(phase="done", added=1))
