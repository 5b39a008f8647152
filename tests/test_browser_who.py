"""The tab "Who said what" as a reader uses it, in Debian's chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from accessibility import assert_accessible
from browser_double import QueuedAssistant
from browser_page import CHROMIUM, Open, pages, served
from harbour_archive import ARTICLES, TOLL, build_library, statement_articles
from hostile import PAYLOADS, assert_harmless
from playwright.sync_api import Browser, Page, expect
from tagger_double import VerbTagger

from index.article import Article
from index.library import Library
from ui.who import WhoTab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = build_library(tmp_path_factory.mktemp("who"), *ARTICLES)
    with library, served(QueuedAssistant(library=library), tabs=[WhoTab(library)]) as address:
        yield address


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Open]:
    with pages(chromium) as opened:
        yield lambda address, **options: opened(address, "Who said what", **options)


def heading(page: Page, text: str) -> None:
    expect(page.locator("#who-found h3")).to_have_text(text)


def only(page: Page, speaker: str) -> None:
    expect(page.locator("#who-statements .who b", has_text=speaker)).not_to_have_count(0)
    expect(page.locator("#who-statements .who b").filter(has_not_text=speaker)).to_have_count(0)


def choose(page: Page, label: str, *options: str) -> None:
    for option in options:
        page.get_by_label(label).click()
        page.get_by_role("option", name=option).click()
    page.keyboard.press("Escape")


def open_over(library: Library, open_tab: Open) -> Iterator[Page]:
    with library, served(QueuedAssistant(library=library), tabs=[WhoTab(library)]) as address:
        yield open_tab(address)


def test_it_shows_the_ledger_at_once_and_opens_the_words(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    rows = page.locator("#who-statements tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.first.locator(".when")).to_have_text("9 Jun 2025")
    rows.nth(4).locator("a.words").first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source h2")).to_have_text(TOLL.title)
    assert page.locator("#source mark").inner_text() in TOLL.text
    page.keyboard.press("Escape")
    expect(page.locator("#source .source")).to_be_hidden()


def test_reports_of_one_statement_stand_together(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    reports = page.locator("#who-statements .reports")
    expect(reports).to_have_count(1)
    expect(reports.locator("summary")).to_have_text("2 reports, 2 independent sources")
    reports.locator("summary").click()
    expect(reports.locator(".origin")).to_contain_text("Morning Line · 5 Mar 2025")


def test_a_change_of_sides_is_drawn_and_marked(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    changed = page.locator("#who-statements .changed")
    expect(changed).to_have_text("Changed sides: opposes on 4 Mar 2025")
    expect(page.locator("#who-found svg line.change")).to_have_count(1)
    changed.locator("a").click()
    expect(page.locator("#source mark")).to_contain_text("the toll on the night ferry and called it")


def test_the_filters_narrow_the_list(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    page.get_by_label("Speaker").fill("Vale")
    page.get_by_label("Speaker").press("Enter")
    heading(page, "3 statements, the latest first")
    only(page, "Kim Vale")
    choose(page, "Stance", "proposes", "denies")
    heading(page, "2 statements, the latest first")
    choose(page, "Outlets", "Morning Line")
    heading(page, "1 statement")
    expect(page.locator("#who-statements .stance")).to_have_text("proposes")
    page.get_by_role("button", name="Clear filters").click()
    heading(page, "7 statements, the latest first")
    expect(page.get_by_label("Speaker")).to_have_value("")
    page.get_by_label("Said on or after").fill("2025-03-05")
    page.get_by_label("Said on or before").fill("2025-05-31")
    page.get_by_role("button", name="Show", exact=True).click()
    heading(page, "3 statements, the latest first")


def test_speakers_are_offered(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    choose(page, "Speaker", "Lee Marsh")
    heading(page, "2 statements, the latest first")
    only(page, "Lee Marsh")


def test_a_topic_brings_the_nearest_first(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    page.get_by_label("Topic").fill("green paint for the lighthouse")
    page.get_by_label("Topic").press("Enter")
    expect(page.locator("#who-found h3")).to_contain_text("nearest to “green paint for the lighthouse”")
    expect(page.locator("#who-statements a.words").first).to_contain_text("the lighthouse needs green paint")


def test_a_dot_lists_its_statements(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    page.locator("#who-found circle[data-stance=denies]").click()
    heading(page, "1 statement")
    expect(page.locator("#who-statements a.words")).to_have_text("every rumour of a bridge to the island")
    assert page.get_by_label("Said on or after").input_value() <= "2025-06-09"
    assert page.get_by_label("Said on or before").input_value() >= "2025-06-09"


def test_a_statement_becomes_a_question_in_the_chat(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    page.locator("tr", has_text="proposes").filter(has_text="Kim Vale").get_by_role("button").click()
    question = page.locator("#question textarea")
    expect(question).to_be_visible()
    expect(question).to_have_value("What has Kim Vale said about “new lamps for the old pier”?")
    expect(question).to_be_focused()
    expect(page.get_by_role("tab", name="Ask")).to_have_attribute("aria-selected", "true")


def test_the_filters_become_a_question_in_the_chat(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    expect(page.locator("#who-ask")).to_have_count(0)
    choose(page, "Stance", "opposes")
    page.get_by_label("Topic").fill("the toll on the night ferry")
    page.get_by_label("Topic").press("Enter")
    page.locator("#who-ask").click()
    expect(page.locator("#question textarea")).to_have_value("Who opposed the toll on the night ferry?")


def test_a_wrong_date_is_told_in_place_and_the_list_stays(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    page.get_by_label("Said on or before").fill("<b>May</b>")
    page.get_by_label("Said on or before").press("Enter")
    expect(page.locator("#who-note [role=alert]")).to_contain_text("'<b>May</b>' is not a date")
    heading(page, "7 statements, the latest first")
    page.get_by_label("Said on or before").fill("2025-03-04")
    page.get_by_label("Said on or before").press("Enter")
    heading(page, "2 statements, the latest first")
    expect(page.locator("#who-note p")).to_have_count(0)


def test_no_match_says_what_to_try(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    heading(page, "7 statements, the latest first")
    page.get_by_label("Speaker").fill("Kim Wale")
    page.get_by_label("Speaker").press("Enter")
    expect(page.locator("#who-found .empty")).to_contain_text("Near in spelling: Kim Vale")
    expect(page.locator("#who-statements tr")).to_have_count(0)
    page.get_by_label("Speaker").fill("Kim Vale")
    page.get_by_label("Speaker").press("Enter")
    heading(page, "3 statements, the latest first")
    choose(page, "Stance", "promises")
    expect(page.locator("#who-found .empty")).to_contain_text("No statement fits all of these filters")


def test_a_long_list_grows_by_pages(tmp_path: Path, open_tab: Open) -> None:
    for page in open_over(build_library(tmp_path, *statement_articles(120)), open_tab):
        heading(page, "120 statements, the latest first")
        rows = page.locator("#who-statements tbody tr")
        expect(rows).to_have_count(50)
        page.get_by_role("button", name="Show more").click()
        expect(rows).to_have_count(100)
        page.get_by_role("button", name="Show more").click()
        expect(rows).to_have_count(120)
        expect(page.locator("#who-more")).to_have_count(0)


@pytest.mark.parametrize(
    ("articles", "advice"),
    [pytest.param((), "The archive is empty", id="empty"), pytest.param(ARTICLES, "onrecord reindex", id="unread")],
)
def test_without_a_ledger_it_says_what_to_do(
    tmp_path: Path, open_tab: Open, articles: tuple[Article, ...], advice: str
) -> None:
    for page in open_over(build_library(tmp_path, *articles, unread=True), open_tab):
        expect(page.locator("#who-found .empty")).to_contain_text(advice)


def test_what_was_added_meanwhile_is_there_on_return(tmp_path: Path, open_tab: Open) -> None:
    library = build_library(tmp_path, TOLL)
    for page in open_over(library, open_tab):
        heading(page, "2 statements, the latest first")
        page.get_by_role("tab", name="Ask").click()
        build_library(tmp_path, *ARTICLES).close()
        page.get_by_role("tab", name="Who said what").click()
        heading(page, "7 statements, the latest first")


def test_hostile_texts_do_not_run(tmp_path: Path, open_tab: Open) -> None:
    hostile = [
        Article(
            id=f"x{number} {payload}".replace("\0", ""),
            title=f"T {payload}",
            source=f"S {payload}",
            published_at=f"{1950 + number}-03-04",  # years apart: they are not reports of one statement
            text=f"Kim Vale said that {payload.replace('.', ' ')} number{number}",
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    library = build_library(tmp_path, *hostile, tagger=VerbTagger())
    rows = len(library.catalog.ledger)  # a text that ends at its payload's line break may say nothing
    assert rows > 50
    for page in open_over(library, open_tab):
        page.get_by_role("button", name="Show more").click()
        expect(page.locator("#who-statements tbody tr")).to_have_count(rows)
        page.locator("#who-statements a.words").last.click()
        expect(page.locator("#source mark")).to_contain_text(PAYLOADS[0].replace(".", " "))
        assert_harmless(page)
        for hostile_filter in (PAYLOADS[0], PAYLOADS[12]):
            page.get_by_label("Topic").fill(hostile_filter)
            page.get_by_label("Topic").press("Enter")
            expect(page.locator("#who-found h3")).to_contain_text(hostile_filter)
            assert_harmless(page)
        page.get_by_label("Speaker").fill(PAYLOADS[12])
        page.get_by_label("Speaker").press("Enter")
        expect(page.locator("#who-found .empty")).to_be_visible()
        assert_harmless(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation(address: str, open_tab: Open, scheme: str) -> None:
    page = open_tab(address, bypass_csp=True, color_scheme=scheme)
    heading(page, "7 statements, the latest first")
    page.get_by_text("The figures as a table").click()
    page.locator("#who-statements .reports summary").click()
    assert_accessible(page)


def test_a_phone_needs_no_sideways_scrolling(address: str, open_tab: Open) -> None:
    page = open_tab(address, viewport={"width": 390, "height": 844})
    heading(page, "7 statements, the latest first")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#who-statements a.words").first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
