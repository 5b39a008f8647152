"""The Settings tab and the thumbs under answers, over a real assistant, in Debian's chromium."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browser_page import ask, pages, serving
from conftest import make_article
from embedding_double import WordEmbedding
from fake_endpoint import KEY, MODEL, FakeEndpoint
from playwright.sync_api import Browser, Page, expect
from test_browser_archive import fill
from test_browser_chat import CONTRAST

from assistant.answering import Assistant
from assistant.feedback import FeedbackStore
from assistant.settings import EXTRACTIVE, Settings
from index.library import Library
from ui.app import create_app
from ui.conversation import Conversations
from ui.preferences.tab import Preferences

pytestmark = pytest.mark.browser

QUESTION = "Who proposed free ferries?"
ARTICLES = (
    make_article(
        1,
        title="Mayor proposes free ferries",
        text="Mayor Lena Okafor proposed free ferries on Tuesday. Councillor Piet Aldous opposed the free ferries.",
        source="Harbour Courier",
        published_at="2025-03-04",
    ),
)


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    settings = Settings(library=tmp_path / "library", models=tmp_path / "models", model=EXTRACTIVE, timeout=30)
    with (
        Library(settings.library, WordEmbedding(), create=True) as library,
        Assistant(settings, library=library, completion=None) as assistant,
    ):
        fill(library, ARTICLES)
        yield assistant


@contextmanager
def served(assistant: Assistant, *, changeable: bool = True) -> Iterator[str]:
    """The address of a page with the tab over an assistant."""
    store = FeedbackStore(assistant.library.folder)
    conversations = Conversations()
    app = create_app(
        assistant,
        conversations=conversations,
        tabs=[Preferences(assistant, assistant.library, store, changeable=changeable)],
    )
    try:
        with serving(app, on_stop=conversations.stop_all) as address:
            yield address
    finally:
        store.close()


@contextmanager
def opened(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """The page in a browser of its own."""
    with pages(browser) as open_one:
        yield open_one(address, reduced_motion="reduce", **options)


def open_settings(page: Page) -> None:
    page.get_by_role("tab", name="Settings").click()
    expect(page.locator("#settings-feedback h3")).to_be_visible()


def use_endpoint(page: Page, endpoint: str, key: str = "", model: str = "") -> None:
    page.get_by_label("An endpoint").check()
    page.get_by_label("Address").fill(endpoint)
    page.get_by_label("Model", exact=True).fill(model)
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Use it").click()


def test_an_endpoint_is_tried_and_used(
    chromium: Browser,
    assistant: Assistant,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeEndpoint() as endpoint, served(assistant) as address, opened(chromium, address) as page:
        open_settings(page)
        expect(page.locator("#settings-in-use")).to_contain_text("no language model is used")
        expect(page.locator("#endpoint-key")).to_be_hidden()
        use_endpoint(page, endpoint.base_url, KEY)
        expect(page.locator("#settings-outcome")).to_have_text(f"From the next question on: {MODEL}.")
        expect(page.locator("#settings-in-use")).to_contain_text(f"written by {MODEL} at {endpoint.base_url}")
        expect(page.locator("#masthead")).to_contain_text(f"model {MODEL}")
        box = page.get_by_label("Key")
        expect(box).to_have_value("")
        expect(box).to_have_attribute("type", "password")
        assert KEY not in page.content()
        assert KEY not in httpx.get(f"{address}/config", trust_env=False).text
        page.reload()
        open_settings(page)
        page.get_by_role("button", name="Where the settings come from").click()
        expect(page.locator("#settings-sources")).to_contain_text("set, not shown")
        assert KEY not in page.content()
        assert KEY not in caplog.text
        assert len(endpoint.requests) == 1


@pytest.mark.parametrize("failing", ["unauthorised", "no_models", "no_model", "web_page"])
def test_a_model_that_fails_leaves_the_former(
    chromium: Browser,
    assistant: Assistant,
    failing: str,
) -> None:
    with (
        FakeEndpoint(failing) as endpoint,  # type: ignore[arg-type]
        served(assistant) as address,
        opened(chromium, address) as page,
    ):
        open_settings(page)
        use_endpoint(page, endpoint.base_url, KEY, "" if failing == "no_models" else "m")
        expect(page.locator("#settings-outcome [role=alert]")).to_contain_text("Not changed: ")
        expect(page.get_by_role("button", name="Use it")).to_be_enabled()
        assert KEY not in page.content()
        assert assistant.model_name == EXTRACTIVE
        page.get_by_role("tab", name="Ask").click()
        ask(page, QUESTION)
        expect(page.locator("#current .colophon")).to_contain_text("no language model was used")


def test_a_wrong_address_is_told_in_place(chromium: Browser, assistant: Assistant) -> None:
    with served(assistant) as address, opened(chromium, address) as page:
        open_settings(page)
        use_endpoint(page, "<img src=x onerror=window.pwned=1>")
        expect(page.locator("#settings-outcome [role=alert]")).to_contain_text("it is no web address")
        use_endpoint(page, "http://127.0.0.1:9/v1")
        expect(page.locator("#settings-outcome [role=alert]")).to_contain_text("cannot be reached")
        assert page.evaluate("window.pwned") is None


def test_the_length_of_answers(chromium: Browser, assistant: Assistant) -> None:
    with served(assistant) as address, opened(chromium, address) as page:
        open_settings(page)
        page.get_by_label("Short: one sentence").check()
        expect(page.locator("#length-outcome")).to_have_text("An answer ends with its first sentence.")
        assert assistant.length == "short"


def test_the_theme_is_kept_by_the_browser(chromium: Browser, assistant: Assistant) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with served(assistant) as address, opened(chromium, address, color_scheme="light") as page:
        open_settings(page)
        light = page.evaluate(ground)
        expect(page.get_by_role("button", name="As the system")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="Dark").click()
        dark = page.evaluate(ground)
        assert dark != light
        page.reload()
        open_settings(page)
        assert page.evaluate(ground) == dark
        expect(page.locator("body")).to_have_class("dark")
        assert page.evaluate(CONTRAST) == []
        page.emulate_media(color_scheme="dark")
        page.get_by_role("button", name="Light").click()
        assert page.evaluate(ground) == light
        expect(page.locator("body")).not_to_have_class("dark")
        assert page.evaluate(CONTRAST) == []
        page.get_by_role("button", name="As the system").click()
        assert page.evaluate(ground) == dark


def test_a_shared_server_keeps_its_model(chromium: Browser, assistant: Assistant) -> None:
    with served(assistant, changeable=False) as address, opened(chromium, address) as page:
        open_settings(page)
        expect(page.locator("#settings-lead")).to_contain_text("whoever serves it chooses the model")
        expect(page.locator("#use, #choice, #length")).to_have_count(0)
        assert httpx.get(f"{address}/onrecord/feedback.jsonl", trust_env=False).status_code == 403
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_thumbs_are_kept_and_become_test_cases(chromium: Browser, assistant: Assistant) -> None:
    with served(assistant) as address, opened(chromium, address) as page:
        ask(page, QUESTION)
        good = page.locator("#current .thumb[data-verdict=good]")
        good.click()
        expect(good).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#current .feedback-note")).to_have_text("Kept. Thank you.")
        expect(page.locator("#current .reason input")).to_be_focused()
        ask(page, "And who opposed them?")
        expect(page.locator("#current .question")).to_have_text("And who opposed them?")
        expect(page.locator("#earlier .thumb[data-verdict=good]")).to_have_attribute("aria-pressed", "true")
        page.locator("#current .thumb[data-verdict=bad]").click()
        page.locator("#current .reason input").fill("<b>the wrong man</b>")
        page.locator("#current .reason input").press("Enter")
        expect(page.locator("#current .feedback-note")).to_have_text("Kept with your reason.")
        page.reload()
        for turn, verdict in (("#earlier", "good"), ("#current", "bad")):
            expect(page.locator(f"{turn} .thumb[data-verdict={verdict}]")).to_have_attribute("aria-pressed", "true")
        assert "ferries" not in page.evaluate("JSON.stringify(localStorage)")
        open_settings(page)
        expect(page.locator("#settings-feedback")).to_contain_text("2 answers judged: 1 good, 1 bad.")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as test cases").click()
        cases = [json.loads(line) for line in download.value.path().read_text("utf-8").splitlines()]
    assert [case["question"] for case in cases] == [QUESTION, "And who opposed them?"]
    assert {"article_id": "a1", "quote": "Mayor Lena Okafor proposed free ferries on Tuesday."} in cases[0]["evidence"]
    assert cases[1]["turns"] == [QUESTION, "And who opposed them?"]
    assert "<b>the wrong man</b>" in cases[1]["note"]


def test_feedback_is_taken_in_its_form_only(assistant: Assistant) -> None:
    whole = {"verdict": "good", "turns": ["Q"], "answered": True, "text": "A", "model": "m", "evidence": []}
    with served(assistant) as address:
        where = f"{address}/onrecord/feedback"
        assert httpx.post(where, json=whole, trust_env=False).status_code == 200
        foreign = httpx.post(where, json=whole, headers={"Origin": "http://evil.example"}, trust_env=False)
        assert foreign.status_code == 403
        for wrong in ({"verdict": "x"}, {"turns": []}, {"text": "x" * 60_000}, {"id": "../../x"}, {"more": 1}):
            assert httpx.post(where, json=whole | wrong, trust_env=False).status_code == 422


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_contrast_names_and_width(
    chromium: Browser,
    assistant: Assistant,
    scheme: str,
    width: int,
) -> None:
    size = {"width": width, "height": 900}
    with served(assistant) as address, opened(chromium, address, viewport=size, color_scheme=scheme) as page:
        ask(page, QUESTION)
        page.locator("#current .thumb[data-verdict=good]").click()
        expect(page.locator("#current .reason")).to_be_visible()
        assert page.evaluate(CONTRAST) == []
        open_settings(page)
        page.get_by_label("An endpoint").check()
        expect(page.locator("#endpoint-key")).to_be_visible()
        page.get_by_role("button", name="Where the settings come from").click()
        expect(page.locator("#settings-sources table")).to_be_visible()
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for button in page.locator("button:visible").all():
            assert button.get_attribute("aria-label") or button.inner_text().strip()
