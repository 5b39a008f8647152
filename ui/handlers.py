"""What happens when a reader asks or opens something. Thin: conversations answer, rendering draws."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import gradio as gr

from index.errors import ArticleNotFound, OnRecordError
from index.filters import parse_filters
from ui.answerer import Answerer
from ui.conversation import Conversation, Conversations
from ui.conversation_list import list_html
from ui.limits import limits_failure_html, limits_html
from ui.owner import owner_of
from ui.panel import panel_failure_html, panel_hint_html, panel_html, place_from
from ui.rendering import masthead_html, opening_html
from ui.talk import editing_html, talk_html, turns_html
from ui.views import Views

log = logging.getLogger(__name__)

LONGEST_QUESTION = 4000
"""Characters; more is cut."""

SKIP: Any = gr.skip()


class Page(NamedTuple):
    """New values for the parts of the page that a conversation changes; `SKIP` leaves one as it is.

    The order is that of `Layout.conversation_parts`.
    """

    shown: Any = SKIP
    """The id of the conversation."""
    talk: Any = SKIP
    earlier: Any = SKIP
    current: Any = SKIP
    opening: Any = SKIP
    editing: Any = SKIP
    """The number of the turn whose question is being changed."""
    editing_note: Any = SKIP
    question: Any = SKIP
    send: Any = SKIP
    stop: Any = SKIP
    listed: Any = SKIP


class Handlers:
    """The page's event handlers over one assistant."""

    def __init__(self, answerer: Answerer, conversations: Conversations) -> None:
        self._answerer = answerer
        self._conversations = conversations
        self._views = Views()

    # Asking ---------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        shown: str,
        editing: int | None,
        words: str,
        after: str | None,
        before: str | None,
        outlets: list[str] | None,
        speaker: str | None,
        request: gr.Request,
    ) -> Page:
        """Have a question answered within the reader's limits; `follow` shows the answer grow."""
        question = question.strip()[:LONGEST_QUESTION]
        try:
            filters = parse_filters(after, before, outlets or (), speaker)
        except OnRecordError:  # it stands beside the limits, and the question stays in its box
            question = ""
        if not question:
            return Page()
        try:
            conversation = self._conversations.of(owner_of(request), shown)
            asked = conversation.ask(self._answerer, question, filters, keep=editing)
            page = self._page(conversation, words, request)
        except OnRecordError as error:
            return Page(current=panel_failure_html(str(error)))
        # Where another answer is being written, the words stay in the box for later.
        return page._replace(question="", editing=None, editing_note="") if asked else page

    def again(self, shown: str, words: str, request: gr.Request) -> Page:
        """Have the last question answered anew, within the limits that it had."""
        conversation = self._conversations.find(owner_of(request), shown)
        if conversation is None:
            return Page()
        *former, last = conversation.turns
        conversation.ask(self._answerer, last.question, last.filters, keep=len(former))
        return self._page(conversation, words, request)._replace(editing=None, editing_note="")

    async def follow(self, shown: str, words: str, request: gr.Request) -> AsyncIterator[Page]:
        """Show the answer of the page's conversation grow, then the conversation as it is."""
        owner = owner_of(request)
        conversation = await asyncio.to_thread(self._conversations.find, owner, shown)
        if conversation is None:
            yield Page()
            return
        async for turn in self._views.follow(request.session_hash, conversation):
            yield Page(current=turns_html(conversation.id, [turn]))
        if self._views.shows(request.session_hash, conversation.id) and not conversation.writing:
            page = await asyncio.to_thread(self._page, conversation, words, request)
            yield page._replace(earlier=SKIP, shown=SKIP)
        # Gradio sends the last value twice; the second time it would fall on whatever is shown by then.
        yield Page()

    def stop(self, shown: str, request: gr.Request) -> None:
        """Break off the answer that is being written."""
        conversation = self._conversations.find(owner_of(request), shown)
        if conversation is not None:
            conversation.stop()

    def edit(self, event: gr.EventData, shown: str, request: gr.Request) -> tuple[Any, Any, Any]:
        """Put an earlier question into the box to be changed."""
        number = _text(event, "turn")
        conversation = self._conversations.find(owner_of(request), shown)
        turns = conversation.turns if conversation is not None else ()
        if not number.isdecimal() or int(number) >= len(turns):
            return SKIP, SKIP, SKIP
        return int(number), editing_html(int(number)), turns[int(number)].question

    def keep_question(self) -> tuple[None, str, str]:
        """Leave the question that was to be changed as it is."""
        return None, "", ""

    def limit(self, after: str | None, before: str | None, outlets: list[str] | None, speaker: str | None) -> str:
        """The reader's limits in words, or what is wrong with them."""
        try:
            return limits_html(parse_filters(after, before, outlets or (), speaker))
        except OnRecordError as error:
            return limits_failure_html(str(error))

    # Conversations --------------------------------------------------------------------------------

    def new_conversation(self, words: str, request: gr.Request) -> tuple[Any, ...]:
        """Show the opening again; the last value is the panel's. What is being written goes on."""
        page = self._page(None, words, request)
        return (*page._replace(question="", editing=None, editing_note=""), panel_hint_html())

    def open(self, event: gr.EventData, shown: str, words: str, request: gr.Request) -> Page:
        """Show a conversation of the list, or the opening where it is gone."""
        id_ = _text(event, "conversation")
        page = self._page(self._conversations.find(owner_of(request), id_), words, request)
        return page if id_ == shown else page._replace(editing=None, editing_note="")

    def come_back(self, asked_for: str, words: str, request: gr.Request) -> Page:
        """Show a page that was opened again its conversation."""
        return self._page(self._conversations.find(owner_of(request), asked_for), words, request)

    def find(self, shown: str, words: str, request: gr.Request) -> str:
        """The list of the conversations that hold the words."""
        return list_html(self._conversations.listed(owner_of(request), words), shown=shown, words=words)

    def rename(self, event: gr.EventData, shown: str, words: str, request: gr.Request) -> tuple[Any, str]:
        """Give a conversation a name. Returns the line above it and the list."""
        owner, id_ = owner_of(request), _text(event, "conversation")
        self._conversations.rename(owner, id_, _text(event, "name"))
        conversation = self._conversations.find(owner, shown)
        talk = talk_html(shown, self._conversations.name(conversation)) if conversation is not None else SKIP
        return talk, self.find(shown, words, request)

    def delete(self, event: gr.EventData, shown: str, words: str, request: gr.Request) -> Page:
        """Forget a conversation; where it is the one that is shown, the opening comes back."""
        id_ = _text(event, "conversation")
        self._conversations.delete(owner_of(request), id_)
        return self._page(None, words, request) if id_ == shown else Page(listed=self.find(shown, words, request))

    def _page(self, conversation: Conversation | None, words: str, request: gr.Request) -> Page:
        """The whole conversation, and the list with it marked; the page shows it from now on."""
        turns = conversation.turns if conversation is not None else ()
        id_ = conversation.id if conversation is not None and turns else ""
        self._views.show(request.session_hash, id_)
        writing = bool(turns) and turns[-1].state == "running"
        return Page(
            shown=id_,
            talk=talk_html(id_, self._conversations.name(conversation)) if conversation is not None and turns else "",
            earlier=turns_html(id_, turns[:-1]),
            current=turns_html(id_, turns[-1:], first=len(turns) - 1, last=True),
            opening=gr.update(visible=not turns),
            send=gr.update(visible=not writing),
            stop=gr.update(visible=writing),
            listed=self.find(id_, words, request),
        )

    # Reading --------------------------------------------------------------------------------------

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

    def renewed(self) -> tuple[Any, ...]:
        """What the head, the opening, the question box and the limits say of the archive and the model as they are."""
        summary = self._answerer.library.summary()
        can_ask = gr.update(interactive=summary.articles > 0)
        outlets = gr.update(choices=list(summary.outlets))
        return masthead_html(summary, self._answerer.model_name), opening_html(summary), can_ask, outlets

    def leave(self, request: gr.Request) -> None:
        """A page was closed. What is being written goes on."""
        self._views.leave(request.session_hash)


def _text(event: gr.EventData, name: str) -> str:
    """A value that the page sent with an event; "" where it is missing or no short text."""
    data = event._data
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) and len(value) <= LONGEST_QUESTION else ""
