"""A checked draft as HTML. Pure functions; the draft and everything of the archive is escaped."""

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from assistant.answer import Citation
from assistant.checking import Checked
from assistant.errors import OnRecordError
from assistant.verification import Verdict
from ui.check.progress import Check
from ui.markup import count, day, dotted, shortened, span_attributes

QUOTE_LENGTH = 420
"""Characters shown of a source; its link opens all of it."""


class Mark(NamedTuple):
    """How a verdict looks: never by its colour alone."""

    icon: str
    name: str


MARKS: Mapping[Verdict, Mark] = {
    "supported": Mark("✓", "Supported"),
    "contradicted": Mark("✕", "Contradicted"),
    "misattributed": Mark("⇄", "Misattributed"),
    "not_found": Mark("?", "Not found"),
}
NOT_CHECKED = Mark("!", "Not checked")
WAITING = Mark("…", "Waiting")


def head_html(longest: int) -> str:
    """What the tab is for."""
    return (
        '<h2>Check a draft</h2><p class="lead">Paste your copy. Each sentence is held against the archive: its names, '
        "numbers, quotations and who is said to have said what. A sentence that is not found may still be true. "
        f"Up to {longest:,} characters; your draft is not kept.</p>"
    )


def check_html(check: Check) -> str:
    """The draft as far as it has been checked."""
    items = "".join(_sentence(*line) for line in check.lines())
    return f'{_summary(check)}<ol class="verdicts">{items}</ol>'


def _summary(check: Check) -> str:
    """How far it has come, and how many of each verdict there are."""
    done, total = len(check.verdicts), len(check.sentences)
    heading = {
        "running": f"Checking: {done} of {count(total, 'sentence')}",
        "stopped": f"Stopped after {done} of {count(total, 'sentence')}",
        "failed": f"Broken off after {done} of {count(total, 'sentence')}",
        "done": f"{count(total, 'sentence')} checked",
    }[check.state]
    verdicts = Counter(one.verdict for one in check.verdicts if isinstance(one, Checked))
    counts = "".join(
        f'<li class="{verdict}"><b aria-hidden="true">{mark.icon}</b> {verdicts[verdict]} {mark.name.lower()}</li>'
        for verdict, mark in MARKS.items()
    )
    bar = f'<progress max="{total}" value="{done}" aria-label="Sentences checked"></progress>'
    left_out = (
        f'<p class="note warning">The last {count(check.left_out, "character")} were left out: check them apart.</p>'
        if check.left_out
        else ""
    )
    error = f'<p class="failure" role="alert">{escape(check.error)}</p>' if check.error else ""
    return (
        f'<div class="outcome"><div role="status"><h3>{heading}</h3></div>{bar if check.state == "running" else ""}'
        f'<ul class="counts" aria-label="Verdicts">{counts}</ul>{left_out}{error}</div>'
    )


def _sentence(words: str, opens_paragraph: bool, verdict: Checked | OnRecordError | None) -> str:
    """A sentence of the draft with its mark, and the words of the source beside it."""
    kind: str
    reason: str | None
    if isinstance(verdict, Checked):
        kind, mark, reason = verdict.verdict, MARKS[verdict.verdict], verdict.reason
        beside = "".join(map(_source, verdict.citations))
    elif verdict is None:
        kind, mark, reason, beside = "waiting", WAITING, None, ""
    else:
        kind, mark, reason, beside = "unchecked", NOT_CHECKED, str(verdict), ""
    why = f'<p class="reason">{escape(_as_sentence(reason))}</p>' if reason else ""
    opens = " opens" if opens_paragraph else ""
    return (
        f'<li class="verdict {kind}{opens}"><div class="claim"><p>{escape(" ".join(words.split()))}</p>'
        f'<p class="mark"><span class="tag"><b aria-hidden="true">{mark.icon}</b> {mark.name}</span></p>{why}</div>'
        f'<div class="beside">{beside}</div></li>'
    )


def _source(citation: Citation) -> str:
    speaker = None if citation.speaker == citation.source else citation.speaker  # an outlet may speak for itself
    origin = dotted(speaker, citation.source, day(citation.published_at), citation.title)
    words = escape(shortened(citation.quote, QUOTE_LENGTH))
    return (
        f"<blockquote><a {span_attributes(citation.article_id, citation.span)}>{words}</a>"
        f'<span class="origin">{escape(origin)}</span></blockquote>'
    )


def _as_sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] + ("" if reason.endswith((".", "”")) else ".")


def note_html(text: str) -> str:
    """A line in place of a result."""
    return f'<p class="empty">{escape(text)}</p>'
