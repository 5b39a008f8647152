"""The source panel: an article with the cited words marked. Pure functions; everything is escaped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from index.article import Article, Span
from ui.citing import FORMATS, Reference, plain
from ui.markup import day, dotted, web_address

LONGEST_ID = 1024
"""Characters; a longer article id in a request is no article id."""

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINE_END = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article that a reader wants to see; an empty one at 0 is the whole article, without a mark."""

    article_id: str
    span: Span

    @property
    def key(self) -> str:
        """How page.js names it, to know that the panel shows what was asked for last."""
        return f"{self.article_id}:{self.span.start}-{self.span.end}"


def place_from(request: object) -> Place | None:
    """The place that a page asks for as `{"article", "start", "end"}`; None where that is malformed."""
    if not isinstance(request, dict):
        return None
    article_id, start, end = request.get("article"), request.get("start"), request.get("end")
    if not isinstance(article_id, str) or not 0 < len(article_id) <= LONGEST_ID:
        return None
    # `type(...) is int`: True is an int to isinstance, and no offset.
    if type(start) is not int or type(end) is not int or not (0 <= start < end or start == end == 0):
        return None
    return Place(article_id, Span(start, end))


def panel_html(article: Article, span: Span) -> str:
    """An article with the words of `span` in <mark>. `span` must lie inside the text, and may be empty."""
    origin = dotted(f"By {article.author}" if article.author else None, day(article.published_at))
    head = (
        f'<p class="outlet">{escape(article.source or "Unknown outlet")}</p><h2>{escape(article.title)}</h2>'
        f'<p class="byline"><span>{escape(origin)}</span>{_original(article.url)}</p>{_cite(article, span)}'
    )
    return _frame(
        head, f'<div class="article-text">{"".join(_paragraphs(article, span))}</div>', key=Place(article.id, span).key
    )


def _cite(article: Article, span: Span) -> str:
    """The words with their source, and the article as a reference in each format, to be copied."""
    reference = Reference.to(article)
    words = " ".join(article.text[span.start : span.end].split())
    copies = {"Quotation": f"“{words}” ({plain(reference)})"} if words else {}
    copies |= {name: made(reference) for name, made in FORMATS.items()}
    buttons = "".join(
        f'<button type="button" class="copy" data-copy="{escape(text)}">{name}</button>'
        for name, text in copies.items()
    )
    return f'<div class="copies" role="group" aria-label="Copy"><span>Copy</span>{buttons}</div>'


def panel_failure_html(message: str, place: Place | None = None) -> str:
    """The panel when there is nothing to show at `place`: one line of why."""
    return _frame("", f'<p class="failure" role="alert">{escape(message)}</p>', key=place.key if place else "")


def panel_hint_html() -> str:
    """What the panel says before a citation was opened."""
    return (
        '<div class="hint"><p>Sources open here.</p><p>Choose a number in an answer to read the cited words '
        "in their article. <kbd>[</kbd> and <kbd>]</kbd> step through an answer’s citations, "
        "<kbd>Esc</kbd> closes.</p></div>"
    )


def _frame(head: str, body: str, *, key: str) -> str:
    """The panel: a bar, which page.js fills and works, a head that stays, and a body that scrolls."""
    return (
        f'{panel_hint_html()}<aside class="source" aria-label="Source article" data-key="{escape(key)}">'
        '<div class="source-bar"><span class="position"></span>'
        '<button type="button" class="step" data-step="-1" aria-label="Previous citation"'
        ' title="Previous citation ( [ )">‹</button>'
        '<button type="button" class="step" data-step="1" aria-label="Next citation"'
        ' title="Next citation ( ] )">›</button>'
        '<button type="button" class="close" aria-label="Close the source" title="Close (Esc)">×</button></div>'
        f'<header class="source-head">{head}</header>'
        f'<div class="source-body" tabindex="0" role="group" aria-label="Text of the article">{body}</div></aside>'
    )


def _original(url: str | None) -> str:
    address = web_address(url)
    if address is None:
        return ""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return (
        f'<a class="original" href="{escape(address)}" target="_blank" rel="noopener noreferrer nofollow"'
        f' aria-label="{escape(host)}: the original article, in a new tab">'
        f'{escape(host)} <span aria-hidden="true">↗</span></a>'
    )


def _paragraphs(article: Article, span: Span) -> Iterator[str]:
    """The text's paragraphs, as stored. A first paragraph that only repeats the headline is left out."""
    separator = _BLANK_LINES if _BLANK_LINES.search(article.text) else _LINE_END
    for number, paragraph in enumerate(_split(article.text, separator)):
        words = article.text[paragraph.start : paragraph.end]
        repeats_headline = number == 0 and words.strip() == article.title.strip()
        if words.strip() and not (repeats_headline and not paragraph.overlaps(span)):
            yield f"<p>{_marked(article.text, paragraph, span)}</p>"


def _split(text: str, separator: re.Pattern[str]) -> Iterator[Span]:
    position = 0
    for match in separator.finditer(text):
        yield Span(position, match.start())
        position = match.end()
    yield Span(position, len(text))


def _marked(text: str, paragraph: Span, span: Span) -> str:
    """A paragraph, escaped, with the part of `span` that lies in it in <mark>."""
    if not paragraph.overlaps(span):
        return escape(text[paragraph.start : paragraph.end])
    start, end = max(span.start, paragraph.start), min(span.end, paragraph.end)
    before, words, after = text[paragraph.start : start], text[start:end], text[end : paragraph.end]
    return f"{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"
