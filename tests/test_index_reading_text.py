"""Plain text files, their encodings and their names."""

from pathlib import Path

import pytest

from index.reading import Failure, Item, read
from index.reading.file_name import parse_file_name


def read_one(folder: Path, content: str | bytes, name: str = "quay-shut.txt") -> Item | Failure:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    [result] = read(path)
    return result


def article(folder: Path, content: str | bytes, name: str = "quay-shut.txt") -> Item:
    result = read_one(folder, content, name)
    assert isinstance(result, Item), result
    return result


def test_a_header_block(tmp_path: Path) -> None:
    content = (
        "Title: Quay shut: no one says why\r\nOutlet: The Tide\r\nAuthor: By Nell Ford\r\nDate: 4 March "
        "2025\r\n"
        "URL: https://tide.example/q\r\nId: q-1\r\nSection: Local\r\n\r\nThe quay was shut.\r\n\r\nIt "
        "rained.\r\n"
    )
    item = article(tmp_path, content)
    found = item.article
    assert (found.id, found.title, found.source) == ("q-1", "Quay shut: no one says why", "The Tide")
    assert (found.author, found.published_at, found.url) == (
        "Nell Ford",
        "2025-03-04",
        "https://tide.example/q",
    )
    assert found.text == "The quay was shut.\n\nIt rained."
    assert item.fixed_id
    assert item.origin == str(tmp_path / "quay-shut.txt")


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        pytest.param("Quay shut\n\nIt rained.\n", "Quay shut", "It rained.", id="title-line"),
        pytest.param(
            "It rained on the quay.\n\nThen it stopped.",
            "Quay shut",
            "It rained on the quay.\n\nThen it stopped.",
            id="sentence-is-no-title",
        ),
        pytest.param("Why shut the quay?\n\nIt rained.", "Why shut the quay?", "It rained.", id="question-title"),
        pytest.param("Quay shut\nIt rained.", "Quay shut", "Quay shut\nIt rained.", id="no-blank-line"),
        pytest.param("Quay shut", "Quay shut", "Quay shut", id="nothing-below"),
        pytest.param("x" * 121 + "\n\nIt rained.", "Quay shut", "x" * 121 + "\n\nIt rained.", id="long-first-line"),
        pytest.param(
            "Mayor: we will not pay\n\nIt rained.",
            "Mayor: we will not pay",
            "It rained.",
            id="colon-is-no-header",
        ),
        pytest.param(
            "Source: a council paper\nseen by us.\n\nIt rained.",
            "Quay shut",
            "Source: a council paper\nseen by us.\n\nIt rained.",
            id="paragraph-that-begins-like-a-header",
        ),
        pytest.param(
            "Date: 2025-03-04\n\nQuay reopened\n\nIt rained.",
            "Quay reopened",
            "It rained.",
            id="header-then-title-line",
        ),
    ],
)
def test_titles(tmp_path: Path, content: str, title: str, text: str) -> None:
    item = article(tmp_path, content)
    assert (item.article.title, item.article.text) == (title, text)
    assert (item.article.id, item.fixed_id) == ("quay-shut", False)


def test_text_is_tidied(tmp_path: Path) -> None:
    content = "Quay\r\n\r\n\r\n\r\nCafe\u0301 owners  met. \t\r\nThey\xa0left.\x0c\r\rAnd\x07 slept.\n \n \n \nEnd \n\n"
    assert article(tmp_path, content).article.text == "Café owners  met.\nThey\xa0left.\n\nAnd slept.\n\nEnd"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "“Déjà vu,” she said – it cost 5 € at the café on the quay."
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert article(tmp_path, mark + text.encode(encoding)).article.text == text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "the file is empty: put an article in it or leave it out", id="empty"),
        pytest.param(
            b"\xef\xbb\xbf \r\n\t\n",
            "text is empty or only white space: fill it in or leave the article out",
            id="white-space",
        ),
        pytest.param(
            b"Title: Quay\nDate: 2025-03-04\n",
            "text is empty or only white space: fill it in or leave the article out",
            id="header-only",
        ),
        pytest.param(
            bytes(range(256)) * 8,
            "looks binary, not text: save the article as UTF-8 text, or leave the file out",
            id="junk",
        ),
        pytest.param(
            b"\x89PNG\r\n\x1a\n" + bytes(50),
            "looks binary, not text: it is an image; give it its right suffix or save it as text",
            id="image",
        ),
        pytest.param(
            b"%PDF-1.4\n1 0 obj",
            "looks binary, not text: it is a PDF; give it its right suffix or save it as text",
            id="pdf",
        ),
        pytest.param(
            b"PK\x03\x04\x14\x00",
            "looks binary, not text: it is a ZIP or office document; give it its right suffix or save it as text",
            id="office",
        ),
        pytest.param(
            "It rained.".encode("utf-16-le"),
            "looks binary, not text: if it is UTF-16 without a byte order mark, save it as UTF-8",
            id="utf-16-without-mark",
        ),
        pytest.param(
            b"\xff\xfeI\x00t\x00 \x00\x00\xd8!\x00",
            "broken UTF-16-LE at byte 8: save it as UTF-8",
            id="broken-utf-16",
        ),
        pytest.param(
            "Déjà vu à la café".encode() + b" \xff",
            "broken UTF-8 at byte 22: save it again as UTF-8",
            id="broken-utf-8",
        ),
        pytest.param(
            "На причале шёл дождь.".encode("koi8-r"),
            "unknown encoding, neither UTF-8 nor Windows-1252 (byte 0): save it as UTF-8",
            id="another-alphabet",
        ),
        pytest.param(
            b"Title: Quay\nDate: 2999-01-01\n\nIt rained.",
            "published_at is in the future (2999-01-01): correct it",
            id="future",
        ),
        pytest.param(
            b"x" * 5_000_001,
            "text has 5,000,001 characters, more than 5,000,000: split the article",
            id="long",
        ),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, reason: str) -> None:
    assert read_one(tmp_path, content) == Failure(str(tmp_path / "quay-shut.txt"), reason)


def test_a_file_beyond_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    reason = "the file is larger than 50 MB: split it, or make it JSONL with one article a line"
    assert list(read(path)) == [Failure(str(path), reason)]


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        pytest.param(
            "/news/2025-03-04_ferry-cap.txt",
            ("2025-03-04-ferry-cap", "Ferry cap", "2025-03-04"),
            id="date-first",
        ),
        pytest.param(
            "/news/20250304 ferry cap.md",
            ("20250304-ferry-cap", "Ferry cap", "2025-03-04"),
            id="compact-date",
        ),
        pytest.param("/news/2025-03-04.txt", ("2025-03-04", "2025 03 04", "2025-03-04"), id="only-a-date"),
        pytest.param("/news/2025-99-99-x.txt", ("2025-99-99-x", "2025 99 99 x", None), id="no-date"),
        pytest.param("/news/Café_Owners’ March.txt", ("cafe-owners-march", "Café Owners’ March", None), id="accents"),
        pytest.param("/news/Причал.txt", ("причал", "Причал", None), id="another-alphabet"),
        pytest.param("/news/---.txt", ("article", "Untitled", None), id="no-letters"),
        pytest.param("https://tide.example/news/ferry-cap.html?x=1", ("ferry-cap", "Ferry cap", None), id="url"),
        pytest.param("https://tide.example/", ("tide-example", "Tide.example", None), id="url-without-path"),
    ],
)
def test_file_names(origin: str, expected: tuple[str, str, str | None]) -> None:
    assert tuple(parse_file_name(origin)) == expected


def test_the_date_in_a_file_name_stands_in_for_a_missing_one(tmp_path: Path) -> None:
    assert article(tmp_path, "It rained.", "2025-03-04-rain.txt").article.published_at == "2025-03-04"
    assert (
        article(tmp_path, "Date: 2025-03-05\n\nIt rained.", "2025-03-04-rain.txt").article.published_at == "2025-03-05"
    )
