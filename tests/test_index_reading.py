"""What is found under a path, how much it holds, and that nothing in a file ever raises."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import ReadingError
from index.reading import SUFFIXES, Failure, Item, discover, estimate, read

KNOWN = ".txt, .md, .markdown, .html, .htm, .json, .jsonl, .ndjson, .csv, .pdf, .docx, .eml"


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rained.")


def test_a_folder_gives_its_readable_files_sorted(tmp_path: Path) -> None:
    make(
        tmp_path,
        "b.TXT",
        "a/z.md",
        "a/b/c.json",
        ".hidden.txt",
        ".git/x.txt",
        "a/._z.md",
        "notes.odt",
        "README",
    )
    assert [str(path.relative_to(tmp_path)) for path in discover(tmp_path)] == [
        "a/b/c.json",
        "a/z.md",
        "b.TXT",
    ]


def test_a_file_gives_itself(tmp_path: Path) -> None:
    make(tmp_path, ".x/.a.txt")
    assert discover(tmp_path / ".x/.a.txt") == [tmp_path / ".x/.a.txt"]
    assert ", ".join(SUFFIXES) == KNOWN


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    make(tmp_path, "news/a.txt", "elsewhere/b.txt")
    news = tmp_path / "news"
    (news / "loop").symlink_to(news)
    (news / "up").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(news)
    (news / "broken.txt").symlink_to(tmp_path / "absent.txt")
    assert discover(news) == [news / "a.txt", news / "up" / "b.txt"]


def test_a_subfolder_that_cannot_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt", "locked/b.txt")
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert discover(tmp_path) == [tmp_path / "a.txt", tmp_path / "locked"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("absent", "no such file or folder: {}; check the path", id="missing"),
        pytest.param("empty", "no readable file in {}: put articles there (" + KNOWN + ")", id="empty-folder"),
        pytest.param("a.odt", "cannot read files of type .odt ({}): use one of " + KNOWN, id="unsupported"),
        pytest.param("README", "cannot read files without a suffix ({}): use one of " + KNOWN, id="no-suffix"),
        pytest.param("pipe.txt", "{} is neither a file nor a folder: give the path of an article", id="pipe"),
    ],
)
def test_paths_that_hold_nothing_readable(tmp_path: Path, name: str, message: str) -> None:
    make(tmp_path, "a.odt", "README", "empty/.hidden.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadingError) as caught:
        discover(tmp_path / name)
    assert str(caught.value) == message.format(tmp_path / name)


def test_paths_that_are_none() -> None:
    for path in (Path("x" * 5_000), Path("a\0b")):
        with pytest.raises(ReadingError):
            discover(path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.jsonl", "{}\n{}\n{}", 3, id="no-last-line-end"),
        pytest.param("a.ndjson", "{}\n{}\n", 2, id="last-line-end"),
        pytest.param("a.jsonl", "", 1, id="empty"),
        pytest.param("a.csv", 'id,text\na,"one\ntwo ""x""\n"\nb,three\n', 2, id="line-ends-in-cells"),
        pytest.param("a.json", "[{}, {}]", 1, id="json"),
        pytest.param("absent.jsonl", None, 1, id="missing"),
    ],
)
def test_estimates(tmp_path: Path, name: str, content: str | None, expected: int) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    assert estimate(tmp_path / name) == expected


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_that_cannot_be_opened(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"a{suffix}"
    missing = "the file does not exist (any more): check the path"
    assert list(read(path)) == [Failure(str(path), missing)]
    path.write_text("x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Tests may run as root, whom no permission stops.
    monkeypatch.setattr(Path, "open", refuse)
    reason = "no permission to read the file: change its permissions (chmod +r)"
    assert list(read(path)) == [Failure(str(path), reason)]


def test_a_folder_or_another_type_is_a_failure(tmp_path: Path) -> None:
    folder = "the folder cannot be opened: change its permissions (chmod +rx)"
    assert list(read(tmp_path)) == [Failure(str(tmp_path), folder)]
    path = tmp_path / "a.odt"
    assert list(read(path)) == [Failure(str(path), f"cannot read files of type .odt: use one of {KNOWN}")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_content_raises(tmp_path: Path, suffix: str) -> None:
    chance = random.Random(suffix)
    seeds = [
        b"",
        b"\xff\xfe",
        b"---\n---\n",
        b"%PDF-1.4\n",
        b"<html>",
        b'{"text": "a"}',
        b"id,text\n",
        b'"',
        b"[[[[",
    ]
    path = tmp_path / f"a{suffix}"
    for number in range(150):
        path.write_bytes(chance.choice(seeds) + chance.randbytes(chance.choice([0, 1, 7, 400])) + chance.choice(seeds))
        results = list(read(path))
        assert results, number
        for result in results:
            assert isinstance(result, Item | Failure)
            if isinstance(result, Failure):
                assert "\n" not in result.reason
            else:
                assert result.article.text.strip()
                assert result.article.title
                result.article.text.encode()


def test_the_heavy_parsers_load_with_the_first_file_only() -> None:
    heavy = ("trafilatura", "pypdf", "markdown_it")
    code = f"import sys, index.reading; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.txt", "Rain" + " " * 1_000_000 + "fell.", id="blanks"),
        pytest.param("a.txt", "x: y\n" * 200_000, id="headers-all-the-way"),
        pytest.param("a.md", ">" * 100_000 + " Rain fell.", id="deep-quotation"),
        pytest.param("a.md", "[" * 20_000 + "rain" + "]" * 20_000, id="open-brackets"),
        pytest.param("a.html", "<p>" + "<b>" * 20_000 + "Rain fell.", id="open-tags"),
        pytest.param("a.csv", "id,text\n" + '"' * 500_000, id="quotation-marks"),
    ],
)
def test_odd_files_take_no_odd_time(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    start = time.perf_counter()
    assert len(list(read(tmp_path / name))) == 1
    assert time.perf_counter() - start < 5
