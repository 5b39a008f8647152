"""What happens when a reader filters the ledger. Thin: `assistant.ledger_view` finds, rendering draws."""

import logging
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NamedTuple

import gradio as gr

from assistant.ledger_view import LedgerView, read_moments, view_ledger
from index.attribution.aliases import matching
from index.attribution.ledger import STANCES
from index.errors import OnRecordError
from index.library import Library
from ui.handlers import LONGEST_QUESTION
from ui.tab import ASK
from ui.who import rendering
from ui.who.asked import Asked, read_filters
from ui.who.wording import question_of

log = logging.getLogger(__name__)

SKIP: Any = gr.skip()
SPEAKERS_OFFERED = 300
"""The most frequent ones; any other name can be typed."""
PAGE = 50
"""Statements shown at once, and by each "Show more"."""
MOST_SHOWN = 1_000
"""Rows that a page may hold."""
VIEWS_KEPT = 8
"""Views kept for "Show more"; an older one is found again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of the ledger."""

    asked: Asked
    rows: int
    entries: int
    """What the ledger held when it was asked."""


class Result(NamedTuple):
    """New values for what the tab shows; `SKIP` leaves one as it is. The order is that of `tab.WhoTab`."""

    shown: Any = SKIP
    note: Any = SKIP
    found: Any = SKIP
    statements: Any = SKIP
    more: Any = SKIP
    ask: Any = SKIP


class WhoHandlers:
    """The tab's event handlers over one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._views: OrderedDict[Asked, LedgerView] = OrderedDict()

    def arrive(self, shown: Shown | None, *fields: Any) -> tuple[Any, ...]:
        """The tab came to the front: offer names, and show the ledger if this page has not, or if it has changed."""
        try:
            ledger, summary = self._library.catalog.ledger, self._library.summary()
            if shown is not None and shown.entries == len(ledger):
                return (SKIP, SKIP, *Result())
            offered = (
                gr.update(choices=ledger.frequent_speakers(SPEAKERS_OFFERED)),
                gr.update(choices=list(summary.outlets)),
            )
        except OnRecordError as error:
            return (SKIP, SKIP, *_failed(str(error)))
        return (*offered, *list(self.show(*fields))[-1])

    def show(self, *fields: Any) -> Iterator[Result]:
        """Show what fits the filters, which are `read_filters`'s, in its order."""
        try:
            asked = read_filters(*fields)
            if asked.about:
                yield Result(note=rendering.searching_html())
            yield self._result(asked, PAGE, fresh=True)
        except OnRecordError as error:
            yield _failed(str(error))
        except Exception:
            log.exception("the ledger could not be shown")
            yield _failed("The ledger could not be shown; OnRecord's terminal says why.")

    def more(self, shown: Shown | None) -> Result:
        """Show further statements."""
        if shown is None:
            return Result()
        try:
            return self._result(shown.asked, min(shown.rows + PAGE, MOST_SHOWN), fresh=False)
        except OnRecordError as error:
            return _failed(str(error))

    def clear(self) -> tuple[Any, ...]:
        """Empty the filters and show everything."""
        empty: tuple[Any, ...] = ("", [], "", "", "", [])
        return (*empty, *list(self.show(*empty))[-1])

    def narrow(self, event: gr.EventData, speaker: str, about: str, outlets: list[str]) -> tuple[Any, ...]:
        """Show the statements of one dot of the plot: its days and stance go into the filters."""
        chosen = event._data if isinstance(event._data, dict) else {}
        after, before = str(chosen.get("after", "")), str(chosen.get("before", ""))
        stances = [stance for stance in STANCES if stance == chosen.get("stance")]
        result = list(self.show(speaker, stances, about, after, before, outlets))[-1]
        return (stances, after, before, *result)

    def ask(self, event: gr.EventData) -> tuple[Any, str]:
        """Bring a statement's question to the chat."""
        question = event._data.get("question") if isinstance(event._data, dict) else None
        return _to_chat(question if isinstance(question, str) else "")

    def ask_filters(self, shown: Shown | None) -> tuple[Any, str]:
        """Bring the filters to the chat as a question."""
        return _to_chat(question_of(shown.asked) or "" if shown else "")

    def _result(self, asked: Asked, rows: int, *, fresh: bool) -> Result:
        ledger = self._library.catalog.ledger
        view = self._view(asked, fresh=fresh)
        shown, unread = Shown(asked, rows, len(ledger)), ledger.unread()
        if not view.lines:
            return Result(
                shown, "", self._nothing(asked, unread), "", gr.update(visible=False), gr.update(visible=False)
            )
        moments = read_moments(self._library, view, rows)
        changes = [moment for moment in moments if moment.changed_from]
        further = (len(moments) if view.compared else len(view.lines)) > rows
        can_ask = question_of(asked) is not None
        return Result(
            shown,
            rendering.unread_html(unread),
            rendering.found_html(asked, view, changes) if fresh else SKIP,
            rendering.list_html(moments[:rows], may_grow=further and rows >= MOST_SHOWN),
            gr.update(visible=further and rows < MOST_SHOWN),
            gr.update(visible=can_ask),
        )

    def _view(self, asked: Asked, *, fresh: bool) -> LedgerView:
        view = None if fresh else self._views.get(asked)
        if view is None:
            view = view_ledger(
                self._library,
                about=asked.about,
                speaker=asked.speaker,
                stances=asked.stances,
                until=asked.until,
                filters=asked.filters,
            )
        self._views[asked] = view
        self._views.move_to_end(asked)
        while len(self._views) > VIEWS_KEPT:
            self._views.popitem(last=False)
        return view

    def _nothing(self, asked: Asked, unread: int) -> str:
        """What to do where nothing was found."""
        ledger = self._library.catalog.ledger
        if not self._library.summary().articles:
            return rendering.no_archive_html()
        if not len(ledger):
            return rendering.no_ledger_html(unread)
        names = ledger.speakers()
        if asked.speaker and not matching(asked.speaker, names):
            return rendering.nothing_html(asked, similar=get_close_matches(asked.speaker, names, n=4))
        return rendering.nothing_html(asked)


def _failed(reason: str) -> Result:
    return Result(note=rendering.failure_html(reason))


def _to_chat(question: str) -> tuple[Any, str]:
    return gr.Tabs(selected=ASK), question[:LONGEST_QUESTION]
