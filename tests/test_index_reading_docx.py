"""Word documents, made by python-docx and, where it cannot, by hand."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.reading import Failure, Item, read


def saved(document: Any, path: Path) -> Path:
    document.save(str(path))
    return path


def read_one(path: Path) -> Item:
    [result] = read(path)
    assert isinstance(result, Item), result
    return result


def reason(path: Path) -> str:
    [result] = read(path)
    assert isinstance(result, Failure), result
    return result.reason


def test_title_author_paragraphs_and_tables(tmp_path: Path) -> None:
    document = Document()
    document.core_properties.author = "Ines Calder"
    document.add_heading("Fares stay", level=0)
    document.add_paragraph("By Ines Calder")
    paragraph = document.add_paragraph("The council ")
    paragraph.add_run("voted").bold = True
    paragraph.add_run(" on Tuesday.\nNobody objected.")
    document.add_paragraph("First point", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Boat", "Fare", "Ferry", "2.40"), strict=True):
        cell.text = text
    document.add_paragraph("")
    document.add_paragraph("The end.")
    found = read_one(saved(document, tmp_path / "2025-03-04-fares.docx"))
    article = found.article
    assert (article.id, article.title, article.author) == ("2025-03-04-fares", "Fares stay", "Ines Calder")
    # The date is the file name's: the properties have that of python-docx's template, of 2013.
    assert (article.published_at, found.fixed_id) == ("2025-03-04", False)
    assert article.text == (
        "The council voted on Tuesday.\nNobody objected.\n\nFirst point\n\nBoat; Fare\nFerry; 2.40\n\nThe end."
    )


def test_properties_of_no_use(tmp_path: Path) -> None:
    document = Document()
    document.core_properties.title = "Word Document"
    document.add_paragraph("It rained.")
    article = read_one(saved(document, tmp_path / "ferry-cap.docx")).article
    assert (article.title, article.author, article.published_at) == ("Ferry cap", None, None)


def test_tracked_changes_links_and_content_controls(tmp_path: Path) -> None:
    document = Document()
    body = document.element.body
    words = {
        "tracked": "<w:r><w:t xml:space='preserve'>She said </w:t></w:r><w:del><w:r><w:delText>maybe</w:delText></w:r>"
        "</w:del><w:ins><w:r><w:t>no</w:t></w:r></w:ins><w:hyperlink><w:r><w:t>, twice</w:t></w:r></w:hyperlink>"
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:t>.</w:t><w:tab/><w:t>Then</w:t></w:r>",
        "box": "<w:r><w:t>Before.</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p>"
        "</w:txbxContent></w:r>",
    }
    paragraphs = [f"<w:p {nsdecls('w')}>{runs}</w:p>" for runs in words.values()]
    paragraphs.append(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Controlled.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    for position, paragraph in enumerate(paragraphs):
        body.insert(position, parse_xml(paragraph))
    text = read_one(saved(document, tmp_path / "a.docx")).article.text
    assert text == "She said no, twice.\tThen\n\nBefore.\n\nBoxed.\n\nControlled."


def test_a_layout_table_is_blocks(tmp_path: Path) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "One."
    cell.add_paragraph("Two.")
    assert read_one(saved(document, tmp_path / "a.docx")).article.text == "One.\n\nTwo."


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(21):
            part.write(b" " * 10_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"It rained.", "not a Word document", id="text"),
        pytest.param(b"\xd0\xcf\x11\xe0old", "not a Word document", id="doc"),
        pytest.param(b"PK\x03\x04cut", "broken Word document (BadZipFile)", id="cut"),
    ],
)
def test_files_that_are_none(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    assert message in reason(tmp_path / "a.docx")


def test_bombs_and_empty_documents(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(bomb())
    assert "unpacks to more than 200 MB" in reason(tmp_path / "a.docx")
    assert "no text in this Word document" in reason(saved(Document(), tmp_path / "b.docx"))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("It rained. HERE")
    source = saved(document, tmp_path / "a.docx")
    target = tmp_path / "b.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                secret = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "expanded">]>'
                head, _, rest = data.partition(b"?>")
                data = head + b"?>" + secret + rest.replace(b"HERE", b"&x;&y;")
            new.writestr(name, data)
    assert read_one(target).article.text == "It rained."
