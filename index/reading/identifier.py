"""Article ids: the source's own, checked, or one made from what is known of the article."""

import re
import unicodedata
from hashlib import sha256

from index.errors import ReadingError
from index.reading.cleaning import storable
from index.reading.limits import ID_CHARACTERS

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SLUG_CHARACTERS = 80
_TITLE_SLUG_CHARACTERS = 40


def own_identifier(value: object) -> str | None:
    """The id that a source gives, trimmed; None without one. Raises ReadingError if it is unusable."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ReadingError("id is neither a string nor a number: make it one")
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise ReadingError(f"id is {value}: make it a string or a number")
        value = int(value) if value.is_integer() else value
    identifier = storable(str(value)).strip(" ")
    if not identifier:
        return None
    if len(identifier) > ID_CHARACTERS:
        raise ReadingError(f"id has {len(identifier)} characters: shorten it to {ID_CHARACTERS} at most")
    if _CONTROLS.search(identifier) or identifier != identifier.strip():
        raise ReadingError(f"id {identifier!r} contains control characters or odd white space: remove them")
    return identifier


def slug(text: str, limit: int = _SLUG_CHARACTERS) -> str:
    """`text` in lower case, without accents, words joined by "-"; cut at a word if longer than `limit`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    slugged = re.sub(r"[\W_]+", "-", plain.replace("'", "").replace("’", "").lower()).strip("-")
    if len(slugged) > limit:
        slugged = slugged[: limit + 1].rpartition("-")[0] or slugged[:limit]
    return slugged or "article"


def derived_identifier(title: str, *, url: str | None, source: str | None, published_at: str | None) -> str:
    """An id for a record without one, the same each time the record is read."""
    known = url or f"{source or ''}{title}{published_at or ''}"
    return f"{slug(title, _TITLE_SLUG_CHARACTERS)}-{sha256(known.encode()).hexdigest()[:8]}"
