"""Statements of the ledger as a table. Pure functions; everything that comes from outside is escaped."""

from collections.abc import Sequence
from html import escape

from index.article import Span
from index.attribution.attribution import Stance
from index.attribution.entry import LedgerEntry
from index.attribution.grouping import Reports
from index.attribution.timeline import Moment
from ui.markup import count, day, dotted, shortened, span_attributes
from ui.who.wording import question_about, side

WORDS_LENGTH = 420
"""Characters shown of a statement; its link opens all of it."""
SOURCE_LENGTH = 60
"""Characters shown of the words for somebody unknown."""


def statements_html(moments: Sequence[Moment]) -> str:
    """The statements as a table; their words open the source panel."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Said", "Speaker", "Stance", "Words"))
    return (
        '<table class="grid statements"><caption class="for-screen-readers">Statements</caption><thead><tr>'
        f'{head}<th scope="col"><span class="for-screen-readers">Ask</span></th></tr></thead>'
        f"<tbody>{''.join(map(_row, moments))}</tbody></table>"
    )


def _row(moment: Moment) -> str:
    reports, entry = moment.reports, moment.reports.first
    question = escape(question_about(entry))
    return (
        f'<tr><td class="when">{escape(day(reports.said_on)) or "undated"}</td><td class="who">{_speaker(entry)}</td>'
        f"<td>{stance_tag(reports.stance)}</td>"
        f'<td class="what">{_cue(entry)}{_link(entry)}{_origin(entry)}{_change(moment)}{_others(reports)}</td>'
        f'<td class="then"><button type="button" class="ask" data-question="{question}"'
        f' title="{question}" aria-label="Ask about this: {question}">Ask about this</button></td></tr>'
    )


def stance_tag(stance: Stance) -> str:
    """The stance as a tag: its words say it, its colour only repeats the side."""
    return f'<span class="tag stance {side(stance)}">{escape(stance)}</span>'


def words_of(entry: LedgerEntry) -> Span:
    """What is said, from its first character to its last."""
    content = entry.statement.attribution.content
    return Span(content[0].start, content[-1].end)


def _speaker(entry: LedgerEntry) -> str:
    """The speaker with the role, or the article's words for somebody unknown."""
    speaker = entry.statement.speaker
    if speaker is None:
        words = shortened(entry.words(entry.statement.attribution.source), SOURCE_LENGTH)
        return f'<span class="unknown">{escape(words) or "somebody"}</span>'
    role = f"<span>{escape(speaker.role)}</span>" if speaker.role else ""
    return f"<b>{escape(speaker.name)}</b>{role}"


def _cue(entry: LedgerEntry) -> str:
    """The words that attribute: without them what is said may be half a sentence."""
    cue = shortened(entry.words(entry.statement.attribution.cue), SOURCE_LENGTH)
    return f'<span class="cue">{escape(cue)}</span> '


def _link(entry: LedgerEntry) -> str:
    words = shortened(entry.content, WORDS_LENGTH)
    if entry.statement.attribution.kind == "direct" and not words.startswith(("“", '"')):
        words = f"“{words}”"
    return f'<a class="words" {span_attributes(entry.article.id, words_of(entry))}>{escape(words)}</a>'


def _origin(entry: LedgerEntry) -> str:
    article = entry.article
    where = dotted(article.source, day(article.published_at), article.title)
    return f'<span class="origin">{escape(where)}</span>'


def _change(moment: Moment) -> str:
    before = moment.changed_from
    if before is None:
        return ""
    link = f"<a {span_attributes(before.first.article.id, words_of(before.first))}>{escape(day(before.said_on))}</a>"
    return f'<p class="changed"><b>Changed sides:</b> {escape(before.stance)} on {link}</p>'


def _others(reports: Reports) -> str:
    """The further reports of the same statement, each with its words, behind their count."""
    others = reports.entries[1:]
    if not others:
        return ""
    sources = reports.independent_sources
    line = f"{count(len(reports.entries), 'report')}, {count(sources, 'independent source')}"
    items = "".join(f"<li>{_link(entry)}{_origin(entry)}</li>" for entry in others)
    return f'<details class="reports"><summary>{line}</summary><ul>{items}</ul></details>'
