"""An address -> the articles behind it: of a page, or of all pages that a feed or a sitemap lists."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from index.errors import ReadingError
from index.reading.encoding import byte_order_mark
from index.reading.item import Failure, Item
from index.reading.web import feed, sitemap
from index.reading.web.address import identity, parse_address
from index.reading.web.body import unpacked
from index.reading.web.entry import Entry
from index.reading.web.fetcher import LIMIT, Fetched, Fetcher
from index.reading.web.page import read_articles, read_entry, read_page
from index.reading.web.xml_text import decode_xml, root_name

PAGES = 1000
"""Pages that are read from one feed or sitemap."""
_SITEMAPS = 200
"""Sitemaps that are fetched for one sitemap index."""
_SNIFFED = 65_536


def read_url(url: str, *, fetcher: Fetcher) -> Iterator[Item | Failure]:
    """The articles at an address, and a Failure for each that cannot be read. Nothing on the web raises."""
    try:
        fetched = _opened(fetcher.fetch(url))
        root = _root(fetched)
        if root in feed.ROOTS:
            yield from _read_feed(fetched, fetcher)
        elif root in sitemap.ROOTS:
            yield from _read_sitemap(fetched, fetcher)
        else:
            yield from read_articles(fetched)
    except ReadingError as error:
        yield Failure(url, str(error))


def feed_entries(url: str, *, fetcher: Fetcher) -> list[Entry]:
    """What a feed lists now, for who watches it. Raises ReadingError if it is no feed."""
    fetched = _opened(fetcher.fetch(url))
    if _root(fetched) not in feed.ROOTS:
        raise ReadingError(f"{url} is no RSS or Atom feed: give the address of one")
    entries, _ = feed.parse_feed(decode_xml(fetched.data, fetched.charset), fetched.url)
    return entries


def _opened(fetched: Fetched) -> Fetched:
    return replace(fetched, data=unpacked(fetched.data, LIMIT))


def _root(fetched: Fetched) -> str | None:
    """The first element, whatever the server calls the document: feeds come as HTML and as plain text too."""
    opening = fetched.data[:_SNIFFED]
    length, encoding = byte_order_mark(opening)
    return root_name(opening[length:].decode(encoding or "latin-1", errors="ignore"))


def _read_feed(fetched: Fetched, fetcher: Fetcher) -> Iterator[Item | Failure]:
    entries, problem = feed.parse_feed(decode_xml(fetched.data, fetched.charset), fetched.url)
    if problem:
        yield Failure(fetched.url, problem)
    pages = _Pages(fetched, fetcher)
    yield from pages.read(entries)
    yield from pages.left(fetched.url)


def _read_sitemap(first: Fetched, fetcher: Fetcher) -> Iterator[Item | Failure]:
    pages = _Pages(first, fetcher)
    waiting: deque[str] = deque()
    seen = {first.url}
    fetched: Fetched | None = first
    while True:
        if fetched:
            try:
                found = sitemap.parse_sitemap(decode_xml(fetched.data, fetched.charset))
            except ReadingError as error:
                yield Failure(fetched.url, str(error))
            else:
                waiting.extend(place for place in dict.fromkeys(found.sitemaps) if place not in seen)
                seen.update(found.sitemaps)
                yield from pages.read(found.pages)
        if not waiting or pages.is_full or len(seen) - len(waiting) > _SITEMAPS:
            break
        place = waiting.popleft()
        fetched = None
        try:
            fetched = _opened(fetcher.fetch(place))
        except ReadingError as error:
            yield Failure(place, str(error))
    yield from pages.left(first.url, sitemaps=len(waiting))


class _Pages:
    """Reads the pages that a feed or sitemap lists: each once, and no more than `PAGES`."""

    def __init__(self, listing: Fetched, fetcher: Fetcher) -> None:
        self._listing = listing
        self._fetcher = fetcher
        self._seen: set[str] = set()
        self._read = 0
        self._left = 0

    @property
    def is_full(self) -> bool:
        """Whether no further page is read."""
        return self._read >= PAGES

    def read(self, entries: list[Entry]) -> Iterator[Item | Failure]:
        """The articles of `entries`, from their pages or, failing that, from the feed."""
        for entry in entries:
            try:
                key = identity(parse_address(entry.url)) if entry.url else repr((entry.fields, entry.html))
            except ReadingError as error:
                yield Failure(entry.url or self._listing.url, str(error))
                continue
            if key in self._seen:
                continue
            self._seen.add(key)
            if self.is_full:
                self._left += 1
                continue
            self._read += 1
            yield self._read_one(entry)

    def left(self, url: str, *, sitemaps: int = 0) -> Iterator[Failure]:
        """A Failure that says how much was not read, if anything was not."""
        parts = [f"{self._left:,} more pages"] if self._left else []
        if sitemaps:
            parts.append(f"{sitemaps:,} more sitemaps")
        if parts:
            what = f"{' and '.join(parts)} not read, {self._read:,} were"
            yield Failure(url, f"{what}: give the sitemap of a section, or single addresses")

    def _read_one(self, entry: Entry) -> Item | Failure:
        problem: ReadingError | None = None
        if entry.url:
            try:
                return read_page(self._fetcher.fetch(entry.url), entry.fields)
            except ReadingError as error:
                problem = error
        try:
            return read_entry(entry, self._listing.address)
        except ReadingError as error:
            return Failure(entry.url or self._listing.url, str(problem or error))
