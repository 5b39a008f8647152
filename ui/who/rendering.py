"""The tab's page: its head, what was found, and what to do where nothing was. Pure; everything outside is escaped."""

from collections.abc import Sequence
from html import escape

from assistant.ledger_view import MOST_COMPARED, LedgerView
from index.attribution.timeline import Moment
from ui.markup import count, shortened
from ui.who.asked import Asked
from ui.who.plot import plot_html, plot_of
from ui.who.statements import statements_html

TOPIC_SHOWN = 120
"""Characters of a topic that the heading repeats."""


def head_html() -> str:
    """What the tab is for."""
    return (
        '<h2>Who said what</h2><p class="lead">Every statement that the articles report, with its speaker and stance. '
        "Follow the words of a statement to read them in their article.</p>"
    )


def found_html(asked: Asked, view: LedgerView, changes: Sequence[Moment]) -> str:
    """How much was found, and the plot of it."""
    plot = plot_of(view.lines)
    hint = (
        ""
        if view.compared
        else f'<p class="note">To see who changed sides, narrow the list to '
        f"{MOST_COMPARED:,} statements or fewer, by speaker or topic.</p>"
    )
    return (
        f'<div role="status"><h3>{escape(summary_line(asked, view))}</h3></div>'
        f"{plot_html(plot, changes) if plot else ''}{_changes_line(changes)}{hint}"
    )


def summary_line(asked: Asked, view: LedgerView) -> str:
    """How many statements there are, and in which order. Not escaped."""
    number = count(len(view.lines), "statement")
    if asked.about:
        return f"The {number} nearest to “{shortened(asked.about, TOPIC_SHOWN)}”, the nearest first"
    return f"{number}, the latest first" if len(view.lines) > 1 else number


def _changes_line(changes: Sequence[Moment]) -> str:
    if not changes:
        return ""
    what = "1 change of sides is" if len(changes) == 1 else f"{len(changes)} changes of sides are"
    return (
        f'<p class="note">{what} drawn as a dashed line and marked in the list: the same speaker on what seems the '
        "same topic. Read both statements before you rely on it.</p>"
    )


def list_html(moments: Sequence[Moment], *, may_grow: bool) -> str:
    """The table; where there is more of it than a page may hold, it says how to come to the rest."""
    rest = '<p class="note">There are more: narrow the list by speaker, topic or dates.</p>' if may_grow else ""
    return f"{statements_html(moments)}{rest}"


def searching_html() -> str:
    """While a topic is searched."""
    return '<p class="progress"><span class="dots" aria-hidden="true"></span>Searching the statements …</p>'


def nothing_html(asked: Asked, *, similar: Sequence[str] = ()) -> str:
    """That nothing fits, and what to try."""
    if similar:
        names = ", ".join(escape(name) for name in similar)
        return _empty(f"No speaker here is called {escape(asked.speaker or '')}. Near in spelling: {names}.")
    return _empty("No statement fits all of these filters. Take one away, or widen the dates.")


def no_archive_html() -> str:
    """What to do while there are no articles."""
    return _empty("The archive is empty. Add articles, and who said what in them will be listed here.")


def no_ledger_html(unread: int) -> str:
    """What to do while no article has been read for the ledger."""
    if unread:
        return _empty(
            "The articles have not been read for who said what: attribution was off when they were added, or they are "
            "older than it. Stop OnRecord, run <code>onrecord reindex</code> with <code>ONRECORD_ATTRIBUTION</code> "
            "set to <code>neural</code> (or not set), and start it again."
        )
    return _empty("The articles have been read, and none of them reports what anybody said.")


def unread_html(unread: int) -> str:
    """That the list lacks articles; empty if it has them all."""
    if not unread:
        return ""
    articles = "1 article has" if unread == 1 else f"{unread:,} articles have"
    return (
        f'<p class="note warning">{articles} not been read for this list yet. '
        "<code>onrecord reindex</code> reads them.</p>"
    )


def failure_html(reason: str) -> str:
    """What went wrong or is to be corrected."""
    return f'<p class="failure" role="alert">{escape(reason)}</p>'


def _empty(html: str) -> str:
    return f'<p class="empty">{html}</p>'
