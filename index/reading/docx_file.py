"""Word documents (.docx): the text of the body, as it stands when all changes are accepted."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from index.errors import ReadingError
from index.reading.byline import without_byline
from index.reading.cleaning import one_line, tidy
from index.reading.item import Failure, Item
from index.reading.limits import FILE_BYTES
from index.reading.metadata import read_metadata
from index.reading.record import read_document
from index.reading.whole_file import read_whole

_UNPACKED_BYTES = 4 * FILE_BYTES
_NO_AUTHOR = {"python-docx", "unknown", "user", "admin", "author", "microsoft office user"}
_NO_TITLE = {"word document", "untitled", "document", "microsoft word"}
_TITLE_STYLES = {"title", "heading1"}
_TITLE_CHARACTERS = 300
# What is struck out, what old versions of Word show instead of a shape, and what stands in the margin.
_HIDDEN = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BREAKS = {qn("w:br"), qn("w:cr")}
_CELL_GAP = "; "


def read_docx_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of a Word document. Raises ReadingError."""
    data = read_whole(path)
    if not data.startswith(b"PK"):
        raise ReadingError("not a Word document (.docx), whatever its name says: save it as .docx again")
    try:
        _check_size(data)
        document = Document(io.BytesIO(data))
        fields = _properties(document.core_properties)
        blocks = list(_blocks(document.element.body))
        heading = _heading(document)
    except ReadingError:
        raise
    except Exception as error:  # lxml, zipfile and python-docx each have errors of their own for broken files
        raise ReadingError(f"broken Word document ({type(error).__name__}): open it and save it again") from error
    if heading:
        fields["title"] = heading
    metadata = read_metadata(fields)
    text = tidy("\n\n".join(without_byline([block for block in blocks if block.strip()], metadata)))
    if not text:
        raise ReadingError("no text in this Word document (pictures only?): save its text")
    yield read_document(text, metadata, origin)


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # No more than the size that is declared is ever unpacked.
        if sum(member.file_size for member in archive.infolist()) > _UNPACKED_BYTES:
            limit = f"{_UNPACKED_BYTES // 1_000_000} MB"
            raise ReadingError(f"the document unpacks to more than {limit}: remove its pictures, or save its text")


def _properties(properties: Any) -> dict[str, object]:
    """Title and author. Not the date: that of a document is most often its template's, or of an earlier text."""
    title, author = one_line(properties.title or ""), one_line(properties.author or "")
    return {
        "title": None if title.lower() in _NO_TITLE else title or None,
        "author": None if author.lower() in _NO_AUTHOR else author or None,
    }


def _heading(document: Any) -> str | None:
    """The first paragraph with any text, if its style makes it the title."""
    for paragraph in document.element.body.iter(qn("w:p")):
        text = one_line(_text(paragraph))
        if text:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = (style.get(qn("w:val")) or "").lower() if style is not None else ""
            return text if name in _TITLE_STYLES and len(text) <= _TITLE_CHARACTERS else None
    return None


def _blocks(parent: Any) -> Iterator[str]:
    """The text of each paragraph and table below `parent`, in order; python-docx skips content controls."""
    for element in parent:
        if element.tag == qn("w:p"):
            yield _text(element)
            for box in element.iter(qn("w:txbxContent")):
                if not any(ancestor.tag in _HIDDEN for ancestor in box.iterancestors()):
                    yield from _blocks(box)
        elif element.tag == qn("w:tbl"):
            yield from _table(element)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _blocks(element)


def _table(table: Any) -> Iterator[str]:
    """The rows of a table as lines; if its cells hold several paragraphs it is layout, and they are blocks."""
    rows = [[list(_blocks(cell)) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
    if any(len([block for block in cell if block.strip()]) > 1 for row in rows for cell in row):
        yield from (block for row in rows for cell in row for block in cell)
    else:
        lines = (_CELL_GAP.join(filter(None, (one_line(" ".join(cell)) for cell in row))) for row in rows)
        yield "\n".join(filter(None, lines))


def _text(element: Any) -> str:
    """The words of a paragraph. Those of a text box in it stand in `w:txbxContent`, and are blocks of their own."""
    parts: list[str] = []
    for child in element:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:tab"):
            parts.append("\t")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("‑")
        elif child.tag in _BREAKS:
            parts.append("\n")
        elif child.tag not in _HIDDEN and child.tag not in (qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent")):
            parts.append(_text(child))
    return "".join(parts)
