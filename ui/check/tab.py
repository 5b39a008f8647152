"""The tab's components and which handler each one calls."""

import gradio as gr

from index.library import Library
from ui.check.handlers import LONGEST_DRAFT, CheckHandlers
from ui.check.rendering import head_html
from ui.tab import AT_ONCE, QUIET, Desk

MOST_AT_ONCE = 2
"""Drafts checked at once, over all pages: each keeps a processor busy."""


class CheckTab:
    """Check a draft: a verdict on each sentence of a person's copy."""

    id = "check"
    label = "Check a draft"

    def __init__(self, library: Library) -> None:
        self._handlers = CheckHandlers(library)

    def place(self, desk: Desk) -> None:
        """See `ui.tab.Tab`."""
        with gr.Column(elem_classes="page", elem_id="check"):
            gr.HTML(head_html(LONGEST_DRAFT), elem_id="check-head", apply_default_css=False)
            draft = gr.Textbox(
                label="Your draft",
                placeholder="Paste your copy here …",
                lines=8,
                max_lines=16,
                elem_id="check-draft",
            )
            with gr.Row(elem_id="check-buttons"):
                check = gr.Button("Check", variant="primary", elem_id="check-start", scale=0)
                stop = gr.Button("Stop", variant="stop", elem_id="check-stop", scale=0, visible=False)
            result = desk.html("check-result")
        check.click(
            self._handlers.check,
            inputs=[draft],
            outputs=[result, check, stop],
            concurrency_id="checks",
            concurrency_limit=MOST_AT_ONCE,
            **QUIET,
        )
        stop.click(self._handlers.stop, **AT_ONCE)
