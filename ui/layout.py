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

MOST_ANSWERS_AT_ONCE = 8
"""Answers written at once, over all pages; more wait their turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The components that handlers read or change."""

    masthead: Any
    tabs: Any
    new: Any
    opening: Any
    opening_text: Any
    examples: tuple[Any, ...]
    earlier: Any
    current: Any
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
        return [self.question, self.earlier, self.current, self.opening, self.send, self.stop]


def build(
    answerer: Answerer, handlers: Handlers, examples: Sequence[str], tabs: Sequence[Tab] = (), *, shared: bool = False
) -> Any:
    """The whole page as Gradio blocks: the chat, and `tabs` beside it; a `shared` one has a way to log out."""
    with gr.Blocks(title="OnRecord", fill_width=True, analytics_enabled=False) as blocks:
        layout = _place(answerer, examples, shared=shared)
        _connect(blocks, layout, handlers)
        desk = Desk(tabs=layout.tabs, question=layout.question, source=layout.source, open_source=handlers.open_source)
        for tab in tabs:
            with layout.tabs, gr.Tab(tab.label, id=tab.id, elem_id=f"tab-{tab.id}"):
                tab.place(desk)
    blocks.queue(api_open=False, default_concurrency_limit=MOST_ANSWERS_AT_ONCE)
    return blocks


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
        gr.Column(elem_id="conversation"),
    ):
        with gr.Column(elem_id="opening") as opening:
            opening_text = _html("opening-text", opening_html(summary))
            shown = examples if summary.articles else ()
            buttons = tuple(gr.Button(example, elem_classes="example", size="sm") for example in shown)
        earlier = _html("earlier", links=True)
        current = _html("current", links=True)
        limits, limits_note = _limits(summary.outlets)
        with gr.Row(elem_id="composer"):
            question = _question_box(can_ask=summary.articles > 0)
            send = gr.Button("Ask", elem_id="send", variant="primary", scale=0)
            stop = gr.Button("Stop", elem_id="stop", variant="stop", scale=0, visible=False)
    source = _html("source", panel_hint_html())
    return Layout(
        masthead=masthead,
        tabs=tabs,
        new=new,
        opening=opening,
        opening_text=opening_text,
        examples=buttons,
        earlier=earlier,
        current=current,
        question=question,
        send=send,
        stop=stop,
        source=source,
        limits=limits,
        limits_note=limits_note,
    )


def _limits(outlets: Sequence[str]) -> tuple[tuple[Any, ...], Any]:
    """What narrows the articles that are searched, and the line that says so while it is folded away."""
    with gr.Accordion("Limit the articles searched", open=False, elem_id="limits"), gr.Row():
        after = gr.Textbox(label="Published on or after", placeholder="YYYY-MM-DD", elem_id="after")
        before = gr.Textbox(label="On or before (as of)", placeholder="YYYY-MM-DD", elem_id="before")
        chosen = gr.Dropdown(list(outlets), value=[], multiselect=True, label="Outlets", elem_id="outlets")
        speaker = gr.Textbox(label="Mentions the name", elem_id="speaker")
    return (after, before, chosen, speaker), _html("limits-note")


def _html(elem_id: str, value: str = "", *, links: bool = False) -> Any:
    """HTML that `rendering` or `panel` made. Gradio does not sanitise it: they escape."""
    on_load = FOLLOW_SOURCE_LINKS if links else None
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=on_load)


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
    parts = layout.conversation_parts
    gr.on(
        [layout.question.submit, layout.send.click],
        handlers.ask,
        inputs=[layout.question, *layout.limits],
        outputs=parts,
        concurrency_id="answers",
        **QUIET,
    )
    for example in layout.examples:
        example.click(handlers.ask, inputs=[example, *layout.limits], outputs=parts, concurrency_id="answers", **QUIET)
    gr.on(
        [limit.change for limit in layout.limits],
        handlers.limit,
        inputs=list(layout.limits),
        outputs=[layout.limits_note],
        **AT_ONCE,
    )
    layout.stop.click(handlers.stop, **AT_ONCE)
    layout.new.click(handlers.new_conversation, outputs=[*parts, layout.source], **AT_ONCE)
    for links in (layout.earlier, layout.current):
        # "multiple": by default Gradio drops a click that comes before the former one's answer.
        links.select(handlers.open_source, outputs=[layout.source], trigger_mode="multiple", **AT_ONCE)
    outlets = layout.limits[2]
    blocks.load(handlers.arrive, outputs=[layout.masthead, layout.opening_text, layout.question, outlets], **AT_ONCE)
    blocks.unload(handlers.leave)
