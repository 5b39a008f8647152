"""PDFs, written by a builder that knows just enough of the format."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.reading import Failure, Item, read

Placed = tuple[float, float, float, str]
"""x, y, font size, text: one line on a page."""


def build_pdf(pages: Sequence[Sequence[Placed]], information: dict[str, str] | None = None, trailer: str = "") -> bytes:
    """A PDF with the lines of each page in Helvetica (ISO 32000-1, 7.5)."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        drawn = [f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET" for x, y, size, text in lines]
        stream = "\n".join(drawn).encode("cp1252")
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    entries = " ".join(f"/{name} ({_escaped(value)})" for name, value in (information or {}).items())
    objects.append(f"<< {entries} >>".encode("cp1252"))
    content, offsets = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    roots = f"/Size {size} /Root 1 0 R /Info {len(objects)} 0 R {trailer}"
    end = f"trailer << {roots} >>\nstartxref\n{len(content)}\n%%EOF\n"
    return content + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def column(top: float, *texts: str, x: float = 72, size: float = 11, leading: float = 14) -> list[Placed]:
    """Lines below one another; an empty text is a gap between paragraphs."""
    return [(x, top - leading * row, size, text) for row, text in enumerate(texts) if text]


def read_one(folder: Path, content: bytes, name: str = "ferry-cap.pdf") -> Item | Failure:
    path = folder / name
    path.write_bytes(content)
    [result] = read(path)
    return result


ARTICLE = [
    [
        (72, 815, 9, "The Tidal Post  12 April 2025"),
        (72, 770, 18, "Council ties on"),
        (72, 748, 18, "ferry fare cap"),
        *column(722, "Orla Venn | The Tidal Post | 12 April 2025", size=9),
        *column(
            690,
            "The island council voted on a ferry fare cap (the sec-",
            "ond this year) and the vote was tied, the well-",
            "known treasurer said.",
            "",
            "“We will not pay,” said Tamsin Yarrow, who is well-known",
            "for her brevity.",
            "",
            "The debate will go on in May, when the harbour board",
        ),
        (290, 30, 9, "1"),
    ],
    [
        (72, 815, 9, "The Tidal Post  12 April 2025"),
        *column(780, "has counted the boats.", "", "No one applauded."),
        (290, 30, 9, "2"),
    ],
]


def test_paragraphs_are_whole_again(tmp_path: Path) -> None:
    information = {
        "Title": "Council ties on ferry fare cap",
        "Author": "Orla Venn",
        "Subject": "The Tidal Post, 2025-04-12",
        "Keywords": "ferries, https://tidalpost.example/cap",
        "CreationDate": "D:20200101000000Z",
    }
    result = read_one(tmp_path, build_pdf(ARTICLE, information))
    assert isinstance(result, Item), result
    found = result.article
    assert found.text == (
        "The island council voted on a ferry fare cap (the second this year) and the vote was tied, the "
        "well-known "
        "treasurer said.\n\n“We will not pay,” said Tamsin Yarrow, who is well-known for her brevity.\n\n"
        "The debate will go on in May, when the harbour board has counted the boats.\n\nNo one applauded."
    )
    assert (found.id, found.title, result.fixed_id) == ("ferry-cap", "Council ties on ferry fare cap", False)
    assert (found.author, found.source, found.published_at) == ("Orla Venn", "The Tidal Post", "2025-04-12")
    assert found.url == "https://tidalpost.example/cap"


def test_without_information_the_page_gives_the_title(tmp_path: Path) -> None:
    pages = [[(72, 770, 18, "Ferry cap tied"), *column(740, "The council voted on a cap.", "", "It was tied.")]]
    result = read_one(tmp_path, build_pdf(pages, {"Title": "untitled.docx", "Author": "(anonymous)"}), "x.pdf")
    assert isinstance(result, Item)
    assert (result.article.title, result.article.text) == (
        "Ferry cap tied",
        "The council voted on a cap.\n\nIt was tied.",
    )
    assert (result.article.author, result.article.source, result.article.published_at) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "information", "expected"),
    [
        pytest.param("x.pdf", {"CreationDate": "D:20250304231500+01'00'"}, "2025-03-04", id="creation-date"),
        pytest.param("2025-03-02-x.pdf", {"CreationDate": "D:20250304231500Z"}, "2025-03-02", id="file-name-first"),
        pytest.param("x.pdf", {"CreationDate": "D:29990304231500Z"}, None, id="a-wrong-clock"),
        pytest.param("x.pdf", {"CreationDate": "last week"}, None, id="a-broken-date"),
        pytest.param("x.pdf", {"Subject": "Ferries, boats"}, None, id="another-subject"),
    ],
)
def test_dates(tmp_path: Path, name: str, information: dict[str, str], expected: str | None) -> None:
    result = read_one(tmp_path, build_pdf([column(700, "It was tied.")], {"Title": "Cap", **information}), name)
    assert isinstance(result, Item)
    assert (result.article.published_at, result.article.text) == (expected, "It was tied.")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(
            column(700, "First line of one that goes on", "to its end.")
            + column(672, "Indented, a second one that goes", x=84)
            + column(658, "on too."),
            "First line of one that goes on to its end.\n\nIndented, a second one that goes on too.",
            id="indent",
        ),
        pytest.param(
            column(700, "A line of the first column that", "goes on in the")
            + column(700, "second column of it.", x=320),
            "A line of the first column that goes on in the second column of it.",
            id="columns",
        ),
        pytest.param(
            [(72, 700, 11, "The "), (95, 700, 11, "board"), (127, 700, 11, " said.")],
            "The board said.",
            id="pieces-of-a-line",
        ),
        pytest.param(
            column(700, "The Anglo-", "Norman board."),
            "The Anglo-Norman board.",
            id="hyphen-before-a-capital",
        ),
        pytest.param(
            [
                (30, 825, 8, "4/12/25, 2:45 PM Ferry cap"),
                *column(700, "It was tied."),
                (30, 12, 8, "https://tidalpost.example/cap 1/1"),
            ],
            "It was tied.",
            id="printed-by-a-browser",
        ),
    ],
)
def test_layouts(tmp_path: Path, lines: list[Placed], text: str) -> None:
    result = read_one(tmp_path, build_pdf([lines], {"Title": "Cap"}))
    assert isinstance(result, Item)
    assert result.article.text == text


OWNER, USER = "41" * 32, "42" * 32
LOCKED = f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{OWNER}> /U <{USER}> /P -4 >>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "the file is empty: put an article in it or leave it out", id="empty"),
        pytest.param(build_pdf([[]]), "no text in this PDF (a scan?): run OCR first", id="scan"),
        pytest.param(
            build_pdf([[(290, 30, 9, "1")]]),
            "no text in this PDF (a scan?): run OCR first",
            id="page-number-only",
        ),
        pytest.param(
            build_pdf([column(700, "It was tied.")], trailer=LOCKED),
            "the PDF is encrypted: save it without a password first",
            id="encrypted",
        ),
        pytest.param(b"It rained.", "not a PDF, whatever its name says: give it its right suffix", id="text"),
        pytest.param(
            b"%PDF-1.4\njunk", "broken PDF (PdfStreamError): open it in a viewer and save it again", id="junk"
        ),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, reason: str) -> None:
    result = read_one(tmp_path, content)
    assert isinstance(result, Failure)
    assert (result.source, result.reason) == (str(tmp_path / "ferry-cap.pdf"), reason)
