"""What happens when a reader does something. Thin: conversations answer, rendering draws."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

import gradio as gr

from index.errors import ArticleNotFound, OnRecordError
from index.filters import parse_filters
from ui.answerer import Answerer
from ui.conversation import Conversations
from ui.limits import limits_failure_html, limits_html
from ui.panel import panel_failure_html, panel_hint_html, panel_html, place_from
from ui.rendering import masthead_html, opening_html, turn_html, turns_html

log = logging.getLogger(__name__)

LONGEST_QUESTION = 4000
"""Characters; more is cut."""

SKIP: Any = gr.skip()


class Page(NamedTuple):
    """New values for the parts of the page that a conversation changes; `SKIP` leaves one as it is.

    The order is that of `Layout.conversation_parts`.
    """

    question: Any = SKIP
    earlier: Any = SKIP
    current: Any = SKIP
    opening: Any = SKIP
    send: Any = SKIP
    stop: Any = SKIP


class Handlers:
    """The page's event handlers over one assistant."""

    def __init__(self, answerer: Answerer, conversations: Conversations) -> None:
        self._answerer = answerer
        self._conversations = conversations

    def ask(
        self,
        question: str,
        after: str | None,
        before: str | None,
        outlets: list[str] | None,
        speaker: str | None,
        request: gr.Request,
    ) -> Iterator[Page]:
        """Answer a question within the reader's limits, streaming the growing turn."""
        question = question.strip()[:LONGEST_QUESTION]
        try:
            filters = parse_filters(after, before, outlets or (), speaker)
        except OnRecordError:  # it stands beside the limits, and the question stays in its box
            question = ""
        if not question:
            yield Page()
            return
        conversation = self._conversations.of(request.session_hash)
        earlier = turns_html(conversation.turns)
        first = True
        for turn in conversation.ask(self._answerer, question, filters):
            running = turn.state == "running"
            buttons = {"send": gr.update(visible=not running), "stop": gr.update(visible=running)}
            if first:
                yield Page("", earlier, turn_html(turn), gr.update(visible=False), **buttons)
            elif running:
                yield Page(current=turn_html(turn))
            else:
                yield Page(current=turn_html(turn), **buttons)
            first = False
        if first:
            # Another answer is being written: leave the words in the box for later.
            yield Page()

    def stop(self, request: gr.Request) -> None:
        """Break off the answer that is being written."""
        self._conversations.of(request.session_hash).stop()

    def limit(self, after: str | None, before: str | None, outlets: list[str] | None, speaker: str | None) -> str:
        """The reader's limits in words, or what is wrong with them."""
        try:
            return limits_html(parse_filters(after, before, outlets or (), speaker))
        except OnRecordError as error:
            return limits_failure_html(str(error))

    def new_conversation(self, request: gr.Request) -> tuple[Any, ...]:
        """Forget this page's turns and show the opening again; the last value is the panel's."""
        self._conversations.of(request.session_hash).clear()
        page = Page("", "", "", gr.update(visible=True), gr.update(visible=True), gr.update(visible=False))
        return (*page, panel_hint_html())

    def open_source(self, event: gr.EventData) -> str:
        """The source panel for the link that was followed."""
        place = place_from(event._data)
        if place is None:
            return panel_failure_html("This link points to no passage of the archive.")
        try:
            article = self._answerer.library.article(place.article_id)
        except ArticleNotFound:
            return panel_failure_html("This article is no longer in the archive.", place)
        except OnRecordError as error:
            return panel_failure_html(str(error), place)
        except Exception:
            log.exception("the article could not be opened")
            return panel_failure_html("The article could not be opened; OnRecord's terminal says why.", place)
        if place.span.end > len(article.text):
            return panel_failure_html("The article has changed since this answer was written. Ask again.", place)
        return panel_html(article, place.span)

    def arrive(self) -> tuple[Any, ...]:
        """What a fresh page shows: the archive as it is now, the opening, whether one can ask, the outlets."""
        summary = self._answerer.library.summary()
        can_ask = gr.update(interactive=summary.articles > 0)
        outlets = gr.update(choices=list(summary.outlets))
        return masthead_html(summary, self._answerer.model_name), opening_html(summary), can_ask, outlets

    def leave(self, request: gr.Request) -> None:
        """A page was closed."""
        self._conversations.forget(request.session_hash)
