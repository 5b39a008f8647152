"""The Archive tab's components and which handler each one calls."""

from collections.abc import Callable
from typing import Any

import gradio as gr
from fastapi import APIRouter

from index.attribution.attribution import Tagger
from index.library import Library
from ui.archive.chart import chart_html
from ui.archive.handlers import NEWEST_FIRST, OLDEST_FIRST, ArchiveHandlers
from ui.archive.job import Ingesting
from ui.archive.rendering import contents_html, drop_html, outlets_html
from ui.archive.routes import upload_router
from ui.archive.uploads import Uploads
from ui.tab import AT_ONCE, FOLLOW_SOURCE_LINKS, QUIET, Desk

TICK = 0.8
"""Seconds between two looks at an ingest."""

# archive.js uploads the files and says so when all have arrived.
TELL_OF_UPLOADS = 'element.addEventListener("uploaded", (event) => trigger("upload", event.detail));'
TELL_OF_CHOICES = """
element.addEventListener("change", () => {
  const boxes = [...element.querySelectorAll("input[data-id]:checked")];
  trigger("input", { chosen: boxes.map((box) => box.dataset.id) });
});
"""


class Archive:
    """The tab; see `ui.tab.Tab`."""

    id = "archive"
    label = "Archive"

    def __init__(self, library: Library, open_tagger: Callable[[], Tagger | None], *, changeable: bool = True) -> None:
        """`open_tagger` is called when the first articles come. Without `changeable` readers only read."""
        self.ingesting = Ingesting(library, open_tagger)
        self._uploads = Uploads(library.folder / "uploads")
        self._library = library
        self._handlers = ArchiveHandlers(library, self._uploads, self.ingesting, changeable)
        self._changeable = changeable

    @property
    def router(self) -> APIRouter:
        """The routes through which files come."""
        return upload_router(self._uploads, self.ingesting) if self._changeable else APIRouter()

    def place(self, desk: Desk) -> None:
        """See `ui.tab.Tab.place`."""
        self._handlers.renewed, self._handlers.renewed_parts = desk.renewed, desk.renewed_parts
        summary = self._library.summary()
        with gr.Column(elem_classes="page"):
            contents = _html("archive-contents", contents_html(summary))
            chart = _html("archive-chart", chart_html(self._library.catalog.articles_by_day()))
            job = self._place_adding(open_at_first=not summary.articles)
            with gr.Column(elem_id="archive-browse"):
                limits = _limits(summary.outlets)
                listed = self._place_list(desk)
            with gr.Accordion("Outlets", open=False, elem_id="archive-outlets-fold"):
                outlets = _html("archive-outlets", outlets_html(self._library.catalog.articles_by_outlet()))
        self._connect(desk, [contents, chart, outlets, limits[1]], job, limits, listed)

    def _place_adding(self, *, open_at_first: bool) -> list[Any]:
        """Progress, timer and Stop, in the order of `handlers.Job`."""
        handlers = self._handlers
        adding = gr.Accordion("Add articles", open=open_at_first, elem_id="archive-add", visible=self._changeable)
        with adding, gr.Row(elem_classes="ways"):
            drop = _html("archive-drop", drop_html(), js_on_load=TELL_OF_UPLOADS)
            with gr.Column(elem_classes="addresses"):
                addresses = gr.Textbox(
                    label="Or addresses of pages, feeds or sitemaps, one a line",
                    placeholder="https://news.example/feed.xml",
                    lines=3,
                    max_lines=8,
                    elem_id="archive-addresses",
                )
                fetch = gr.Button("Fetch", elem_id="archive-fetch", size="sm")
        progress = _html("archive-job")
        stop = gr.Button("Stop adding", elem_id="archive-stop", variant="stop", size="sm", visible=False)
        parts = [progress, gr.Timer(TICK, active=False), stop]
        drop.upload(handlers.add_files, outputs=parts, **AT_ONCE)
        fetch.click(handlers.add_addresses, inputs=[addresses], outputs=[*parts, addresses], **AT_ONCE)
        stop.click(handlers.stop, outputs=parts, **AT_ONCE)
        return parts

    def _place_list(self, desk: Desk) -> dict[str, Any]:
        """The list's parts by the names of `handlers.Shown`, in that order, and its two buttons."""
        note = _html("archive-note")
        listing = _html("archive-list", js_on_load=FOLLOW_SOURCE_LINKS + TELL_OF_CHOICES)
        listing.select(desk.open_source, outputs=[desk.source], trigger_mode="multiple", **AT_ONCE)
        with gr.Row(elem_id="archive-removal", visible=False) as removal:
            question = _html("archive-question")
            remove = gr.Button("Remove", elem_id="archive-remove", variant="stop", size="sm", scale=0)
            keep = gr.Button("Keep", elem_id="archive-keep", size="sm", scale=0)
        with gr.Row(elem_id="archive-pager"):
            earlier = gr.Button("‹ Previous", elem_id="archive-earlier", size="sm", scale=0, visible=False)
            position = _html("archive-position")
            later = gr.Button("Next ›", elem_id="archive-later", size="sm", scale=0, visible=False)
        return {
            "note": note,
            "listing": listing,
            "position": position,
            "earlier": earlier,
            "later": later,
            "offset": gr.State(0),
            "chosen": gr.State([]),
            "removal": removal,
            "question": question,
            "remove": remove,
            "keep": keep,
        }

    def _connect(
        self, desk: Desk, contents: list[Any], job: list[Any], limits: list[Any], listed: dict[str, Any]
    ) -> None:
        handlers = self._handlers
        remove, keep = listed.pop("remove"), listed.pop("keep")
        shown, offset, chosen = list(listed.values()), listed["offset"], listed["chosen"]
        gr.on(
            [limit.change for limit in limits],
            handlers.first,
            inputs=limits,
            outputs=shown,
            trigger_mode="always_last",
            **AT_ONCE,
        )
        listed["earlier"].click(handlers.earlier, inputs=[offset, *limits], outputs=shown, **AT_ONCE)
        listed["later"].click(handlers.later, inputs=[offset, *limits], outputs=shown, **AT_ONCE)
        listed["listing"].input(handlers.choose, outputs=shown, trigger_mode="multiple", **AT_ONCE)
        keep.click(handlers.keep, outputs=shown, **AT_ONCE)
        remove.click(
            handlers.remove,
            inputs=[chosen, offset, *limits],
            outputs=[*contents, *shown, *desk.renewed_parts],
            **QUIET,
        )
        everything = [*contents, *job, *shown]
        job[1].tick(handlers.tick, inputs=[offset, *limits], outputs=[*everything, *desk.renewed_parts], **AT_ONCE)
        desk.tab.select(handlers.arrive, inputs=[offset, *limits], outputs=everything, **AT_ONCE)


def _limits(outlets: tuple[str, ...]) -> list[Any]:
    """What narrows the list, in the order of `handlers.Limits`."""
    with gr.Row(elem_classes="filters"):
        words = gr.Textbox(label="Words", placeholder="In title or text", elem_id="archive-words")
        chosen = gr.Dropdown(list(outlets), value=[], multiselect=True, label="Outlets", elem_id="archive-outlet")
        after = gr.Textbox(label="Published on or after", placeholder="YYYY-MM-DD", elem_id="archive-after")
        before = gr.Textbox(label="On or before", placeholder="YYYY-MM-DD", elem_id="archive-before")
        order = gr.Dropdown([NEWEST_FIRST, OLDEST_FIRST], value=NEWEST_FIRST, label="Order", elem_id="archive-order")
    return [words, chosen, after, before, order]


def _html(elem_id: str, value: str = "", js_on_load: str | None = None) -> Any:
    """HTML that `rendering` made. Gradio does not sanitise it: it escapes."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=js_on_load)
