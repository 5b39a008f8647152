"""Small pieces of HTML. Every text that comes from outside passes `escape`; nothing is trusted."""

import re
from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import quote, urlsplit

from assistant.answer import Citation
from index.article import Span

PEEK_LENGTH = 320
"""Characters of a quotation shown when the pointer rests on its mark."""

_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_MARKER = re.compile(r"[ \u00a0]*\[(\d{1,4})\]")
_BULLET = re.compile(r"^\s*[-*•]\s+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(published_at: str | None) -> str:
    """An ISO date as "4 Mar 2025"; what is no ISO date stays as it is. Not escaped."""
    if not published_at:
        return ""
    try:
        value = date.fromisoformat(published_at[:10])
    except ValueError:
        return published_at
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def period(first: str | None, last: str | None) -> str:
    """Two ISO dates as "3 Mar – 2 May 2025", what they share said once. Not escaped."""
    start, end = day(first), day(last)
    if not start or not end or start == end:
        return start or end
    for length, glue in ((2, "–"), (1, " – ")):
        if start.split(" ")[-length:] == end.split(" ")[-length:]:
            return f"{' '.join(start.split(' ')[:-length])}{glue}{end}"
    return f"{start} – {end}"


def count(number: int, noun: str) -> str:
    """ "1 article", "1,908 articles"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def dotted(*parts: str | None) -> str:
    """The parts that are there, with a middle dot between them."""
    return " · ".join(part for part in parts if part)


def shortened(text: str, length: int) -> str:
    """The text on one line, cut at a word where it is longer than `length` characters."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def web_address(url: str | None) -> str | None:
    """The URL if a browser may safely open it: http or https with a host. Not escaped."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None


def span_attributes(article_id: str, span: Span) -> str:
    """The attributes by which a link opens a span of an article in the source panel."""
    address = f"#{quote(article_id, safe='')}:{span.start}-{span.end}"
    return (
        f'href="{escape(address)}" data-article="{escape(article_id)}"'
        f' data-start="{span.start:d}" data-end="{span.end:d}"'
    )


def chip(citation: Citation) -> str:
    """The mark of a citation: a small link that shows the quoted words and opens the source panel."""
    origin = dotted(citation.speaker, citation.source, day(citation.published_at))
    label = f"Citation {citation.marker:d}: {origin or citation.title}"
    return (
        f'<a class="cite" {span_attributes(citation.article_id, citation.span)}'
        f' data-quote="{escape(shortened(citation.quote, PEEK_LENGTH))}"'
        f' data-origin="{escape(origin or citation.title)}" aria-label="{escape(label)}">'
        f"<i>[</i>{citation.marker:d}<i>]</i></a>"
    )


def prose(text: str, citations: Sequence[Citation]) -> str:
    """A model's text as paragraphs and lists, its known markers as chips, its images dropped."""
    by_marker = {citation.marker: citation for citation in citations}
    blocks: list[str] = []
    bullets: list[str] = []

    def close_list() -> None:
        if bullets:
            blocks.append(f"<ul>{''.join(bullets)}</ul>")
            bullets.clear()

    for line in _IMAGE.sub(r"\1", text).splitlines():
        if _BULLET.match(line):
            bullets.append(f"<li>{_marked(_BULLET.sub('', line), by_marker)}</li>")
        elif line.strip():
            close_list()
            blocks.append(f"<p>{_marked(line, by_marker)}</p>")
    close_list()
    return "".join(blocks)


def _marked(line: str, by_marker: dict[int, Citation]) -> str:
    """A line, escaped, with a chip for each marker that has a citation."""
    parts: list[str] = []
    position = 0
    for match in _MARKER.finditer(line):
        citation = by_marker.get(int(match[1]))
        if citation is not None:
            parts += [escape(line[position : match.start()]), chip(citation)]
            position = match.end()
    return "".join([*parts, escape(line[position:])])
