"""What happens in the Archive tab. Thin: the catalog lists, the ingest's job adds, rendering draws."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from index.errors import OnRecordError
from index.filters import parse_filters
from index.library import Library
from index.listed_article import ListedArticle
from index.reading import Source
from index.reading.web.address import parse_address
from ui.archive.chart import chart_html
from ui.archive.job import Ingesting
from ui.archive.rendering import (
    contents_html,
    failure_html,
    listing_html,
    outlets_html,
    position_html,
    progress_html,
    removal_html,
)
from ui.archive.uploads import Uploads

log = logging.getLogger(__name__)

PAGE = 25
"""Articles shown at once."""
MOST_ADDRESSES = 200
"""Taken at once."""
OLDEST_FIRST = "Oldest first"
NEWEST_FIRST = "Newest first"

SKIP: Any = gr.skip()


class Limits(NamedTuple):
    """What narrows the list, as the page gives it. The order is that of the tab's inputs."""

    words: str | None
    outlets: list[str] | None
    after: str | None
    before: str | None
    order: str | None


class Shown(NamedTuple):
    """New values for the list's parts; `SKIP` leaves one as it is. The order is that of the tab's outputs."""

    note: Any = SKIP
    listing: Any = SKIP
    position: Any = SKIP
    earlier: Any = SKIP
    later: Any = SKIP
    offset: Any = SKIP
    chosen: Any = SKIP
    removal: Any = SKIP
    question: Any = SKIP


class Contents(NamedTuple):
    """New values for what tells of the whole archive."""

    contents: Any = SKIP
    chart: Any = SKIP
    outlets: Any = SKIP
    choices: Any = SKIP


class Job(NamedTuple):
    """New values for what tells of the ingest."""

    progress: Any = SKIP
    timer: Any = SKIP
    stop: Any = SKIP


@dataclass(slots=True)
class ArchiveHandlers:
    """The tab's event handlers over one library."""

    library: Library
    uploads: Uploads
    ingesting: Ingesting
    changeable: bool
    """Whether readers may add and remove articles."""
    renewed: Callable[[], tuple[Any, ...]] = tuple
    """New values for the parts of the page outside this tab that tell of the archive."""
    renewed_parts: Sequence[Any] = field(default_factory=list)

    def arrive(self, offset: int, *limits: Any) -> tuple[Any, ...]:
        """All that the tab shows, as it is now."""
        return (*self._contents(), *self._job(), *self.listed(offset, *limits))

    def listed(self, offset: int, *limits: Any) -> Shown:
        """The list from an offset on, within the reader's limits; nothing is chosen."""
        given = Limits(*limits)
        try:
            filters = parse_filters(given.after, given.before, given.outlets or (), None)
            newest_first = given.order != OLDEST_FIRST
            total, rows = self.library.catalog.listed(
                filters, given.words or "", newest_first=newest_first, limit=PAGE, offset=max(offset, 0)
            )
        except OnRecordError as error:
            return Shown(note=failure_html(str(error)))
        return self._page(total, max(offset, 0), rows)

    def first(self, *limits: Any) -> Shown:
        """The list's first page: its limits have changed."""
        return self.listed(0, *limits)

    def earlier(self, offset: int, *limits: Any) -> Shown:
        """The page before."""
        return self.listed(offset - PAGE, *limits)

    def later(self, offset: int, *limits: Any) -> Shown:
        """The page after."""
        return self.listed(offset + PAGE, *limits)

    def _page(self, total: int, offset: int, rows: Sequence[ListedArticle]) -> Shown:
        empty = not total and not self.library.summary().articles
        return Shown(
            note="",
            listing=listing_html(rows, (), removable=self.changeable, empty=empty),
            position=position_html(total, offset, len(rows)),
            earlier=gr.update(interactive=offset > 0, visible=total > PAGE),
            later=gr.update(interactive=offset + PAGE < total, visible=total > PAGE),
            offset=offset,
            chosen=[],
            removal=gr.update(visible=False),
            question="",
        )

    def choose(self, event: gr.EventData) -> Shown:
        """Articles were ticked: ask whether they are to go."""
        asked = event._data.get("chosen") if isinstance(event._data, dict) else None
        ids = [one for one in asked if isinstance(one, str)][:PAGE] if isinstance(asked, list) else []
        titles = []
        for article_id in list(ids):
            try:
                titles.append(self.library.article(article_id).title)
            except OnRecordError:
                ids.remove(article_id)
        return Shown(chosen=ids, removal=gr.update(visible=bool(ids)), question=removal_html(titles))

    def keep(self) -> Shown:
        """The chosen articles stay after all."""
        return Shown(chosen=[], removal=gr.update(visible=False), question="")

    def remove(self, chosen: list[str], offset: int, *limits: Any) -> tuple[Any, ...]:
        """Remove the chosen articles and show what is left."""
        outside = [SKIP] * len(self.renewed_parts)
        if not self.changeable or not chosen:
            return (*Contents(), *Shown(), *outside)
        try:
            self.library.remove(chosen)
        except OnRecordError as error:
            return (*Contents(), *Shown(note=failure_html(str(error))), *outside)
        except Exception:
            log.exception("the articles could not be removed")
            problem = failure_html("The articles could not be removed; OnRecord's terminal says why.")
            return (*Contents(), *Shown(note=problem), *outside)
        return (*self._contents(), *self.listed(offset, *limits), *self.renewed())

    def add_files(self, event: gr.EventData) -> Job:
        """An upload is complete: read it."""
        upload = str(event._data.get("upload")) if isinstance(event._data, dict) else ""
        files = self.uploads.files(upload)
        if not files:
            return Job(progress=failure_html("No file has arrived: choose the files again."))
        return self._started([*map(Path, files)], files, lambda: self.uploads.discard(upload))

    def add_addresses(self, text: str) -> tuple[Any, ...]:
        """Read pages, feeds and sitemaps; the box keeps what cannot be used."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > MOST_ADDRESSES:
                raise OnRecordError(f"give at most {MOST_ADDRESSES} addresses at once")
            addresses: list[Source] = [_address(line) for line in lines]
        except OnRecordError as error:
            return (*Job(progress=failure_html(str(error))), SKIP)
        if not addresses:
            return (*Job(progress=failure_html("Give the address of a page, a feed or a sitemap.")), SKIP)
        job = self._started(addresses, {}, lambda: None)
        return (*job, "" if self.ingesting.running else SKIP)

    def _started(self, sources: Sequence[Source], names: dict[str, str], after: Callable[[], None]) -> Job:
        if not self.changeable:
            after()
            return Job(progress=failure_html("This archive is shared: whoever serves it adds the articles."))
        try:
            self.ingesting.start(sources, names, after)
        except OnRecordError as error:
            after()
            return Job(progress=failure_html(str(error)), timer=gr.Timer(active=True))
        # Even if it has ended already: the next tick brings what it added.
        return self._job()._replace(timer=gr.Timer(active=True))

    def stop(self) -> Job:
        """Stop adding."""
        self.ingesting.stop()
        return self._job()

    def tick(self, offset: int, *limits: Any) -> tuple[Any, ...]:
        """How far the ingest is; once it has ended, all that has changed by it."""
        if self.ingesting.running:
            return (*Contents(), *self._job(), *Shown(), *[SKIP] * len(self.renewed_parts))
        job = self._job()._replace(timer=gr.Timer(active=False))
        return (*self._contents(), *job, *self.listed(offset, *limits), *self.renewed())

    def _job(self) -> Job:
        """It starts the timer and never stops it: an answer that comes late must not undo a start."""
        state = self.ingesting.state
        running = state is not None and not state.ended
        return Job(progress_html(state), gr.Timer(active=True) if running else SKIP, gr.update(visible=running))

    def _contents(self) -> Contents:
        catalog = self.library.catalog
        summary = self.library.summary()
        return Contents(
            contents_html(summary),
            chart_html(catalog.articles_by_day()),
            outlets_html(catalog.articles_by_outlet()),
            gr.update(choices=list(summary.outlets)),
        )


def _address(line: str) -> str:
    """A web address from a line. Never a path: a reader of the page may not read the server's files.

    Raises `ReadingError`.
    """
    return str(parse_address(line if "://" in line else f"https://{line}"))
