"""The page's components and which handler each one calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.answerer import Answerer
from ui.handlers import LONGEST_QUESTION, Handlers
from ui.login import LOG_OUT
from ui.panel import panel_hint_html
from ui.rendering import masthead_html, opening_html
from ui.tab import ASK, AT_ONCE, FOLLOW_SOURCE_LINKS, QUIET, Desk, Tab

MOST_EVENTS_AT_ONCE = 8
"""Of one kind, over all pages, of those that take a while; more wait their turn."""
ASKED_FOR = """
(shown, words) => [(location.hash.match(/^#conversation=([0-9a-f]{32})$/) ?? [])[1] ?? "", words]
"""
"""The conversation that the page's address names: a page that is opened again shows it again."""

TURN_BUTTONS = (
    FOLLOW_SOURCE_LINKS
    + """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.edit, button.again");
  if (button) trigger(button.matches(".edit") ? "edit" : "retry", { turn: button.dataset.turn });
});
"""
)
KEEP_QUESTION = """
element.addEventListener("click", (event) => event.target.closest("button.cancel") && trigger("clear"));
"""
# The list's buttons are worked by conversations.js, which sends what is to happen as one of these events.
LIST_EVENTS = """
for (const name of ["select", "edit", "delete"]) {
  element.addEventListener(`onrecord:${name}`, (event) => trigger(name, event.detail));
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The components that handlers read or change."""

    masthead: Any
    tabs: Any
    new: Any
    words: Any
    """What is looked for in the conversations."""
    listed: Any
    shown: Any
    """Unseen: the id of the conversation."""
    talk: Any
    opening: Any
    opening_text: Any
    examples: tuple[Any, ...]
    earlier: Any
    current: Any
    editing: Any
    """Unseen: the number of the turn whose question is being changed."""
    editing_note: Any
    question: Any
    send: Any
    stop: Any
    source: Any
    limits: tuple[Any, ...]
    """After, before, outlets, speaker."""
    limits_note: Any

    @property
    def conversation_parts(self) -> list[Any]:
        """In the order of `handlers.Page`."""
        parts = [self.shown, self.talk, self.earlier, self.current, self.opening, self.editing, self.editing_note]
        return [*parts, self.question, self.send, self.stop, self.listed]

    @property
    def renewed_parts(self) -> list[Any]:
        """In the order of `Handlers.renewed`."""
        return [self.masthead, self.opening_text, self.question, self.limits[2]]


def build(
    answerer: Answerer, handlers: Handlers, examples: Sequence[str], tabs: Sequence[Tab] = (), *, shared: bool = False
) -> Any:
    """The whole page as Gradio blocks: the chat, and `tabs` beside it; a `shared` one has a way to log out."""
    with gr.Blocks(title="OnRecord", fill_width=True, analytics_enabled=False) as blocks:
        layout = _place(answerer, examples, shared=shared)
        _connect(blocks, layout, handlers)
        _connect_list(layout, handlers)
        for tab in tabs:
            with layout.tabs, gr.Tab(tab.label, id=tab.id, elem_id=f"tab-{tab.id}") as placed:
                tab.place(_desk(layout, handlers, placed))
    blocks.queue(api_open=False, default_concurrency_limit=MOST_EVENTS_AT_ONCE)
    return blocks


def _desk(layout: Layout, handlers: Handlers, tab: Any) -> Desk:
    return Desk(
        tabs=layout.tabs,
        question=layout.question,
        source=layout.source,
        open_source=handlers.open_source,
        renewed=handlers.renewed,
        renewed_parts=layout.renewed_parts,
        tab=tab,
    )


def _place(answerer: Answerer, examples: Sequence[str], *, shared: bool) -> Layout:
    summary = answerer.library.summary()
    with gr.Row(elem_id="top"):
        masthead = _html("masthead", masthead_html(summary, answerer.model_name))
        if shared:
            _html("log-out", f'<a href="{LOG_OUT}">Log out</a>')
        new = gr.Button("New conversation", elem_id="new", size="sm", scale=0)
    with (
        gr.Tabs(selected=ASK, elem_id="tabs") as tabs,
        gr.Tab("Ask", id=ASK, elem_id="tab-ask"),
    ):
        words, listed = _aside()
        with gr.Column(elem_id="conversation"):
            shown, editing = gr.Textbox("", visible=False), gr.State(None)
            talk = _html("talk")
            with gr.Column(elem_id="opening") as opening:
                opening_text = _html("opening-text", opening_html(summary))
                asked = examples if summary.articles else ()
                buttons = tuple(gr.Button(example, elem_classes="example", size="sm") for example in asked)
            earlier = _html("earlier", script=TURN_BUTTONS)
            current = _html("current", script=TURN_BUTTONS)
            limits, limits_note = _limits(summary.outlets)
            composer = _composer(can_ask=summary.articles > 0)
    source = _html("source", panel_hint_html())
    return Layout(
        masthead=masthead,
        tabs=tabs,
        new=new,
        words=words,
        listed=listed,
        shown=shown,
        talk=talk,
        opening=opening,
        opening_text=opening_text,
        examples=buttons,
        earlier=earlier,
        current=current,
        editing=editing,
        source=source,
        limits=limits,
        limits_note=limits_note,
        **composer,
    )


def _aside() -> tuple[Any, Any]:
    """The reader's conversations: beside the chat, or behind a button where there is no room."""
    with gr.Column(elem_id="side"):
        words = gr.Textbox(
            "",
            label="Search your conversations",
            show_label=False,
            container=False,
            placeholder="Search your conversations",
            elem_id="words",
        )
        listed = _html("listed", script=LIST_EVENTS)
    return words, listed


def _limits(outlets: Sequence[str]) -> tuple[tuple[Any, ...], Any]:
    """What narrows the articles that are searched, and the line that says so while it is folded away."""
    with gr.Accordion("Limit the articles searched", open=False, elem_id="limits"), gr.Row():
        after = gr.Textbox(label="Published on or after", placeholder="YYYY-MM-DD", elem_id="after")
        before = gr.Textbox(label="On or before (as of)", placeholder="YYYY-MM-DD", elem_id="before")
        chosen = gr.Dropdown(list(outlets), value=[], multiselect=True, label="Outlets", elem_id="outlets")
        speaker = gr.Textbox(label="Mentions the name", elem_id="speaker")
    return (after, before, chosen, speaker), _html("limits-note")


def _html(elem_id: str, value: str = "", *, script: str | None = None) -> Any:
    """HTML that `rendering`, `talk` or `panel` made. Gradio does not sanitise it: they escape."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=script)


def _composer(*, can_ask: bool) -> dict[str, Any]:
    """The row in which a question is written."""
    with gr.Row(elem_id="composer"):
        return {
            "editing_note": _html("editing", script=KEEP_QUESTION),
            "question": _question_box(can_ask=can_ask),
            "send": gr.Button("Ask", elem_id="send", variant="primary", scale=0),
            "stop": gr.Button("Stop", elem_id="stop", variant="stop", scale=0, visible=False),
        }


def _question_box(*, can_ask: bool) -> Any:
    return gr.Textbox(
        label="Your question",
        show_label=False,
        container=False,
        placeholder="Ask the archive …",
        lines=1,
        max_lines=8,
        max_length=LONGEST_QUESTION,
        autofocus=True,
        interactive=can_ask,
        elem_id="question",
    )


def _connect(blocks: Any, layout: Layout, handlers: Handlers) -> None:
    parts, here = layout.conversation_parts, [layout.shown, layout.words]
    asked = gr.on(
        [layout.question.submit, layout.send.click],
        handlers.ask,
        inputs=[layout.question, layout.shown, layout.editing, layout.words, *layout.limits],
        outputs=parts,
        **AT_ONCE,
    )
    _follow(asked, layout, handlers)
    for example in layout.examples:
        inputs = [example, layout.shown, layout.editing, layout.words, *layout.limits]
        _follow(example.click(handlers.ask, inputs=inputs, outputs=parts, **AT_ONCE), layout, handlers)
    gr.on(
        [limit.change for limit in layout.limits],
        handlers.limit,
        inputs=list(layout.limits),
        outputs=[layout.limits_note],
        **AT_ONCE,
    )
    layout.stop.click(handlers.stop, inputs=[layout.shown], **AT_ONCE)
    changed = [layout.editing, layout.editing_note, layout.question]
    for turns in (layout.earlier, layout.current):
        # "multiple": by default Gradio drops a click that comes before the former one's answer.
        turns.select(handlers.open_source, outputs=[layout.source], trigger_mode="multiple", **AT_ONCE)
        turns.edit(handlers.edit, inputs=[layout.shown], outputs=changed, **AT_ONCE)
        _follow(turns.retry(handlers.again, inputs=here, outputs=parts, **AT_ONCE), layout, handlers)
    layout.editing_note.clear(handlers.keep_question, outputs=changed, **AT_ONCE)
    blocks.load(handlers.renewed, outputs=layout.renewed_parts, **AT_ONCE)
    back = blocks.load(handlers.come_back, inputs=here, outputs=parts, js=ASKED_FOR, **AT_ONCE)
    _follow(back, layout, handlers)
    blocks.unload(handlers.leave)


def _connect_list(layout: Layout, handlers: Handlers) -> None:
    parts, here, listed = layout.conversation_parts, [layout.shown, layout.words], layout.listed
    layout.new.click(handlers.new_conversation, inputs=[layout.words], outputs=[*parts, layout.source], **AT_ONCE)
    layout.new.click(lambda: gr.update(selected=ASK), outputs=[layout.tabs], **AT_ONCE)
    layout.words.change(handlers.find, inputs=here, outputs=[listed], trigger_mode="always_last", **AT_ONCE)
    opened = listed.select(handlers.open, inputs=here, outputs=parts, trigger_mode="multiple", **AT_ONCE)
    _follow(opened, layout, handlers)
    listed.edit(handlers.rename, inputs=here, outputs=[layout.talk, listed], **AT_ONCE)
    listed.delete(handlers.delete, inputs=here, outputs=parts, **AT_ONCE)


def _follow(event: Any, layout: Layout, handlers: Handlers) -> None:
    """After an event that may have brought a running answer to the page: show it grow."""
    event.then(
        handlers.follow,
        inputs=[layout.shown, layout.words],
        outputs=layout.conversation_parts,
        trigger_mode="multiple",
        concurrency_limit=None,  # it waits without a thread; how many are written at once, `Conversations` limits
        **QUIET,
    )
