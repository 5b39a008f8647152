"""RSS 0.9-2.0, RDF (RSS 1.0) and Atom feeds -> their entries."""

import io
from calendar import timegm
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from xml.sax import SAXException

import feedparser  # type: ignore[import-untyped]

from index.errors import ReadingError
from index.reading.cleaning import one_line
from index.reading.dates import is_future, parse_date
from index.reading.html_fragment import fragment_text
from index.reading.web.entry import Entry

ROOTS = {"rss", "rdf", "feed"}
"""The names of the first elements of feeds."""


def parse_feed(text: str, url: str) -> tuple[list[Entry], str | None]:
    """The entries of a feed, and what is wrong with its XML, if anything is. Raises ReadingError for no feed."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        # As a stream: a string would be opened if it happened to be the name of a file.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", errors="replace")),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
        entries = [_entry(entry, parsed.feed) for entry in parsed.entries]
    except Exception as error:  # hostile feeds raise all sorts of errors in it
        raise ReadingError(f"broken feed ({type(error).__name__}): tell the site") from error
    problem = parsed.get("bozo_exception")
    reason = f"broken XML ({one_line(str(problem))[:120]})" if isinstance(problem, SAXException) else None
    if not entries:
        if reason:
            raise ReadingError(f"{reason} and no article in it: tell the site, or try again later")
        raise ReadingError("the feed lists no articles: check the address, or try again later")
    return entries, reason and f"{reason}: some entries may be missing or incomplete; tell the site"


def _entry(entry: Any, feed: Any) -> Entry:
    contents = [part.get("value") or "" for part in entry.get("content", ())]
    html = max([*contents, entry.get("summary") or ""], key=len)
    title = entry.get("title") or ""
    if (entry.get("title_detail") or {}).get("type") != "text/plain":
        title = fragment_text(title)
    outlet = (entry.get("source") or {}).get("title") or feed.get("title")
    fields = {
        "title": one_line(title) or None,
        "author": one_line(entry.get("author") or "") or None,
        "source": one_line(fragment_text(outlet or "")) or None,
        "published_at": _date(entry),
    }
    # The text counts only without a date: a counter or an advertisement in it changes all the time.
    version = (entry.get("updated") or entry.get("published") or html, title)
    digest = sha256(repr(version).encode("utf-8", errors="replace")).hexdigest()
    return Entry(url=entry.get("link") or None, fields=fields, html=html, version=digest)


def _date(entry: Any) -> str | None:
    for name in ("published", "updated"):
        date = parse_date(entry.get(name))
        moment = entry.get(f"{name}_parsed")
        if date is None and moment:
            date = parse_date(datetime.fromtimestamp(timegm(moment), UTC))
        if date and not is_future(date):
            return date
    return None
