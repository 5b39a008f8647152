"""Sitemaps (sitemaps.org 0.9, with Google's news extension) -> the pages and further sitemaps that they list."""

from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from index.errors import ReadingError
from index.reading.cleaning import one_line
from index.reading.dates import is_future, parse_date
from index.reading.web.entry import Entry

ROOTS = {"urlset", "sitemapindex"}
"""The names of the first elements of sitemaps."""

_NEWS = {"title": "title", "publication_date": "published_at", "name": "source"}
_CHARACTERS = 4000
_DEPTH = 50


class Sitemap(NamedTuple):
    """What a sitemap lists."""

    pages: list[Entry]
    sitemaps: list[str]


def parse_sitemap(text: str) -> Sitemap:
    """The content of a sitemap. Raises ReadingError if it is broken."""
    handler = _Handler()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    parser.EntityDeclHandler = handler.refuse
    try:
        parser.Parse(text.encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        raise ReadingError(f"broken sitemap ({error}): tell the site, or try again later") from error
    if not handler.pages and not handler.sitemaps:
        raise ReadingError("the sitemap lists no pages: check the address, or try again later")
    return Sitemap(handler.pages, handler.sitemaps)


@dataclass
class _Handler:
    pages: list[Entry] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    _path: list[str] = field(default_factory=list)
    _text: str = ""
    _place: str = ""
    _changed: str = ""
    _fields: dict[str, object] = field(default_factory=dict)

    def start(self, name: str, attributes: object) -> None:
        self._path.append(name.rpartition(" ")[2].lower())
        self._text = ""
        if len(self._path) > _DEPTH:
            raise ReadingError("broken sitemap (nested too deeply): tell the site")
        if len(self._path) == 2:
            self._place, self._changed, self._fields = "", "", {}

    def characters(self, text: str) -> None:
        if len(self._text) < _CHARACTERS:
            self._text += text

    def end(self, _name: str) -> None:
        match self._path[1:]:
            case ["url" | "sitemap", "loc"]:
                self._place = self._text.strip()
            case ["url", "lastmod"]:
                self._changed = self._text.strip()
            case ["url", "news", *_, name] if name in _NEWS:
                self._fields[_NEWS[name]] = self._value(name)
            case ["url"] if self._place:
                self.pages.append(Entry(url=self._place, fields=self._fields, version=self._changed))
            case ["sitemap"] if self._place:
                self.sitemaps.append(self._place)
        self._path.pop()

    def refuse(self, *_: object) -> None:
        raise ReadingError("the XML declares entities, which are not expanded: ask the site for a plain sitemap")

    def _value(self, name: str) -> str | None:
        if name != "publication_date":
            return one_line(self._text) or None
        date = parse_date(self._text.strip())
        return None if date is None or is_future(date) else date
