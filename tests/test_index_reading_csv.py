"""CSV: one row, one article."""

from pathlib import Path

import pytest

from index.reading import Failure, Item, estimate, read


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def items(path: Path) -> list[Item]:
    results = list(read(path))
    assert all(isinstance(result, Item) for result in results), results
    return [result for result in results if isinstance(result, Item)]


def failures(path: Path) -> list[tuple[str, str]]:
    """(what follows the file's name in the source, the reason) of every failure."""
    return [
        (result.source.removeprefix(str(path)), result.reason) for result in read(path) if isinstance(result, Failure)
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_keeps_the_text_exactly(tmp_path: Path, delimiter: str) -> None:
    header = delimiter.join(["ID", "Headline", "Body", "Outlet"])
    row = delimiter.join(["a", "Rain", '"Line one, she said; ""no"".\r\n\r\nLine\ttwo. "', "The Tide"])
    path = write(tmp_path, "a.csv", f"\ufeff{header}\r\n{row}\r\n\r\n{row.replace('a', 'b', 1)}\r\n")
    first, second = items(path)
    assert first.article.text == 'Line one, she said; "no".\r\n\r\nLine\ttwo. '
    assert (first.article.id, first.article.title, first.article.source) == ("a", "Rain", "The Tide")
    assert (first.origin, second.origin) == (f"{path}#2", f"{path}#6")
    assert estimate(path) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            "a1,Rain,It rained.\n",
            [
                (
                    "",
                    "no header with a column text (or body, content) in the first line, but a1, Rain, It "
                    "rained.: add one",
                )
            ],
            id="no-header",
        ),
        pytest.param(
            "id,text\n",
            [("", "the file has a header but no rows: put an article in it or leave it out")],
            id="no-rows",
        ),
        pytest.param("id,text\na,It ra\0ined.\nb,Dry.\n", [(":2", "contains a NUL: remove it")], id="nul"),
        pytest.param(
            "id,text\na,It rained, she said.\nb,Dry.\n",
            [(":2", "3 columns, but the header names 2: put the text in quotation marks")],
            id="too-many-columns",
        ),
        pytest.param(
            "id,text\na,\nb,Dry.\n",
            [(":2", "text is empty: fill it in or leave the article out")],
            id="empty-text",
        ),
        pytest.param(
            'id,text\nb,Dry.\nc,"It rained.\n',
            [
                (
                    ":3",
                    "broken CSV (unexpected end of data), the rows from here on were not read: double "
                    "every quotation mark inside quotation marks",
                )
            ],
            id="open-quotation",
        ),
        pytest.param(
            'id,text\nb,Dry.\nc,"It "rained".\n',
            [
                (
                    ":3",
                    "broken CSV (',' expected after '\"'), the rows from here on were not read: double "
                    "every quotation mark inside quotation marks",
                )
            ],
            id="stray-quotation-mark",
        ),
        pytest.param(
            "id,text\nb,Dry.\nb,Wet.\n",
            [(":3", "duplicate id 'b' (first at line 2): give each article its own")],
            id="duplicate",
        ),
    ],
)
def test_bad_csv_files(tmp_path: Path, content: str, expected: list[tuple[str, str]]) -> None:
    path = write(tmp_path, "a.csv", content)
    assert failures(path) == expected
    if "b,Dry." in content:
        assert [result.article.text for result in read(path) if isinstance(result, Item)] == ["Dry."]


def test_a_csv_cell_may_be_large(tmp_path: Path) -> None:
    text = "word " * 100_000
    assert items(write(tmp_path, "a.csv", f"id,text\na,{text}\n"))[0].article.text == text


def test_an_excel_separator_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "sep=;\nid;text\na;Rain, again.\n")
    assert items(path)[0].article.text == "Rain, again."
