"""HTML pages: the article's own paragraphs, without what stands around them."""

import copy
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG
from trafilatura.utils import load_html

from index.errors import ReadingError
from index.reading.byline import without_byline
from index.reading.cleaning import one_line, tidy
from index.reading.encoding import decode
from index.reading.html_metadata import page_metadata
from index.reading.item import Failure, Item
from index.reading.limits import FILE_BYTES
from index.reading.metadata import read_metadata
from index.reading.record import read_document
from index.reading.whole_file import read_whole

# They warn of every odd page on stderr; a page that cannot be read is reported as a Failure.
for _vendor in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_vendor).setLevel(logging.CRITICAL)

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A paragraph that is not closed goes on inside <font>, and the next is nested in it: without them it ends.
_OLD_TAGS = re.compile(r"</?(?:font|center)\b[^<>]*>", re.IGNORECASE)
_NO_TEXT = "no article text in this page: save the page itself, not a list of links, a frame or an empty shell"

_CLUTTER = ", ".join(("nav", "aside", "footer", "dialog", "noscript", "template")).split(", ")
_CLUTTER_NAMES = (
    "cookie",
    "consent",
    "gdpr",
    "newsletter",
    "byline",
    "dateline-meta",
    "share-",
    "related",
    "read-more",
)
_NAMED = " or ".join(f"contains(concat(@class, ' ', @id), '{name}')" for name in _CLUTTER_NAMES)
# A class of clutter on a wrapper of everything ("page has-related") must not cost the article.
_IS_SMALL = "not(.//h1) and not(.//article) and count(.//p) < 6"
_PRUNED = [
    *(f"//{tag}" for tag in _CLUTTER),
    f"//*[self::div or self::section or self::p or self::ul or self::span][{_NAMED}][{_IS_SMALL}]",
]

_CONFIG = copy.deepcopy(DEFAULT_CONFIG)
# Below this trafilatura takes the whole page, menus and all: a brief of two sentences is an article too.
_CONFIG["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "40"
_CONFIG["DEFAULT"]["MAX_FILE_SIZE"] = str(4 * FILE_BYTES)


def read_html_file(path: Path, origin: str) -> Iterator[Item | Failure]:
    """The article of a saved page. Raises ReadingError."""
    data = read_whole(path)
    yield read_page_text(decode(data, declared_encoding(data)), origin=origin, url=None)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in a meta element."""
    match = _DECLARED.search(data[:4096])
    return match[1].decode("ascii", "ignore") if match else None


def read_page_text(text: str, *, origin: str, url: str | None, lacking: Mapping[str, object] | None = None) -> Item:
    """As `index.reading.read_html`; the fields `lacking` fill what the page does not say of itself."""
    if not text.strip():
        raise ReadingError("the page is empty: put an article in it or leave it out")
    try:
        tree = load_html(_OLD_TAGS.sub("", _DECLARATION.sub("", text)))
        fields = page_metadata(tree, url) if tree is not None else {}
        paragraphs = _paragraphs(tree) if tree is not None else []
    except Exception as error:  # the parsers raise all sorts of errors for hostile pages
        raise ReadingError(f"broken HTML ({type(error).__name__}): open and save the page in a browser") from error
    given = {name: value for name, value in fields.items() if value}
    if (lacking or {}).get("source") and url and urlsplit(url).netloc.endswith(str(given.get("source"))):
        del given["source"]  # only the host's name, for want of a better
    metadata = read_metadata({**(lacking or {}), **given})
    body = tidy("\n\n".join(without_byline(paragraphs, metadata)))
    if not body:
        raise ReadingError(_NO_TEXT)
    return read_document(body, metadata, origin)


def _paragraphs(tree: Any) -> list[str]:
    """The text of each block of the article, in order."""
    for table in tree.xpath("//table[.//h1 or .//p[string-length(.) > 100]]"):
        # A table that holds running text is the page's layout: its cells are blocks, not figures.
        for element in table.iter("table", "tbody", "thead", "tr", "td", "th"):
            element.tag = "div"
    for quotation in list(tree.iter("q")):
        # A browser draws the marks of <q>; without them the words would no longer be a quotation.
        quotation.text = "“" + (quotation.text or "")
        quotation.tail = "”" + (quotation.tail or "")
        quotation.drop_tag()
    document = bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        prune_xpath=_PRUNED,
        config=_CONFIG,
    )
    return list(filter(None, _blocks(document.body))) if document is not None else []


def _blocks(parent: Any) -> Iterator[str]:
    """Paragraphs, headings, items and table rows below `parent`, whitespace as a browser shows it."""
    for element in parent:
        if element.tag == "table":
            rows = ("; ".join(filter(None, (_shown(cell) for cell in row))) for row in element.iter("row"))
            yield "\n".join(filter(None, rows))
        elif element.tag == "list":
            items = [_shown(item) for item in element.iter("item") if not item.xpath(".//item")]
            yield "\n".join(filter(None, items))
        elif element.tag in ("quote", "div", "body") and element.xpath("./p|./list|./head|./quote"):
            if element.text and element.text.strip():
                yield one_line(element.text)
            yield from _blocks(element)
        else:
            yield _shown(element)
        if element.tail and element.tail.strip():
            yield one_line(element.tail)


def _shown(element: Any) -> str:
    return "\n".join(one_line(line) for line in _inline(element).split("\n") if line.strip())


def _inline(element: Any) -> str:
    parts = [_flowing(element.text)]
    for child in element:
        parts.append("\n" if child.tag == "lb" else _inline(child))
        parts.append(_flowing(child.tail))
    return "".join(parts)


def _flowing(text: str | None) -> str:
    """A text node; its line ends are blanks to a browser."""
    return re.sub(r"\s+", " ", text or "")
