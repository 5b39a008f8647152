"""Tabs beside the chat in Debian's chromium: served over a library; no page may fail or call elsewhere."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from browser_double import QueuedAssistant
from hostile import note_violations
from playwright.sync_api import Browser, Page, Request

from index.library import Library
from ui.app import create_app
from ui.server import Server, listen
from ui.tab import Tab

OpenTab = Callable[..., Page]


@contextmanager
def served(library: Library, tabs: Sequence[Tab]) -> Iterator[str]:
    """The address of a page with these tabs over a library, served by a thread on a free port."""
    listener = listen(0)
    ready = threading.Event()
    assistant: Any = QueuedAssistant(library=library)  # type: ignore[arg-type]
    server = Server(create_app(assistant, tabs=tabs), on_ready=ready.set, on_stop=lambda: None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert ready.wait(30)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@contextmanager
def pages(browser: Browser) -> Iterator[OpenTab]:
    """Opens a tab in a browser context of its own; afterwards no page may have called elsewhere or failed."""
    contexts = []
    foreign: list[str] = []
    problems: list[str] = []

    def open_tab(address: str, label: str, **options: Any) -> Page:
        def watch(request: Request) -> None:
            if not request.url.startswith((address, "data:")):
                foreign.append(request.url)

        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        note_violations(context)
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.goto(address)
        page.wait_for_function("document.querySelector('#peek')")
        page.get_by_role("tab", name=label).click()
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert foreign == []
    assert problems == []
