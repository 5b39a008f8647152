"""PDF: the text that it holds, made paragraphs again."""

import io
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError

from index.errors import ReadingError
from index.reading.byline import without_byline
from index.reading.cleaning import one_line, tidy
from index.reading.dates import is_future, parse_date
from index.reading.file_name import parse_file_name
from index.reading.item import Failure, Item
from index.reading.metadata import read_metadata
from index.reading.pdf_layout import TextLine, paragraphs
from index.reading.record import read_document
from index.reading.text_file import split_title
from index.reading.whole_file import read_whole

# It warns of every flaw of a file on stderr; a file that cannot be read is reported as a Failure.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_LOCKED = "the PDF is encrypted: save it without a password first"
_SUBJECT = re.compile(r"\s*(?P<outlet>.*\S)\s*,\s*(?P<date>\d{4}-\d{2}-\d{2}\S*)\s*")
_SUBJECT_CHARACTERS = 300
_ADDRESS = re.compile(r"https?://[^\s,;]+")
_NO_TITLE = re.compile(r"untitled.*|microsoft word.*|.*\.(?:docx?|odt|pdf|indd|qxd|html?)|\(anonymous\)", re.IGNORECASE)
_NO_AUTHOR = {"(anonymous)", "anonymous", "(unspecified)", "unknown", "user", "admin"}
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_pdf_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of a PDF. Raises ReadingError."""
    yield read_pdf(read_whole(path), origin)


def read_pdf(data: bytes, origin: str) -> Item:
    """The article in the bytes of a PDF. Raises ReadingError."""
    if b"%PDF-" not in data[:1024]:
        raise ReadingError("not a PDF, whatever its name says: give it its right suffix")
    try:
        information, lines = _opened(data)
    except ReadingError:
        raise
    except DependencyError as error:  # the cipher needs a library that is not installed
        raise ReadingError(_LOCKED) from error
    except Exception as error:  # pypdf: "broken PDF files might cause other exceptions"
        raise ReadingError(f"broken PDF ({type(error).__name__}): open it in a viewer and save it again") from error
    blocks = paragraphs(lines)
    if not blocks:
        raise ReadingError("no text in this PDF (a scan?): run OCR first")
    fields = _fields(information, origin)
    if not fields["title"]:
        fields["title"], text = split_title("\n\n".join(blocks))
        blocks = text.split("\n\n")
    metadata = read_metadata(fields)
    return read_document(tidy("\n\n".join(without_byline(blocks, metadata))), metadata, origin)


def _opened(data: bytes) -> tuple[dict[str, Any], list[TextLine]]:
    reader = PdfReader(io.BytesIO(data))
    # Many PDFs are encrypted against changes only: the empty password opens them.
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadingError(_LOCKED)
    information = reader.metadata
    values: dict[str, Any] = {}
    if information:
        values = {
            "title": information.title,
            "author": information.author,
            "subject": information.subject,
            "keywords": information.keywords,
        }
        try:
            values["created"] = information.creation_date
        except ValueError:  # a date that the writer made up
            values["created"] = None
    return values, [line for number, page in enumerate(reader.pages) for line in _page_lines(page, number)]


def _page_lines(page: Any, number: int) -> list[TextLine]:
    lines: list[TextLine] = []
    parts: list[str] = []
    place: tuple[float, float, float] | None = None

    def finish() -> None:
        nonlocal place
        text = one_line("".join(parts).translate(_LIGATURES))
        if place:
            lines.append(TextLine(text, number, *place))
        parts.clear()
        place = None

    def visit(text: str, page_matrix: list[float], text_matrix: list[float], font: Any, size: float) -> None:
        nonlocal place
        for position, piece in enumerate(text.split("\n")):
            if position:
                finish()
            if piece and (place is None or (piece.strip() and not "".join(parts).strip())):
                place = _placed(page_matrix, text_matrix, size)
            parts.append(piece)

    page.extract_text(visitor_text=visit)
    finish()
    return lines


def _placed(page_matrix: list[float], text_matrix: list[float], size: float) -> tuple[float, float, float]:
    """(x, y, font size) on the page, in points: the text's matrix, then the page's (PDF 32000-1, 9.4.4)."""
    a, b, c, d, e, f = page_matrix
    x, y = text_matrix[4], text_matrix[5]
    scale = abs((text_matrix[3] or text_matrix[1] or 1.0) * (d or b or 1.0))
    return a * x + c * y + e, b * x + d * y + f, size * scale


def _fields(information: dict[str, Any], origin: str) -> dict[str, object]:
    title = one_line(information.get("title") or "")
    author = one_line(information.get("author") or "")
    subject = _SUBJECT.fullmatch(one_line(information.get("subject") or "")[:_SUBJECT_CHARACTERS])
    address = _ADDRESS.search(information.get("keywords") or "")
    return {
        "title": None if _NO_TITLE.fullmatch(title) else title or None,
        "author": None if author.lower() in _NO_AUTHOR else author or None,
        "outlet": subject["outlet"] if subject else None,
        "url": address[0] if address else None,
        "published_at": (subject and parse_date(subject["date"]))
        or parse_file_name(origin).published_at
        or _created(information.get("created")),
    }


def _created(moment: datetime | None) -> str | None:
    """The day that the file was made, for want of a better; its hour says nothing of the publication."""
    day = parse_date(moment.date()) if moment else None
    return None if day is None or is_future(day) else day
