"""What a tab of the page is, and what of the page it may use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import gradio as gr
from fastapi import APIRouter

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""For events whose answer may take a while."""
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}
"""For events that are answered at once and wait for nobody."""

ASK = "ask"
"""The id of the tab with the chat."""

# Links that open a source: the event carries the place, page.js keeps track of which one is open.
FOLLOW_SOURCE_LINKS = """
element.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-article]");
  if (!link) return;
  event.preventDefault();
  const { article, start, end } = link.dataset;
  trigger("select", { article, start: Number(start), end: Number(end) });
});
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts of the page that all tabs share."""

    tabs: Any
    """`gr.Tabs(selected=ASK)` as an event's output for it brings the chat to the front."""
    question: Any
    """The chat's question box."""
    source: Any
    """The source panel."""
    open_source: Callable[[gr.EventData], str]
    """What opens the source of a link that was followed."""
    renewed: Callable[[], tuple[Any, ...]]
    """New values for what the chat and the page's head say of the archive and the model, once these have changed."""
    renewed_parts: Sequence[Any]
    """The outputs for them."""
    tab: Any
    """The `gr.Tab` that is being built; its event `select` says that it has come to the front."""

    def html(self, elem_id: str, value: str = "", *, script: str = "", **options: Any) -> Any:
        """HTML whose links (`ui.markup.span_attributes`) open the source panel; `script` may listen for more.

        Gradio does not sanitise it: every text that comes from outside must be escaped.
        """
        listening = FOLLOW_SOURCE_LINKS + script
        shown = gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=listening, **options)
        # "multiple": by default Gradio drops a click that comes before the former one's answer.
        shown.select(self.open_source, outputs=[self.source], trigger_mode="multiple", **AT_ONCE)
        return shown


class Tab(Protocol):
    """A tab beside the chat."""

    @property
    def id(self) -> str:
        """Its id in the page: lower-case letters."""

    @property
    def label(self) -> str:
        """What a reader calls it."""

    def place(self, desk: Desk) -> None:
        """Put its components into the tab that is being built, and connect their events."""


@runtime_checkable
class WithRoutes(Protocol):
    """A tab that also serves routes of its own, such as downloads."""

    @property
    def router(self) -> APIRouter:
        """Its routes; no other tab or part of the page has the same."""
