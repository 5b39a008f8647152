"""The Settings tab: its components and what they do.

What is changed here holds for this server until it is stopped: the environment stays the one place that is read at
its start.
"""

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import gradio as gr
from fastapi import APIRouter

from assistant.answering import Length
from assistant.feedback import FeedbackStore
from assistant.settings import Settings
from index.errors import OnRecordError
from index.library import Library
from ui.feedback import feedback_router
from ui.preferences.choice import ENDPOINT, Writer, address, choices, chosen, wished
from ui.preferences.rendering import (
    changed_html,
    feedback_summary_html,
    in_use_html,
    length_html,
    not_changed_html,
    sources_html,
    theme_html,
    trying_html,
)
from ui.tab import AT_ONCE, QUIET, Desk

log = logging.getLogger(__name__)

SKIP: Any = gr.skip()
LENGTHS: list[tuple[str, Length]] = [("Normal: up to three sentences", "normal"), ("Short: one sentence", "short")]
LEAD = (
    '<h2>Settings</h2><p class="lead">Changes of the model and the length hold for everyone who uses this page, until '
    "OnRecord is stopped. What is to last belongs into the environment variables below.</p>"
)
SHARED = (
    '<h2>Settings</h2><p class="lead">This server is shared: whoever serves it chooses the model and the length of the '
    "answers. The theme is yours.</p>"
)


class Changed(NamedTuple):
    """New values for the parts that a change of the model changes; `SKIP` leaves one as it is."""

    outcome: Any = SKIP
    in_use: Any = SKIP
    sources: Any = SKIP
    key: Any = SKIP
    button: Any = SKIP


class Preferences:
    """The tab; see `ui.tab.Tab`."""

    id = "settings"
    label = "Settings"

    def __init__(self, writer: Writer, library: Library, feedback: FeedbackStore, *, changeable: bool = True) -> None:
        """Without `changeable` nobody chooses the model or reads the feedback: others use the server too."""
        self._writer = writer
        self._library = library
        self._feedback = feedback
        self._changeable = changeable
        self._changed: set[str] = set()
        self._renewed: Callable[[], tuple[Any, ...]] = tuple
        self._outside = 0

    @property
    def router(self) -> APIRouter:
        """The routes of the feedback."""
        return feedback_router(self._feedback, self._library, readable=self._changeable)

    def place(self, desk: Desk) -> None:
        """See `ui.tab.Tab.place`."""
        self._renewed, self._outside = desk.renewed, len(desk.renewed_parts)
        settings = self._writer.settings
        with gr.Column(elem_classes="page", elem_id="preferences"):
            _html("settings-lead", LEAD if self._changeable else SHARED)
            in_use, sources = self._place_model(desk, settings)
            self._place_length()
            _html("settings-theme", f"<h3>Theme</h3>{theme_html()}")
            feedback = _html("settings-feedback")
            with gr.Accordion("Where the settings come from", open=False, elem_id="settings-fold"):
                sources.render()
        desk.tab.select(self.arrive, outputs=[in_use, sources, feedback], **AT_ONCE)

    def _place_model(self, desk: Desk, settings: Settings) -> tuple[Any, Any]:
        """What tells of the model in force and of all settings; the latter has yet to be rendered."""
        _html("settings-model", "<h3>Model</h3>")
        in_use = _html("settings-in-use", in_use_html(settings, self._writer.model_name))
        sources = gr.HTML(self._sources(), elem_id="settings-sources", apply_default_css=False, render=False)
        if not self._changeable:
            return in_use, sources
        choice = gr.Radio(choices(settings), value=chosen(settings), label="Write answers with", elem_id="choice")
        with gr.Row(visible=chosen(settings) == ENDPOINT, elem_id="endpoint", elem_classes="filters") as endpoint:
            base_url = gr.Textbox(address(settings), label="Address", elem_id="endpoint-address", max_length=500)
            model = gr.Textbox(
                settings.model if chosen(settings) == ENDPOINT else "",
                label="Model",
                placeholder="the first that it lists",
                elem_id="endpoint-model",
                max_length=200,
            )
            key = gr.Textbox(
                label="Key",
                type="password",
                placeholder="none, or as before",
                elem_id="endpoint-key",
                max_length=500,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
        use = gr.Button("Use it", elem_id="use", variant="primary", scale=0)
        outcome = _html("settings-outcome")
        choice.change(lambda value: gr.update(visible=value == ENDPOINT), [choice], [endpoint], **AT_ONCE)
        use.click(
            self.use,
            inputs=[choice, base_url, model, key],
            outputs=[outcome, in_use, sources, key, use, *desk.renewed_parts],
            concurrency_id="model",
            concurrency_limit=1,
            **QUIET,
        )
        return in_use, sources

    def _place_length(self) -> None:
        if not self._changeable:
            return
        _html("settings-length", "<h3>Length of answers</h3>")
        length = gr.Radio(LENGTHS, value=self._writer.length, label="Answers are", elem_id="length")
        outcome = _html("length-outcome")
        length.input(self.set_length, inputs=[length], outputs=[outcome], **AT_ONCE)

    def arrive(self) -> tuple[str, str, str]:
        """The model in force, the settings and the feedback, as they are now."""
        try:
            good, bad = self._feedback.counts()
            given = feedback_summary_html(good, bad, readable=self._changeable)
        except OnRecordError as error:
            given = not_changed_html(str(error))
        in_use = in_use_html(self._writer.settings, self._writer.model_name)
        return in_use, self._sources(), f"<h3>Feedback</h3>{given}"

    def use(self, choice: str, base_url: str, model: str, key: str) -> Iterator[tuple[Any, ...]]:
        """Try the wished model, then write with it or say why not. The key is taken out of its box at once."""
        outside = [SKIP] * self._outside
        yield (*Changed(outcome=trying_html(), key="", button=gr.update(interactive=False)), *outside)
        try:
            if not self._changeable:
                raise OnRecordError("this server is shared: whoever serves it chooses the model")
            settings = wished(self._writer.settings, choice, base_url or "", model or "", key or "")
            former = self._writer.settings
            self._writer.use(settings)
        except OnRecordError as error:
            yield (*self._not_changed(str(error), key or ""), *outside)
        except Exception as error:
            # The trace might hold the key.
            log.error("the model could not be changed: %s", type(error).__name__)
            yield (*self._not_changed("the model failed in an unforeseen way", ""), *outside)
        else:
            self._changed |= {
                name for name in Settings.model_fields if getattr(former, name) != getattr(settings, name)
            }
            name = self._writer.model_name
            new = Changed(changed_html(name), in_use_html(settings, name), self._sources(), "", _ready())
            yield (*new, *self._renewed())

    def _not_changed(self, reason: str, key: str) -> Changed:
        return Changed(outcome=not_changed_html(reason, key), key="", button=_ready())

    def set_length(self, length: Length) -> str:
        """Set the length of the answers."""
        if self._changeable and length in [value for _, value in LENGTHS]:
            self._writer.length = length
        return length_html(self._writer.length)

    def _sources(self) -> str:
        return sources_html(self._writer.settings, os.environ, self._changed)


def _ready() -> Any:
    return gr.update(interactive=True)


def _html(elem_id: str, value: str = "") -> Any:
    """HTML that `rendering` made. Gradio does not sanitise it: it escapes."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)
