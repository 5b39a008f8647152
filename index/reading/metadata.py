"""The fields that say what an article is, under the names that archives give them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.errors import ReadingError
from index.reading.cleaning import one_line, storable
from index.reading.dates import is_future, parse_date
from index.reading.identifier import own_identifier
from index.reading.limits import TEXT_CHARACTERS

ALIASES: dict[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "guid"),
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "articlebody"),
    "source": ("outlet", "source", "publisher", "sitename"),
    "author": ("author", "authors", "byline", "creator"),
    "url": ("url", "link"),
    "published_at": ("publishedat", "datepublished", "published", "pubdate", "date"),
}
"""Our name of a field -> the names it goes by, the best first, in lower case without "_", "-" and blanks."""

_BYLINE = re.compile(r"^by[\s:]+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the fields of a record, a header or a page say; None where they are silent."""

    id: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: str | None = None


def plain_name(name: str) -> str:
    """A field's name as `ALIASES` writes it: "Published_At" -> "publishedat"."""
    return re.sub(r"[\s_:-]+", "", name).lower()


def field(fields: Mapping[str, object], name: str) -> object:
    """The first alias of `name` with a value that is not empty; None without one."""
    plain: dict[str, object] = {}
    for key, value in fields.items():
        if value is not None and value != "":
            plain.setdefault(plain_name(key), value)
    return next((plain[alias] for alias in ALIASES[name] if alias in plain), None)


def read_metadata(fields: Mapping[str, object]) -> Metadata:
    """The metadata in `fields`. Raises ReadingError for an unusable id or title, or a date in the future.

    The other fields are kept when they can be understood and left out when not: none is worth an article.
    """
    title = field(fields, "title")
    if isinstance(title, bool) or not isinstance(title, str | int | float | None):
        raise ReadingError(f"title is {kind(title)}: give it as a string")
    published_at = parse_date(field(fields, "published_at"))
    if published_at and is_future(published_at):
        raise ReadingError(f"published_at is in the future ({published_at}): correct it")
    return Metadata(
        id=own_identifier(field(fields, "id")),
        title=(one_line(str(title)) or None) if title is not None else None,
        source=_names(field(fields, "source")),
        author=_author(field(fields, "author")),
        url=web_address(field(fields, "url")),
        published_at=published_at,
    )


def read_text(fields: Mapping[str, object]) -> str:
    """The text of a record, exactly as given but for what cannot be stored. Raises ReadingError."""
    text = field(fields, "text")
    if text is None:
        if any(plain_name(key) in ALIASES["text"] for key in fields):
            raise ReadingError("text is empty: fill it in or leave the article out")
        raise ReadingError('no text: give the article a field "text" (or "body" or "content")')
    if not isinstance(text, str):
        raise ReadingError(f"text is {kind(text)}: give it as one string")
    return storable(checked_text(text))


def checked_text(text: str) -> str:
    """`text` if it holds any words and is not too long; raises ReadingError otherwise."""
    if not text or text.isspace():
        raise ReadingError("text is empty or only white space: fill it in or leave the article out")
    if len(text) > TEXT_CHARACTERS:
        raise ReadingError(f"text has {len(text):,} characters, more than {TEXT_CHARACTERS:,}: split the article")
    return text


def web_address(value: object) -> str | None:
    """`value` if it is an http or https address. Others are dropped: a page will make a link of it."""
    if not isinstance(value, str):
        return None
    address = storable(value).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s\x00-\x1f\"<>]", address)
    return address if sound else None


def kind(value: object) -> str:
    """What a JSON value is, in words for a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, list):
        return "a list"
    return "an object" if isinstance(value, dict) else "a string"


def _author(value: object) -> str | None:
    names = _names(value)
    return _BYLINE.sub("", names) if names else None


def _names(value: object) -> str | None:
    """A name, a number, an object with a name, or a list of these (joined by commas)."""
    if isinstance(value, list):
        names = dict.fromkeys(filter(None, (_name(entry) for entry in value)))
        return ", ".join(names) or None
    return _name(value)


def _name(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return one_line(str(value)) or None
