"""What a page says of itself: JSON-LD first, then meta elements, then what trafilatura guesses."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from trafilatura.metadata import extract_metadata

_META: dict[str, tuple[str, ...]] = {
    "id": ("article:id",),
    "title": ("og:title", "headline", "dc.title", "twitter:title"),
    "source": ("og:site_name", "publisher", "dc.publisher", "application-name"),
    "author": ("author", "article:author", "byl", "dc.creator", "parsely-author"),
    "url": ("og:url",),
    "published_at": (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "dc.date",
        "dcterms.created",
        "parsely-pub-date",
    ),
}
_ARTICLE_TYPE = re.compile(r"(?:article|posting|report|reportage)$", re.IGNORECASE)
_TITLE_GAP = re.compile(r"\s+[|–—·•:-]\s+")


def page_metadata(tree: Any, url: str | None) -> dict[str, object]:
    """Fields for `read_metadata`, from a parsed page."""
    structured = _structured(tree)
    named = _named(tree)
    # No extensive search for a date: it takes any year that stands in the text or the footer.
    guessed = extract_metadata(tree, default_url=url, extensive=False)
    times = tree.xpath("//article//time/@datetime | //main//time/@datetime | //header//time/@datetime")
    fields: dict[str, object] = {
        "id": named.get("id"),
        "title": structured.get("title") or named.get("title") or guessed.title,
        "source": structured.get("source") or named.get("source") or guessed.sitename,
        "author": structured.get("author") or _person(named.get("author")) or guessed.author,
        "url": _canonical(tree) or named.get("url") or structured.get("url") or url or guessed.url,
        "published_at": structured.get("published_at") or named.get("published_at") or next(iter(times), None)
        or guessed.date,
    }  # fmt: skip
    fields["title"] = _without_outlet(fields["title"], fields["source"])
    if isinstance(fields["author"], str):
        fields["author"] = fields["author"].replace("; ", ", ")
    return fields


def _named(tree: Any) -> dict[str, object]:
    contents: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if content:
            contents.setdefault(name.strip().lower(), content)
    return {field: next((contents[name] for name in names if name in contents), None) for field, names in _META.items()}


def _structured(tree: Any) -> dict[str, object]:
    """The fields of the first JSON-LD object that is an article."""
    for element in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            value = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for entry in _objects(value):
            types = entry.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
                return _article_fields(entry)
    return {}


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for entry in value:
            yield from _objects(entry, depth)
    elif isinstance(value, dict) and depth < 3:
        yield value
        yield from _objects([value.get("@graph"), value.get("mainEntity")], depth + 1)


def _article_fields(entry: dict[str, Any]) -> dict[str, object]:
    page = entry.get("mainEntityOfPage")
    title = entry.get("headline") or entry.get("name")
    return {
        "title": unescape(title) if isinstance(title, str) else None,
        "source": _readable(entry.get("publisher")),
        "author": _readable(entry.get("author")),
        "url": entry.get("url") or (page.get("@id") if isinstance(page, dict) else page),
        "published_at": entry.get("datePublished"),
    }


def _readable(value: object) -> object:
    """A name, or objects with names; an object without one (only an @id) says nothing."""
    if isinstance(value, str):
        return unescape(value) or None
    entries = value if isinstance(value, list) else [value]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    return [unescape(name) for name in names if isinstance(name, str) and name] or None


def _person(value: object) -> object:
    """`value` unless it is the address of a profile, as article:author often is."""
    return None if isinstance(value, str) and re.match(r"https?://", value) else value


def _canonical(tree: Any) -> object:
    addresses = tree.xpath('//link[@rel="canonical"]/@href')
    return next((address for address in addresses if address.startswith("http")), None)


def _without_outlet(title: object, outlet: object) -> object:
    """The title without the " | Harbour Courier" that sites add."""
    outlets = [name for name in (outlet if isinstance(outlet, list) else [outlet]) if isinstance(name, str)]
    if not isinstance(title, str):
        return title
    for gap in reversed(list(_TITLE_GAP.finditer(title))):
        if title[gap.end() :].strip().casefold() in (name.casefold() for name in outlets):
            return title[: gap.start()]
    return title
