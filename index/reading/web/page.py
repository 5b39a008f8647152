"""A fetched document that holds articles -> items."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from index.errors import ReadingError
from index.reading.cleaning import tidy
from index.reading.encoding import decode
from index.reading.file_name import parse_file_name
from index.reading.html_fragment import fragment_text
from index.reading.identifier import slug
from index.reading.item import Failure, Item
from index.reading.json_file import read_json
from index.reading.metadata import read_metadata
from index.reading.record import read_document
from index.reading.web import feed, sitemap
from index.reading.web.address import Address, identity, parse_address
from index.reading.web.entry import Entry
from index.reading.web.fetcher import Fetched
from index.reading.web.xml_text import root_name

_SLUG_CHARACTERS = 40
_SNIFFED = 65_536
_LISTINGS = feed.ROOTS | sitemap.ROOTS


def read_articles(fetched: Fetched) -> Iterator[Item | Failure]:
    """The articles of a document that was asked for by its address. Raises ReadingError."""
    if fetched.content_type.endswith("json"):
        yield from read_json(decode(fetched.data, fetched.charset), fetched.url, fetched.url)
    else:
        yield read_page(fetched, {})


def read_page(fetched: Fetched, lacking: Mapping[str, object]) -> Item:
    """The article of a page, a PDF or a plain text; `lacking` fills what it does not say. Raises ReadingError.

    Its id is made from its address alone: an id that the page names could be that of another's article.
    """
    # These take a second to load: only the first page pays for it.
    from index.reading.html_page import declared_encoding, read_page_text
    from index.reading.pdf_file import read_pdf
    from index.reading.text_file import read_text

    address = fetched.address
    if fetched.data.startswith(b"%PDF-") or fetched.content_type == "application/pdf":
        return _placed(read_pdf(fetched.data, str(address)), address)
    text = decode(fetched.data, fetched.charset or declared_encoding(fetched.data))
    root = root_name(text[:_SNIFFED])
    if root in _LISTINGS or (fetched.content_type.endswith("xml") and root != "html"):
        raise ReadingError(f"no page but XML ({root or 'without an element'}): give the address of an article")
    if fetched.content_type in ("text/plain", "text/markdown") and root != "html":
        return _placed(read_text(text, str(address)), address)
    item = read_page_text(text, origin=str(address), url=str(address), lacking=lacking)
    return _placed(item, _canonical(item, address))


def read_entry(entry: Entry, listing: Address) -> Item:
    """The article as its feed gives it. Raises ReadingError when the feed gives no text."""
    text = tidy(fragment_text(entry.html))
    if not text:
        raise ReadingError("the feed gives no text of it either")
    address = parse_address(entry.url) if entry.url else listing
    item = read_document(text, read_metadata(entry.fields), str(address))
    if entry.url:
        return _placed(item, address)
    # Without a page of its own, an entry is known by its feed and its title.
    title = sha256(item.article.title.encode()).hexdigest()[:16]
    return _placed(item, address, fragment=f"#{slug(item.article.title, _SLUG_CHARACTERS)}-{title}")


def _canonical(item: Item, address: Address) -> Address:
    """The address that a page gives for itself, if it is believable: on its host, and not the front page."""
    try:
        named = parse_address(item.article.url or "")
    except ReadingError:
        return address
    is_front = named.target == "/" and address.target != "/"
    return address if named.host != address.host or named.port != address.port or is_front else named


def _placed(item: Item, address: Address, fragment: str = "") -> Item:
    place = identity(address) + fragment
    name = fragment.removeprefix("#") or parse_file_name(place).identifier
    identifier = f"{slug(name, _SLUG_CHARACTERS)}-{sha256(place.encode()).hexdigest()[:16]}"
    return Item(replace(item.article, id=identifier, url=identity(address)), origin=place, fixed_id=True)
