"""The tab "Check a draft" as a reader uses it, in Debian's chromium."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from accessibility import assert_accessible
from browser_double import QueuedAssistant
from browser_page import CHROMIUM, Open, pages, served
from embedding_double import WordEmbedding
from harbour_archive import ARTICLES, TOLL, build_library
from hostile import PAYLOADS, assert_harmless
from playwright.sync_api import Browser, Page, expect

from index.embedding import Vectors
from ui.check import CheckTab
from ui.check.handlers import LONGEST_DRAFT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]

TRUE = "Ana Brook proposed a toll on the night ferry for lorries above 12 tonnes."
WRONG_NUMBER = "Ana Brook proposed a toll on the night ferry for lorries above 40 tonnes."
WRONG_SPEAKER = "Ana Brook called the toll on the night ferry “a fine for working late”."
ELSEWHERE = "The submarine museum of Zorbania closes in winter."


class GatedEmbedding(WordEmbedding):
    """Waits at a sentence that says so, until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = threading.Event()
        self.reached = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As `WordEmbedding`."""
        if any("gate" in text for text in texts):
            self.reached.set()
            self.may_go_on.wait(120)
        return super().embed(texts)


@pytest.fixture(scope="module")
def gated() -> GatedEmbedding:
    return GatedEmbedding()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, gated: GatedEmbedding) -> Iterator[str]:
    library = build_library(tmp_path_factory.mktemp("check"), *ARTICLES, embedding=gated)
    with library, served(QueuedAssistant(library=library), tabs=[CheckTab(library)]) as address:
        yield address


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Open]:
    with pages(chromium) as opened:
        yield lambda address, **options: opened(address, "Check a draft", **options)


def check(page: Page, draft: str) -> None:
    page.get_by_label("Your draft").fill(draft)
    page.get_by_role("button", name="Check", exact=True).click()


def outcome(page: Page, text: str) -> None:
    expect(page.locator("#check-result h3")).to_have_text(text)


def test_each_sentence_gets_its_verdict_and_the_words_beside_it(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, f"{TRUE} {WRONG_NUMBER}\n\n{WRONG_SPEAKER} {ELSEWHERE}")
    outcome(page, "4 sentences checked")
    verdicts = page.locator(".verdict")
    expect(verdicts.locator(".tag")).to_have_text(["✓ Supported", "✕ Contradicted", "⇄ Misattributed", "? Not found"])
    expect(page.locator(".counts li")).to_have_text(
        ["✓ 1 supported", "✕ 1 contradicted", "⇄ 1 misattributed", "? 1 not found"]
    )
    expect(verdicts.nth(1).locator(".reason")).to_contain_text("40")
    expect(verdicts.nth(2).locator("blockquote a").first).to_contain_text("a fine for working late")
    expect(verdicts.nth(3).locator("blockquote")).to_have_count(0)
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_visible()


def test_the_words_beside_a_sentence_open_their_article(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, TRUE)
    page.locator(".verdict blockquote a").first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source mark")).to_have_text(TRUE)
    expect(page.locator("#source h2")).to_have_text(TOLL.title)


def test_the_keyboard_walks_through_the_words_beside(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, f"{TRUE} {WRONG_SPEAKER}")
    outcome(page, "2 sentences checked")
    page.locator("#check-result h3").click()  # out of the box: there a bracket is a bracket
    page.keyboard.press("]")
    expect(page.locator("#source mark")).to_have_text(TRUE)
    expect(page.locator("#source .position")).to_contain_text("1 of ")
    page.keyboard.press("]")
    expect(page.locator("#source mark")).to_contain_text("a fine for working late")
    page.keyboard.press("[")
    expect(page.locator("#source mark")).to_have_text(TRUE)


def test_a_changed_quotation_is_found_out(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, "Lee Marsh called the toll on the night ferry “a gift for working late”.")
    outcome(page, "1 sentence checked")
    expect(page.locator(".verdict .reason")).to_have_text(
        "The source does not have the words “a gift for working late”"
    )
    expect(page.locator(".verdict.supported")).to_have_count(0)


def test_stop_keeps_what_was_checked(address: str, open_tab: Open, gated: GatedEmbedding) -> None:
    page = open_tab(address)
    gated.may_go_on.clear()
    check(page, " ".join([TRUE] * 4 + [f"The gate of dock {number} was shut." for number in range(8)]))
    expect(page.locator("#check-result h3")).to_contain_text("of 12 sentences")
    expect(page.locator(".verdict")).to_have_count(12)
    assert gated.reached.wait(45)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Stop").click()
    gated.may_go_on.set()
    outcome(page, "Stopped after 4 of 12 sentences")
    expect(page.locator(".verdict.supported")).to_have_count(4)
    expect(page.locator(".verdict.waiting")).to_have_count(8)
    check(page, TRUE)
    outcome(page, "1 sentence checked")


def test_nothing_to_check_is_told(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, "  \n ")
    expect(page.locator("#check-result .empty")).to_contain_text("paste your copy")


def test_an_empty_archive_is_told(tmp_path: Path, open_tab: Open) -> None:
    library = build_library(tmp_path)
    with library, served(QueuedAssistant(library=library), tabs=[CheckTab(library)]) as address:
        page = open_tab(address)
        check(page, TRUE)
        expect(page.locator("#check-result .empty")).to_contain_text("The archive is empty")


def test_what_is_too_long_is_told(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, TRUE + " " * LONGEST_DRAFT + TRUE)
    outcome(page, "1 sentence checked")
    expect(page.locator(".outcome .warning")).to_contain_text(f"The last {2 * len(TRUE)} characters were left out")


def test_the_draft_is_not_kept(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, TRUE)
    outcome(page, "1 sentence checked")
    assert page.evaluate("Object.values({ ...localStorage, ...sessionStorage }).join()").find("toll") == -1
    page.reload()
    page.get_by_role("tab", name="Check a draft").click()
    expect(page.get_by_label("Your draft")).to_have_value("")
    expect(page.locator(".verdict")).to_have_count(0)


def test_hostile_drafts_do_not_run(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    check(page, "\n\n".join(f"Ana Brook proposed {payload}" for payload in PAYLOADS))
    expect(page.locator("#check-result h3")).to_contain_text("sentences checked")
    expect(page.locator(".verdict .claim > p:first-child").first).to_have_text(f"Ana Brook proposed {PAYLOADS[0]}")
    assert_harmless(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation(address: str, open_tab: Open, scheme: str) -> None:
    page = open_tab(address, bypass_csp=True, color_scheme=scheme)
    check(page, f"{TRUE} {WRONG_NUMBER} {WRONG_SPEAKER} {ELSEWHERE}")
    outcome(page, "4 sentences checked")
    assert_accessible(page)


def test_a_phone_needs_no_sideways_scrolling(address: str, open_tab: Open) -> None:
    page = open_tab(address, viewport={"width": 390, "height": 844})
    check(page, f"{TRUE} {ELSEWHERE}")
    outcome(page, "2 sentences checked")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
