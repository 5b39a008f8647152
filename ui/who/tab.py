"""The tab's components and which handler each one calls."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from index.attribution.ledger import STANCES
from index.library import Library
from ui.tab import AT_ONCE, QUIET, Desk
from ui.who.handlers import WhoHandlers
from ui.who.rendering import head_html

LONGEST_TOPIC = 500
"""Characters."""

# Buttons and dots that page.js knows nothing of: a statement's question, and the days and stance of a dot.
FOLLOW_BUTTONS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-question]");
  if (button) trigger("submit", { question: button.dataset.question });
  const dot = event.target.closest("[data-after]");
  if (dot) trigger("apply", { ...dot.dataset });
});
"""
FOCUS_QUESTION = "() => document.querySelector('#question textarea')?.focus()"


class WhoTab:
    """Who said what: the ledger by speaker, stance, day, outlet and topic."""

    id = "who"
    label = "Who said what"

    def __init__(self, library: Library) -> None:
        self._handlers = WhoHandlers(library)

    def place(self, desk: Desk) -> None:
        """See `ui.tab.Tab`."""
        with gr.Column(elem_classes="page", elem_id="who"):
            gr.HTML(head_html(), elem_id="who-head", apply_default_css=False)
            fields, show, clear = _filters()
            note = gr.HTML(elem_id="who-note", apply_default_css=False)
            found = desk.html("who-found", script=FOLLOW_BUTTONS)
            ask = gr.Button("Ask about this", elem_id="who-ask", size="sm", visible=False)
            statements = desk.html("who-statements", script=FOLLOW_BUTTONS)
            more = gr.Button("Show more", elem_id="who-more", size="sm", visible=False)
            shown = gr.State(None)
        self._connect(desk, fields, show, clear, [shown, note, found, statements, more, ask])

    def _connect(self, desk: Desk, fields: Sequence[Any], show: Any, clear: Any, result: Sequence[Any]) -> None:
        handlers = self._handlers
        speaker, stances, about, after, before, outlets = fields
        shown, _, found, statements, more, ask = result
        desk.tab.select(handlers.arrive, inputs=[shown, *fields], outputs=[speaker, outlets, *result], **QUIET)
        gr.on(
            [show.click, about.submit, after.submit, before.submit, speaker.input, stances.input, outlets.input],
            handlers.show,
            inputs=list(fields),
            outputs=list(result),
            trigger_mode="always_last",
            **QUIET,
        )
        clear.click(handlers.clear, outputs=[*fields, *result], **QUIET)
        found.apply(
            handlers.narrow,
            inputs=[speaker, about, outlets],
            outputs=[stances, after, before, *result],
            **QUIET,
        )
        more.click(handlers.more, inputs=[shown], outputs=list(result), **QUIET)
        to_chat = [desk.tabs, desk.question]
        statements.submit(handlers.ask, outputs=to_chat, **AT_ONCE).then(None, js=FOCUS_QUESTION)
        ask.click(handlers.ask_filters, inputs=[shown], outputs=to_chat, **AT_ONCE).then(None, js=FOCUS_QUESTION)


def _filters() -> tuple[tuple[Any, ...], Any, Any]:
    """Speaker, stances, topic, first day, last day, outlets; then what shows, and what empties them."""
    with gr.Column(elem_id="who-filters"):
        speaker = gr.Dropdown(
            [], value="", allow_custom_value=True, label="Speaker", elem_id="who-speaker", interactive=True
        )
        stances = gr.Dropdown(list(STANCES), value=[], multiselect=True, label="Stance", elem_id="who-stances")
        about = gr.Textbox(label="Topic", placeholder="What it is about", max_length=LONGEST_TOPIC, elem_id="who-about")
        after = gr.Textbox(label="Said on or after", placeholder="YYYY-MM-DD", elem_id="who-after")
        before = gr.Textbox(label="Said on or before", placeholder="YYYY-MM-DD", elem_id="who-before")
        outlets = gr.Dropdown([], value=[], multiselect=True, label="Outlets", elem_id="who-outlets")
        show = gr.Button("Show", variant="primary", elem_id="who-show", scale=0)
        clear = gr.Button("Clear filters", elem_id="who-clear", scale=0)
    return (speaker, stances, about, after, before, outlets), show, clear
