"""The Archive tab as a reader uses it, over a real library, in Debian's chromium."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from browser_double import QueuedAssistant
from browser_page import pages, serving
from conftest import make_article
from embedding_double import WordEmbedding
from playwright.sync_api import Browser, Page, expect
from tagger_double import VerbTagger
from test_browser_chat import CONTRAST
from test_ui_rendering import PAYLOADS

from index.article import Article
from index.embedded_passages import embed_passages
from index.library import Library
from index.lock import writing
from ui.app import create_app
from ui.archive.tab import Archive

pytestmark = pytest.mark.browser

HARBOUR = tuple(
    make_article(
        number,
        source="Harbour Courier" if number % 3 else "The Lower Ledger",
        published_at=f"2025-03-{number:02}",
        author="Ines Calder",
    )
    for number in range(1, 29)
)


def fill(library: Library, articles: tuple[Article, ...]) -> None:
    """Put articles into a library."""
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}.txt", *embedded.of(article))


class Gate:
    """A tagger that waits at every batch until it is opened."""

    name = "verbs"

    def __init__(self) -> None:
        self.open = threading.Event()

    def tag(self, texts: list[str]) -> list[list[object]]:
        """Wait, then find nothing."""
        assert self.open.wait(120)
        return [[] for _ in texts]


@contextmanager
def served(library: Library, tagger: object, *, changeable: bool = True) -> Iterator[str]:
    """The address of a page with the tab over a library."""
    archive = Archive(library, lambda: tagger, changeable=changeable)  # type: ignore[arg-type,return-value]
    assistant = QueuedAssistant(library=library)  # type: ignore[arg-type]
    try:
        with serving(create_app(assistant, tabs=[archive]), on_stop=archive.ingesting.stop) as address:
            yield address
    finally:
        archive.ingesting.wait(10)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", WordEmbedding(), create=True) as library:
        fill(library, HARBOUR)
        yield library


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "empty", WordEmbedding(), create=True) as library:
        yield library


REFUSED = ("status of 409", "status of 422")
"""What the browser writes of an upload that is refused."""


@contextmanager
def opened(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """The tab, in a browser of its own."""
    with pages(browser, *REFUSED) as open_one:
        page = open_one(address, "Archive", reduced_motion="reduce", **options)
        expect(page.locator("#archive-list :is(table, .empty)")).to_be_visible()
        yield page


def give(page: Page, *files: tuple[str, bytes]) -> None:
    """Choose files to upload."""
    if not page.locator("#archive-drop .drop").is_visible():
        page.get_by_role("button", name="Add articles").click()
    chosen = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
    page.locator("#archive-drop input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]


FERRY = ("2025-04-01-ferry-cap.txt", b"Ferry cap proposed\n\nMayor Lena Okafor proposed a cap of 900 riders a boat.")

FARES = b'{"title": "Fares", "text": "Councillor Aldous opposed the new fares."}\n{"title": "No text"}\n'


def test_an_empty_archive_is_filled_by_upload(chromium: Browser, empty: Library) -> None:
    with served(empty, VerbTagger()) as address, opened(chromium, address) as page:
        expect(page.locator("#archive-contents")).to_contain_text("The archive is empty")
        page.get_by_role("tab", name="Ask").click()
        expect(page.locator("#opening")).to_contain_text("Archive")
        expect(page.locator("#question textarea")).to_be_disabled()
        page.get_by_role("tab", name="Archive").click()
        give(page, FERRY, ("fares.jsonl", FARES))
        expect(page.locator("#archive-job .job[data-phase=done]")).to_be_visible()
        expect(page.locator("#archive-job .result")).to_contain_text("2 added · 1 not read")
        expect(page.locator("#archive-job .failures")).to_contain_text("fares.jsonl:2")
        expect(page.locator("#archive-job .failures")).not_to_contain_text("uploads")
        expect(page.locator("#archive-list tbody tr")).to_have_count(2)
        expect(page.locator("#masthead")).to_contain_text("2 articles")
        expect(page.locator("#question textarea")).to_be_enabled()
        assert empty.article("2025-04-01-ferry-cap").published_at == "2025-04-01"
        assert empty.catalog.ledger.unread("verbs") == 0
        assert list((empty.folder / "uploads").iterdir()) == []


def test_what_cannot_be_read_is_refused_by_name(chromium: Browser, empty: Library) -> None:
    with served(empty, VerbTagger()) as address, opened(chromium, address) as page:
        give(page, ("<img src=x onerror=pwned=1>.exe", b"MZ"), ("empty.txt", b""), ("../../etc/ferry.txt", FERRY[1]))
        refused = page.locator("#archive-drop .drop-refused")
        expect(refused).to_contain_text("<img src=x onerror=pwned=1>.exe files of this type cannot be read")
        expect(refused).to_contain_text("empty.txt it is empty")
        expect(page.locator("#archive-job .result")).to_have_text("1 added")
        assert page.evaluate("window.pwned") is None
        assert not (empty.folder.parent / "etc").exists()


def test_progress_stop_and_one_at_a_time(chromium: Browser, empty: Library) -> None:
    gate = Gate()
    with served(empty, gate) as address, opened(chromium, address) as page:
        give(page, FERRY)
        expect(page.locator("#archive-job [role=progressbar]")).to_be_visible()
        expect(page.locator("#archive-job .counted")).to_have_text("0 articles of about 1")
        with opened(chromium, address) as other:
            expect(other.locator("#archive-job [role=progressbar]")).to_be_visible()
            give(other, FERRY)
            expect(other.locator("#archive-drop .drop-status")).to_contain_text("are being added already")
        page.get_by_role("button", name="Stop adding").click()
        expect(page.locator("#archive-job .phase")).to_contain_text("Stopping")
        gate.open.set()
        expect(page.locator("#archive-job .job[data-phase=stopped]")).to_be_visible()
        expect(page.get_by_role("button", name="Stop adding")).to_be_hidden()
        give(page, FERRY)
        expect(page.locator("#archive-job .job[data-phase=done]")).to_be_visible()


def test_another_writer_is_named(chromium: Browser, empty: Library) -> None:
    with served(empty, VerbTagger()) as address, opened(chromium, address) as page, writing(empty.folder, "reindex"):
        give(page, FERRY)
        expect(page.locator("#archive-job .failure")).to_contain_text("being written to by process")
        expect(page.locator("#archive-job .failure")).to_contain_text("reindex, since")


def test_addresses_are_never_paths(chromium: Browser, empty: Library) -> None:
    with served(empty, VerbTagger()) as address, opened(chromium, address) as page:
        box = page.get_by_label("Or addresses of pages")
        for wrong, reason in (
            ("/etc/passwd", "not a web address"),
            ("file:///etc/passwd", "not an http or https address"),
            ("<b>x</b>", "no such host"),
        ):
            box.fill(wrong)
            page.get_by_role("button", name="Fetch").click()
            expect(page.locator("#archive-job [role=alert]")).to_contain_text(reason)
            expect(box).to_have_value(wrong)
        box.fill(f"{address}/page")
        page.get_by_role("button", name="Fetch").click()
        expect(page.locator("#archive-job .failures")).to_contain_text(f"{address}/page")
        expect(page.locator("#archive-job .result")).to_have_text("1 not read")


def test_browsing(chromium: Browser, library: Library) -> None:
    with served(library, VerbTagger()) as address, opened(chromium, address) as page:
        rows = page.locator("#archive-list tbody tr")
        expect(page.locator("#archive-contents .lead")).to_have_text("28 articles · 2 outlets · 1–28 Mar 2025")
        expect(rows).to_have_count(25)
        expect(rows.first).to_contain_text("Harbour report 28")
        page.get_by_role("button", name="Next").click()
        expect(page.locator("#archive-position")).to_have_text("26–28 of 28 articles")
        expect(page.get_by_role("button", name="Next")).to_be_disabled()
        page.get_by_role("button", name="Previous").click()
        expect(rows).to_have_count(25)
        page.get_by_label("Order").click()
        page.get_by_role("option", name="Oldest first").click()
        expect(rows.first).to_contain_text("Harbour report 1")
        page.get_by_label("Words").fill("ferry7")
        expect(rows).to_have_count(1)
        page.get_by_label("Words").fill("")
        page.locator("#archive-after input, #archive-after textarea").fill("2025-03-27")
        expect(rows).to_have_count(2)
        page.locator("#archive-after input, #archive-after textarea").fill("soon")
        expect(page.locator("#archive-note")).to_contain_text("'soon' is not a date")
        page.locator("#archive-after input, #archive-after textarea").fill("2026-01-01")
        expect(page.locator("#archive-list .empty")).to_contain_text("No article passes these limits")
        page.locator("#archive-after input, #archive-after textarea").fill("")
        page.locator("#archive-outlet input").click()
        page.get_by_role("option", name="The Lower Ledger").click()
        expect(rows).to_have_count(9)


def test_an_article_is_read_in_place(chromium: Browser, library: Library) -> None:
    with served(library, VerbTagger()) as address, opened(chromium, address) as page:
        page.locator("#archive-list a").first.click()
        expect(page.locator("#source h2")).to_have_text("Harbour report 28")
        expect(page.locator("#source .article-text")).to_contain_text("It proposed ferry28")
        expect(page.locator("#source mark")).to_have_count(0)


def test_removal_asks_first(chromium: Browser, library: Library) -> None:
    with served(library, VerbTagger()) as address, opened(chromium, address) as page:
        boxes = page.locator("#archive-list input[data-id]")
        boxes.nth(0).check()
        boxes.nth(1).check()
        question = page.locator("#archive-question")
        expect(question).to_contain_text("Remove 2 articles?")
        expect(question).to_contain_text("“Harbour report 28”; “Harbour report 27”")
        page.get_by_role("button", name="Keep").click()
        expect(question).to_be_hidden()
        expect(boxes.nth(0)).not_to_be_checked()
        boxes.nth(1).check()
        page.get_by_role("button", name="Remove", exact=True).click()
        expect(page.locator("#masthead")).to_contain_text("27 articles")
        expect(page.locator("#archive-contents")).to_contain_text("27 articles")
        expect(page.locator("#archive-list")).not_to_contain_text("Harbour report 27")
        assert library.summary().articles == 27
        with writing(library.folder, "ingest"):
            boxes.nth(0).check()
            page.get_by_role("button", name="Remove", exact=True).click()
            expect(page.locator("#archive-note")).to_contain_text("being written to by process")


def test_statistics(chromium: Browser, library: Library) -> None:
    with served(library, VerbTagger()) as address, opened(chromium, address) as page:
        expect(page.locator("#archive-chart svg rect.filled")).to_have_count(28)
        expect(page.get_by_role("img", name="Articles by day, 1 Mar 2025 to 28 Mar 2025")).to_be_visible()
        page.get_by_role("button", name="Outlets").last.click()
        expect(page.locator("#archive-outlets tbody tr").first).to_contain_text("Harbour Courier")
        expect(page.locator("#archive-outlets tbody tr").first).to_contain_text("19")


def test_a_shared_archive_is_only_read(chromium: Browser, library: Library) -> None:
    with served(library, VerbTagger(), changeable=False) as address, opened(chromium, address) as page:
        expect(page.locator("#archive-list tbody tr")).to_have_count(25)
        expect(page.locator("#archive-list input")).to_have_count(0)
        expect(page.locator("#archive-drop")).to_have_count(0)
        assert httpx.post(f"{address}/onrecord/uploads", trust_env=False).status_code in (403, 404, 405)


def test_uploads_come_from_this_page_only(library: Library) -> None:
    with served(library, VerbTagger()) as address:
        foreign = httpx.post(f"{address}/onrecord/uploads", headers={"Origin": "http://evil.example"}, trust_env=False)
        assert foreign.status_code == 403
        begun = f"{address}/onrecord/uploads/{'0' * 32}?name=a.txt"
        assert httpx.post(begun, content=b"x", trust_env=False).status_code == 422


def test_hostile_articles_do_not_run(chromium: Browser, empty: Library) -> None:
    articles = tuple(
        make_article(
            number,
            title=payload,
            source=payload,
            author=payload,
            published_at=str(date(2025, 3, 1) + timedelta(number)),
        )
        for number, payload in enumerate(PAYLOADS)
    )
    fill(empty, articles)
    with served(empty, VerbTagger()) as address, opened(chromium, address) as page:
        expect(page.locator("#archive-list tbody tr")).to_have_count(min(len(PAYLOADS), 25))
        for count, box in enumerate(page.locator("#archive-list input[data-id]").all()[:3], start=1):
            box.check()
            expect(page.locator("#archive-question")).to_contain_text(f"Remove {count} article")
        page.locator("#archive-list a").first.click()
        expect(page.locator("#source h2")).to_have_text(PAYLOADS[-1])
        assert page.evaluate("window.pwned") is None
        assert page.locator("#archive-list img, #archive-question img, #archive-outlets iframe").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_contrast_names_and_width(chromium: Browser, library: Library, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    with (
        served(library, VerbTagger()) as address,
        opened(chromium, address, viewport=size, color_scheme=scheme) as page,
    ):
        page.get_by_role("button", name="Add articles").click()
        page.locator("#archive-list input[data-id]").first.check()
        give(page, FERRY, ("wrong.json", b"{"))
        expect(page.locator("#archive-job .failures")).to_be_visible()
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for button in page.locator("button:visible").all():
            assert button.get_attribute("aria-label") or button.inner_text().strip()
