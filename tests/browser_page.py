"""A browser on a chat: fixtures (shared through conftest) and the moves that all browser tests make."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser_double import QueuedAssistant
from hostile import note_violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


LEAVING = ("AbortError: signal is aborted", "Connection errored out")
"""What Gradio's script writes when a page is left while an answer grows."""

PATIENCE = 45_000
"""Milliseconds that anything the page does may take on a machine that does much else."""

Open = Callable[..., Any]


@contextmanager
def serving(app: Any, port: int = 0, on_stop: Callable[[], None] = lambda: None) -> Iterator[str]:
    """The address of an app, served by a thread on a free port (or the one given)."""
    # Here, because conftest imports this file and most tests do without Gradio.
    from ui.server import Server, listen

    listener = listen(port)
    ready = threading.Event()
    server = Server(app, on_ready=ready.set, on_stop=on_stop)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert ready.wait(PATIENCE / 1000)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@contextmanager
def served(assistant: QueuedAssistant, *examples: str, port: int = 0, **options: Any) -> Iterator[str]:
    """The address of a chat over an assistant; `options` are `create_app`'s."""
    from assistant.conversation import ConversationStore
    from ui.app import create_app
    from ui.conversation import Conversations

    conversations = Conversations(ConversationStore(assistant.library))  # type: ignore[arg-type]
    app = create_app(assistant, examples=examples, conversations=conversations, pack=assistant.pack, **options)
    with serving(app, port, conversations.stop_all) as address:
        yield address


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
    yield browser
    browser.close()


@contextmanager
def pages(browser: Browser, *expected: str) -> Iterator[Open]:
    """Opens a page, at one of its tabs, in a browser context of its own.

    Afterwards no page may have called elsewhere, or have failed other than with a message that has `expected` words.
    """
    contexts = []
    foreign: list[str] = []
    problems: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in (*LEAVING, *expected)):
            problems.append(message.text)

    def open_one(address: str, tab: str = "Ask", **options: Any) -> Page:
        def watch(request: Request) -> None:
            if not request.url.startswith((address, "data:")):
                foreign.append(request.url)

        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        note_violations(context)
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", note)
        page.goto(address)
        page.locator("#question textarea").wait_for()
        page.wait_for_function("document.querySelector('#peek')")
        if tab != "Ask":
            page.get_by_role("tab", name=tab).click()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert foreign == []
    assert problems == []


EXAMPLES = ("Who proposed free ferries?", "What do ferries cost in Oslo?")


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[QueuedAssistant, str]]:
    """One server for all tests, each of which queues its own answers."""
    assistant = QueuedAssistant()
    with served(assistant, *EXAMPLES) as address:
        yield assistant, address


@pytest.fixture
def assistant(shared: tuple[QueuedAssistant, str]) -> QueuedAssistant:
    shared[0].reset()
    return shared[0]


@pytest.fixture
def address(shared: tuple[QueuedAssistant, str], assistant: QueuedAssistant) -> str:
    return shared[1]


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens the chat; see `pages`."""
    with pages(chromium) as open_one:
        yield lambda **options: open_one(address, **options)


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")


def answered(page: Page, question: str = "Who proposed free ferries?") -> None:
    """Ask, and wait for the complete answer."""
    from playwright.sync_api import expect

    ask(page, question)
    expect(page.locator("#current .question")).to_have_text(question)
    expect(page.locator("#current .turn[data-state=done]")).to_be_visible()


def marked(page: Page) -> str:
    return page.locator("#source mark").inner_text()
