"""A record (a JSON object, a CSV row) or a document's parts -> an article."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from index.article import Article
from index.errors import ReadingError
from index.reading.cleaning import first_sentence
from index.reading.file_name import parse_file_name
from index.reading.identifier import derived_identifier
from index.reading.item import Item
from index.reading.metadata import Metadata, checked_text, read_metadata, read_text


def read_record(fields: Mapping[str, object], origin: str) -> Item:
    """The article in the fields of a record, its text exactly as given. Raises ReadingError."""
    metadata = read_metadata(fields)
    text = read_text(fields)
    title = metadata.title or first_sentence(text)
    identifier = metadata.id or derived_identifier(
        title, url=metadata.url, source=metadata.source, published_at=metadata.published_at
    )
    return _item(replace(metadata, id=identifier), title, text, origin, fixed_id=True)


def read_document(text: str, metadata: Metadata, origin: str) -> Item:
    """The article of a file or page that holds one; its name fills in the gaps. Raises ReadingError."""
    name = parse_file_name(origin)
    known = replace(
        metadata, id=metadata.id or name.identifier, published_at=metadata.published_at or name.published_at
    )
    title = metadata.title or name.title
    return _item(known, title, checked_text(text), origin, fixed_id=metadata.id is not None)


def _item(metadata: Metadata, title: str, text: str, origin: str, *, fixed_id: bool) -> Item:
    article = Article(
        id=metadata.id or "",
        title=title,
        text=text,
        source=metadata.source,
        author=metadata.author,
        url=metadata.url,
        published_at=metadata.published_at,
    )
    return Item(article=article, origin=origin, fixed_id=fixed_id)


class SeenRecords:
    """The ids of a file's records so far, to tell a repeated record from two articles under one id."""

    def __init__(self) -> None:
        # A digest, not the article, so that a large file does not fill the memory.
        self._seen: dict[str, tuple[int, bytes]] = {}

    def check(self, article: Article, number: int, unit: str = "line") -> None:
        """Note `article`; raise ReadingError if its id stood before, at another article."""
        parts = (
            article.title,
            article.text,
            article.source,
            article.author,
            article.url,
            article.published_at,
        )
        digest = sha256(repr(parts).encode()).digest()
        first, known = self._seen.setdefault(article.id, (number, digest))
        if known != digest:
            raise ReadingError(f"duplicate id '{article.id}' (first at {unit} {first}): give each article its own")
