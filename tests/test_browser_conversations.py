"""Conversations as a reader uses them, in Debian's chromium: kept, listed, edited, copied, taken away."""

import json
import re
import threading
from pathlib import Path

import httpx
import pytest
from browser_double import CITATIONS, FERRY, PROPOSAL, SENTENCES, QueuedAssistant, ferry_answer, grounded
from browser_page import CHROMIUM, Open, answered, ask, served
from playwright.sync_api import Browser, expect
from test_browser_chat import CONTRAST

from assistant.answer import Done, Progress
from ui.owner import COOKIE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def slow(question: str, gate: threading.Event) -> list[object]:
    """Steps of an answer that shows one claim and then waits at a gate."""
    return [grounded(SENTENCES[0], CITATIONS[0]), Progress("writing", "Waiting"), gate, Done(ferry_answer(question))]


def test_kept_over_a_refresh_in_a_second_tab_and_over_a_restart(chromium: Browser) -> None:
    first = QueuedAssistant()
    context = chromium.new_context()
    with served(first) as address:
        page = context.new_page()
        page.goto(address)
        answered(page, "Who?")
        expect(page).to_have_url(re.compile("#conversation=[0-9a-f]{32}$"))
        page.reload()
        expect(page.locator("#current .question")).to_have_text("Who?")
        expect(page.locator("#current a.cite")).to_have_count(6)
        second = context.new_page()
        second.goto(page.url)
        expect(second.locator("#current .turn[data-state=done]")).to_be_visible()
        second.goto("about:blank")
        second.goto(address)
        second.locator("#listed a.conversation").click()
        expect(second.locator("#current .question")).to_have_text("Who?")
        expect(second).to_have_url(page.url)
        answered(second, "And then?")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#current .question")).to_have_text("And then?")
        second.close()
    port = int(address.rsplit(":", 1)[1])
    restarted = QueuedAssistant(library=first.library)
    with served(restarted, port=port):
        page.reload()
        expect(page.locator("#earlier .question")).to_have_text("Who?")
        expect(page.locator("#current .question")).to_have_text("And then?")
        page.locator("#current a.cite").first.click()
        expect(page.locator("#source mark")).to_have_text(PROPOSAL)
        answered(page, "And after the restart?")
        assert restarted.asked == [("And after the restart?", ("Who?", "And then?"))]
    context.close()


def test_listed_searched_renamed_deleted(open_page: Open) -> None:
    page = open_page()
    expect(page.locator("#listed")).to_contain_text("are kept here")
    answered(page, "Who proposed <b>free</b> ferries?")
    page.locator("#new").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("#"))
    answered(page, "Who opposed them?")
    expect(page.locator("#listed .name")).to_have_text(["Who opposed them?", "Who proposed <b>free</b> ferries?"])
    expect(page.locator("#listed a[aria-current=page] .name")).to_have_text("Who opposed them?")
    page.locator("#listed a.conversation").last.click()
    expect(page.locator("#current .question")).to_have_text("Who proposed <b>free</b> ferries?")
    page.go_back()
    expect(page.locator("#current .question")).to_have_text("Who opposed them?")

    page.get_by_label("Search your conversations").fill("ferries free")
    expect(page.locator("#listed .name")).to_have_text(["Who proposed <b>free</b> ferries?"])
    page.get_by_label("Search your conversations").fill("zeppelin")
    expect(page.locator("#listed")).to_contain_text("No conversation has these words")
    page.get_by_label("Search your conversations").fill("")
    expect(page.locator("#listed .name")).to_have_count(2)

    page.get_by_role("button", name="Rename: Who opposed them?").click()
    box = page.get_by_label("New name").filter(visible=True)
    expect(box).to_be_focused()
    box.fill("Budget <i>debate</i>")
    box.press("Enter")
    expect(page.locator("#listed .name").first).to_have_text("Budget <i>debate</i>")
    expect(page.locator("#talk .talk-name")).to_have_text("Budget <i>debate</i>")

    page.get_by_role("button", name="Delete: Budget").click()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#listed .name")).to_have_count(2)
    page.get_by_role("button", name="Delete: Budget").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#listed .name")).to_have_text(["Who proposed <b>free</b> ferries?"])
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#opening")).to_be_visible()
    page.reload()
    expect(page.locator("#listed .name")).to_have_count(1)


def test_a_refresh_in_mid_answer_shows_it_grow_and_end(assistant: QueuedAssistant, open_page: Open) -> None:
    gate = threading.Event()
    assistant.steps["Slow?"] = slow("Slow?", gate)  # type: ignore[assignment]
    page = open_page()
    ask(page, "Slow?")
    expect(page.locator("#current a.cite")).to_have_count(1)
    page.reload()
    expect(page.locator("#current .progress")).to_have_text("Waiting")
    expect(page.locator("#stop")).to_be_visible()
    assert assistant.asked == [("Slow?", ())]
    gate.set()
    expect(page.locator("#current .turn[data-state=done]")).to_be_visible()
    expect(page.locator("#send")).to_be_visible()


def test_an_answer_goes_on_when_its_page_turns_away_or_closes(assistant: QueuedAssistant, open_page: Open) -> None:
    gate = threading.Event()
    assistant.steps["Slow?"] = slow("Slow?", gate)  # type: ignore[assignment]
    page = open_page()
    ask(page, "Slow?")
    expect(page.locator("#current a.cite")).to_have_count(1)
    address = page.url
    page.locator("#new").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#send")).to_be_visible()
    answered(page, "Another?")
    expect(page.locator("#listed .name")).to_have_count(2)
    other = page.context.new_page()
    page.close()
    gate.set()
    other.goto(address)
    expect(other.locator("#current .turn[data-state=done]")).to_be_visible()
    expect(other.locator("#current .question")).to_have_text("Slow?")
    assert not assistant.stopped.is_set()


def test_stop_stops_the_model_and_keeps_what_was_checked(assistant: QueuedAssistant, open_page: Open) -> None:
    assistant.steps["Slow?"] = slow("Slow?", threading.Event())  # type: ignore[assignment]
    page = open_page()
    ask(page, "Slow?")
    expect(page.locator("#current a.cite")).to_have_count(1)
    page.reload()
    page.locator("#stop").click()
    expect(page.locator("#current .turn[data-state=stopped]")).to_be_visible()
    assert assistant.stopped.wait(10)
    page.reload()
    expect(page.locator("#current .answer")).to_contain_text("free of charge")
    expect(page.locator("#current .note")).to_contain_text("was stopped")


def test_a_broken_connection_is_mended(assistant: QueuedAssistant, chromium: Browser, address: str) -> None:
    gate = threading.Event()
    assistant.steps["Slow?"] = slow("Slow?", gate)  # type: ignore[assignment]
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_function("document.querySelector('#peek')")
    ask(page, "Slow?")
    expect(page.locator("#current a.cite")).to_have_count(1)
    context.set_offline(True)
    gate.set()
    page.wait_for_timeout(500)
    context.set_offline(False)
    expect(page.locator("#current .turn[data-state=done]")).to_be_visible(timeout=20_000)
    answered(page, "And now?")
    context.close()


def test_ask_again_and_edit(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    for question in ("One?", "Two?", "Three?"):
        answered(page, question)
    expect(page.locator("button.again")).to_have_count(1)
    assistant.steps["Three?"] = [Done(ferry_answer("Three?")), Done(ferry_answer("never"))]
    page.locator("button.again").click()
    expect(page.locator("#earlier .turn")).to_have_count(2)
    expect(page.locator("#current .turn[data-state=done]")).to_be_visible()
    assert assistant.asked[-1] == ("Three?", ("One?", "Two?"))

    page.locator("button.edit").nth(1).click()
    box = page.locator("#question textarea")
    expect(box).to_have_value("Two?")
    expect(box).to_be_focused()
    expect(page.locator("#editing")).to_contain_text("question 2")
    page.keyboard.press("Escape")
    expect(page.locator("#editing .editing")).to_have_count(0)
    expect(box).to_have_value("")
    page.locator("button.edit").nth(1).click()
    expect(box).to_have_value("Two?")
    answered(page, "Two, changed?")
    expect(page.locator(".turn .question")).to_have_text(["One?", "Two, changed?"])
    expect(page.locator("#editing .editing")).to_have_count(0)
    assert assistant.asked[-1] == ("Two, changed?", ("One?",))
    page.reload()
    expect(page.locator(".turn .question")).to_have_text(["One?", "Two, changed?"])


def test_citations_and_answers_are_copied(open_page: Open) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    answered(page)
    page.locator("#current .answer a.cite").first.click()
    expect(page.locator("#source mark")).to_be_visible()

    def copied(name: str) -> str:
        button = page.locator("button.copy", has_text=re.compile(f"^{name}$"))
        button.click()
        expect(button).to_have_attribute("data-said", "Copied")
        text: str = page.evaluate("navigator.clipboard.readText()")
        return text

    assert copied("Quotation").startswith(f"“{PROPOSAL}” (Ines Calder, “{FERRY.title}”, Harbour Courier, 4 Mar 2025,")
    assert copied("Plain").startswith(f"Ines Calder, “{FERRY.title}”")
    assert copied("Markdown").startswith(f"Ines Calder, [“{FERRY.title}”](<https://")
    assert json.loads(copied("CSL-JSON"))[0]["author"] == [{"literal": "Ines Calder"}]
    assert copied("BibTeX").startswith("@article{calder2025mayor,")
    assert copied("Copy answer").startswith(SENTENCES[0])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    plain = page.locator("#source button.copy", has_text="Plain")
    expect(plain).not_to_have_attribute("data-said", "Copied")
    plain.click()
    expect(plain).to_have_attribute("data-said", "Copied")


def test_files_to_take_away_are_their_owners_only(open_page: Open, address: str, tmp_path: Path) -> None:
    page = open_page()
    answered(page)

    def downloaded(link: str) -> str:
        with page.expect_download() as download:
            page.locator(link).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        return target.read_text(encoding="utf-8")

    text = downloaded("#talk a[href$='.md']")
    assert text.startswith("# Who proposed free ferries?") and PROPOSAL in text
    assert json.loads(downloaded("#talk a[href$='.json']"))["turns"][0]["answer"]["status"] == "answered"
    pack = json.loads(downloaded("#current a[href$='evidence.json']"))
    assert pack["format"] == "onrecord-evidence-pack/1"
    assert pack["answer"]["citations"][0]["quote"] == PROPOSAL
    html = downloaded("#current a[href$='evidence.html']")
    assert html.startswith("<!doctype html>") and "<script" not in html
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".html", ".json", ".json", ".md"]

    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    conversation = page.url.rsplit("=", 1)[1]
    for path in (f"{conversation}.md", f"{conversation}.json", f"{conversation}/0/evidence.json"):
        url = f"{address}/onrecord/conversations/{path}"
        mine = httpx.get(url, cookies={COOKIE: cookie["value"]}, trust_env=False)
        assert mine.status_code == 200
        assert mine.headers["content-disposition"].startswith("attachment; ")
        for others in ({}, {COOKIE: "x" * 43}):
            assert httpx.get(url, cookies=others, trust_env=False).status_code == 404
    other = open_page()
    other.goto(f"{address}/#conversation={conversation}")
    other.reload()
    expect(other.locator("#listed")).to_contain_text("are kept here")
    expect(other.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_is_a_drawer_on_a_phone(open_page: Open, scheme: str) -> None:
    page = open_page(**PHONE, color_scheme=scheme)
    toggle = page.get_by_role("button", name="Your conversations")
    answered(page, "Who?")
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator("#new")).not_to_be_in_viewport()
    expect(toggle).to_be_in_viewport(ratio=1)
    page.locator("#new").tap()
    expect(page.locator(".turn")).to_have_count(0)
    toggle.tap()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(CONTRAST) == []
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(toggle).to_be_focused()
    toggle.tap()
    page.locator("#listed a.conversation").tap()
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#current .question")).to_have_text("Who?")
