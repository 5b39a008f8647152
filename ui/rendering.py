"""Turns and answers as HTML. Pure functions; everything that comes from outside is escaped."""

from collections.abc import Sequence
from html import escape

from assistant.answer import Answer, Citation, Refusal
from assistant.settings import EXTRACTIVE
from index.article import Hit
from ui.answerer import Summary
from ui.feedback import feedback_html
from ui.markup import chip, count, day, dotted, period, prose, shortened, span_attributes
from ui.turn import Turn

EXCERPT_LENGTH = 260
"""Characters shown of a passage that came near without answering."""


def turn_html(turn: Turn, actions: str = "") -> str:
    """A turn as it stands: question, answer so far, and what belongs below it; `actions` is HTML."""
    body = answer_html(turn.answer) if turn.answer is not None else _unfinished(turn)
    return (
        f'<article class="turn" data-state="{turn.state}">'
        f'<h2 class="question">{escape(turn.question)}</h2>{body}{actions}</article>'
    )


def _unfinished(turn: Turn) -> str:
    """What a turn shows without a complete answer: claims so far, then progress, the stop or the error."""
    text = f'<div class="answer">{prose(turn.streamed, turn.citations)}</div>' if turn.streamed else ""
    if turn.state == "failed":
        return f'{text}<p class="failure" role="alert">{escape(turn.error or "")}</p>'
    if turn.state == "stopped":
        rest = " What stands above was checked." if turn.streamed else ""
        return f'{text}<p class="note">This answer was stopped.{rest}</p>{_sources(turn.citations)}'
    return f'{text}<p class="progress"><span class="dots" aria-hidden="true"></span>{escape(turn.progress)}</p>'


def answer_html(answer: Answer) -> str:
    """A complete answer: text, warning, sources or nearest passages, and what was left out."""
    found = answer.status == "answered"
    kind = "answer" if found else "answer refusal"
    below = _sources(answer.citations, answer.independent_sources) + _nearest(answer.refusal)
    note = f'<p class="note warning">{escape(answer.note)}</p>' if answer.note else ""
    text = prose(answer.text, answer.citations)
    foot = f"{_disclosure(answer)}{_colophon(answer)}{feedback_html(answer)}"
    return f'<div class="{kind}">{text}</div>{note}{below}{foot}'


def _sources(citations: Sequence[Citation], independent: int = 0) -> str:
    """The articles used, in the order of their first marker, each with its markers.

    `independent` sources are fewer where some articles are copies of one story.
    """
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    if not by_article:
        return ""
    items = "".join(_source_item(group) for group in by_article.values())
    title = count(len(by_article), "source")
    if 0 < independent < len(by_article):
        title += f", {independent} independent"
    return f'<section class="sources" aria-label="Sources"><h3>{title}</h3><ul>{items}</ul></section>'


def _source_item(citations: Sequence[Citation]) -> str:
    first = citations[0]
    origin = escape(dotted(first.source, day(first.published_at)))
    return (
        f'<li><a class="source-title" {span_attributes(first.article_id, first.span)}>{escape(first.title)}</a>'
        f'<span class="origin">{origin} {"".join(map(chip, citations))}</span></li>'
    )


def _nearest(refusal: Refusal | None) -> str:
    """The passages that came nearest, each a link to its words. What was searched stands in the answer's text."""
    if refusal is None or not refusal.nearest:
        return ""
    items = "".join(map(_excerpt, refusal.nearest))
    return (
        '<section class="nearest" aria-label="Nearest passages"><h3>The nearest passages</h3>'
        f"<ul>{items}</ul></section>"
    )


def _excerpt(hit: Hit) -> str:
    article = hit.article
    origin = dotted(article.source, day(article.published_at))
    return (
        f'<li><a class="excerpt" {span_attributes(article.id, hit.span)}>'
        f'<span class="excerpt-title">{escape(article.title)}</span>'
        f'<span class="origin">{escape(origin)}</span>'
        f'<span class="words">{escape(shortened(hit.text, EXCERPT_LENGTH))}</span></a></li>'
    )


def _disclosure(answer: Answer) -> str:
    """What the check took out of the draft or put right, for whoever wants to know."""
    removed, repaired, attributed = (answer.counts[one] for one in ("removed", "repaired", "attributed"))
    parts = []
    if removed:
        verb = "was" if removed == 1 else "were"
        reason = "the archive does not support " + ("it" if removed == 1 else "them")
        parts.append(f"{count(removed, 'sentence')} of the draft {verb} removed because {reason}")
    if repaired:
        what = "its citation or quotation" if repaired == 1 else "their citations or quotations"
        parts.append(f"{count(repaired, 'sentence')} had {what} put right")
    if attributed:
        whose = "its words are" if attributed == 1 else "their words are"
        parts.append(f"{count(attributed, 'sentence')} did not say whose {whose}: the speaker was added")
    if not parts:
        return ""
    line = escape("; ".join(parts))
    if not removed:
        return f'<p class="disclosure">{line}</p>'
    items = "".join(
        f"<li><s>{escape(entry.text)}</s><span>{escape(entry.reason)}</span></li>" for entry in answer.removed
    )
    return f'<details class="disclosure"><summary>{line}</summary><ul>{items}</ul></details>'


def _colophon(answer: Answer) -> str:
    """Who wrote the answer, and how long it took."""
    total = answer.timings.get("total")
    seconds = f"{total:.1f} s" if total is not None else None
    if answer.status == "not_found":
        line = f"Searched in {seconds}" if seconds else ""
    elif answer.model == EXTRACTIVE:
        line = dotted("Sentences taken word for word from the articles; no language model was used", seconds)
    elif answer.claims and all(claim.outcome == "extracted" for claim in answer.claims):
        line = dotted(f"Sentences taken word for word from the articles; no draft of {answer.model} stood", seconds)
    else:
        line = dotted(f"Written by {answer.model}", seconds)
    return f'<p class="colophon">{escape(line)}</p>' if line else ""


def summary_line(summary: Summary, model_name: str) -> str:
    """ "44 articles · 7 outlets · 3 Mar – 2 May 2025 · model NAME". Not escaped."""
    if not summary.articles:
        return dotted("no articles yet", f"model {model_name}")
    return dotted(
        count(summary.articles, "article"),
        count(len(summary.outlets), "outlet") if summary.outlets else None,
        period(summary.first_date, summary.last_date),
        f"model {model_name}",
    )


def masthead_html(summary: Summary, model_name: str) -> str:
    """The name of the product and what the archive holds."""
    return (
        '<div class="masthead"><button type="button" class="side-toggle" aria-label="Your conversations"'
        ' aria-expanded="false" aria-controls="side" title="Your conversations">☰</button><h1>OnRecord</h1>'
        f'<p class="archive">{escape(summary_line(summary, model_name))}</p></div>'
    )


def opening_html(summary: Summary) -> str:
    """What a page shows before the first question: an invitation, or how to fill an empty archive."""
    if not summary.articles:
        return (
            '<div class="opening empty"><h2>The archive is empty</h2>'
            "<p>Open the Archive tab and drop your articles there, or give the addresses of pages and feeds. "
            "From a terminal:</p>"
            "<pre><code>onrecord ingest PATH</code></pre></div>"
        )
    return (
        '<div class="opening"><h2>Who proposed it, who said it, who opposed it?</h2>'
        "<p>Ask the archive. Each sentence of an answer carries a number that opens the exact words "
        "of the article it rests on. What the archive does not say, OnRecord does not say either.</p></div>"
    )
