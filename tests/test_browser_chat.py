"""The chat as a reader uses it, in Debian's chromium."""

import dataclasses
import re
import threading
from datetime import date

import httpx
import pytest
from browser_double import (
    CITATIONS,
    FERRY,
    LEDGER,
    OPPOSITION,
    PROPOSAL,
    SENTENCES,
    WARNING,
    DoubleLibrary,
    QueuedAssistant,
    cite,
    ferry_answer,
    grounded,
    refusal_answer,
)
from browser_page import CHROMIUM, Open, answered, ask, marked, served
from hostile import PAYLOADS, assert_harmless, hostile_articles
from playwright.sync_api import Browser, expect

from assistant.answer import Claim, Done, Grounded, Progress, Removed
from index.article import Span
from index.errors import LibraryError
from index.filters import Filters

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]


def test_streams_claim_by_claim(assistant: QueuedAssistant, open_page: Open) -> None:
    gates = [threading.Event() for _ in range(3)]
    assistant.steps["Who?"] = [
        Progress("searching", "Searching 1,908 articles"),
        gates[0],
        grounded(SENTENCES[0], CITATIONS[0]),
        gates[1],
        grounded(SENTENCES[1], CITATIONS[1]),
        gates[2],
        Done(ferry_answer("Who?")),
    ]
    page = open_page()
    ask(page, "Who?")
    current = page.locator("#current")
    expect(current.locator(".progress")).to_have_text("Searching 1,908 articles")
    expect(page.locator("[role=status].for-screen-readers")).to_have_text("Searching 1,908 articles")
    expect(page.locator("#question textarea")).to_have_value("")
    gates[0].set()
    expect(current.locator("a.cite")).to_have_count(1)
    first = current.locator(".answer p").bounding_box()
    gates[1].set()
    expect(current.locator("a.cite")).to_have_count(2)
    expect(current).not_to_contain_text("treasurer")
    gates[2].set()
    expect(current.locator(".sources li")).to_have_count(2)
    last = current.locator(".answer p").bounding_box()
    assert first is not None
    assert last is not None
    assert (first["x"], first["y"]) == (last["x"], last["y"])
    expect(page.locator("[role=status].for-screen-readers")).to_have_text("Answer complete. 2 sources")


def test_a_mark_opens_the_exact_words(open_page: Open) -> None:
    page = open_page()
    answered(page)
    page.locator(".answer a.cite").first.click()
    mark = page.locator("#source mark")
    expect(mark).to_be_in_viewport(ratio=1)
    assert marked(page) == PROPOSAL
    expect(page.locator("#source h2")).to_have_text(FERRY.title)
    expect(page.locator("#source .outlet")).to_have_text("Harbour Courier")
    expect(page.locator("#source .byline")).to_contain_text("By Ines Calder · 4 Mar 2025")
    link = page.locator("#source a.original")
    assert link.get_attribute("href") == FERRY.url
    assert "noopener" in (link.get_attribute("rel") or "")
    expect(page.locator(".answer a.cite").first).to_have_attribute("aria-current", "true")
    page.locator(".sources .source-title").nth(1).click()
    expect(mark).to_have_text(WARNING)


def test_the_pointer_shows_the_quotation(open_page: Open) -> None:
    page = open_page()
    answered(page)
    page.locator(".answer a.cite").nth(1).hover()
    expect(page.locator("#peek")).to_be_visible()
    expect(page.locator("#peek")).to_contain_text(OPPOSITION)
    expect(page.locator("#peek")).to_contain_text("Piet Aldous · Harbour Courier · 4 Mar 2025")
    page.mouse.move(5, 400)
    expect(page.locator("#peek")).to_be_hidden()


def test_the_keyboard_walks_through_the_citations(open_page: Open) -> None:
    page = open_page()
    answered(page)
    mark, position = page.locator("#source mark"), page.locator("#source .position")
    page.locator(".answer a.cite").first.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_text(PROPOSAL)
    expect(page.locator("#source .source-body")).to_be_focused()
    page.keyboard.press("]")
    expect(mark).to_have_text(OPPOSITION)
    expect(mark).to_be_in_viewport(ratio=1)
    page.keyboard.press("Alt+ArrowRight")
    expect(mark).to_have_text(WARNING)
    expect(position).to_have_text("Citation 3 of 3")
    expect(page.locator("#source .step").last).to_be_disabled()
    page.keyboard.press("]")
    page.keyboard.press("[")
    expect(mark).to_have_text(OPPOSITION)
    page.keyboard.press("Alt+ArrowLeft")
    expect(mark).to_have_text(PROPOSAL)
    page.locator("#source .step").last.click()
    expect(position).to_have_text("Citation 2 of 3")
    page.keyboard.press("Escape")
    expect(page.locator("#source .source")).to_be_hidden()
    page.locator("#question textarea").fill("")
    page.locator("#question textarea").press("[")
    expect(page.locator("#question textarea")).to_have_value("[")
    expect(page.locator("#source .source")).to_be_hidden()


def test_enter_sends_and_shift_enter_does_not(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    box = page.locator("#question textarea")
    box.fill("Who proposed")
    box.press("Shift+Enter")
    box.press_sequentially("ferries?")
    expect(box).to_have_value("Who proposed\nferries?")
    box.press("Enter")
    expect(page.locator("#current .turn[data-state=done]")).to_be_visible()
    assert assistant.asked == [("Who proposed\nferries?", ())]


def test_a_refusal_offers_the_nearest_passages(assistant: QueuedAssistant, open_page: Open) -> None:
    question = "What do ferries cost in Oslo?"
    assistant.steps[question] = [Done(refusal_answer(question))]
    page = open_page()
    page.get_by_role("button", name=question).click()
    expect(page.locator(".refusal")).to_contain_text("does not say")
    expect(page.locator(".example").first).to_be_hidden()
    page.locator("a.excerpt").nth(1).click()
    expect(page.locator("#source mark")).to_have_text(OPPOSITION)
    page.keyboard.press("[")
    expect(page.locator("#source mark")).to_have_text(WARNING)


def test_stop_sets_stop(assistant: QueuedAssistant, open_page: Open) -> None:
    assistant.steps["Slow?"] = [grounded(SENTENCES[0], CITATIONS[0]), threading.Event()]
    page = open_page()
    ask(page, "Slow?")
    expect(page.locator("#current a.cite")).to_have_count(1)
    page.locator("#stop").click()
    expect(page.locator("#current .turn[data-state=stopped]")).to_be_visible()
    assert assistant.stopped.wait(10)
    expect(page.locator("#send")).to_be_visible()
    expect(page.locator("#stop")).to_be_hidden()
    answered(page)


def test_an_error_is_shown_in_place(assistant: QueuedAssistant, open_page: Open) -> None:
    assistant.steps["Q"] = [LibraryError("The library <b>moved</b>: open it again.")]
    page = open_page()
    ask(page, "Q")
    expect(page.locator("#current .failure")).to_have_text("The library <b>moved</b>: open it again.")
    expect(page.locator("#send")).to_be_visible()


def test_follow_ups_and_a_new_conversation(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    answered(page, "Who?")
    answered(page, "And who opposed it?")
    expect(page.locator("#earlier .turn")).to_have_count(1)
    assert assistant.asked[-1] == ("And who opposed it?", ("Who?",))
    page.locator("#earlier a.cite").first.click()
    expect(page.locator("#source mark")).to_have_text(PROPOSAL)
    page.locator("#new").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#source .source")).to_be_hidden()
    expect(page.locator(".example").first).to_be_visible()
    answered(page, "Again?")
    assert assistant.asked[-1] == ("Again?", ())


def test_two_readers_do_not_mix(assistant: QueuedAssistant, open_page: Open) -> None:
    gate = threading.Event()
    assistant.steps["First?"] = [gate, Done(refusal_answer("First?"))]
    one, two = open_page(), open_page()
    ask(one, "First?")
    expect(one.locator("#current .progress")).to_be_visible()
    answered(two, "Second?")
    gate.set()
    expect(one.locator("#current .refusal")).to_be_visible()
    expect(one.locator("#conversation")).not_to_contain_text("Second?")
    expect(two.locator("#conversation")).not_to_contain_text("First?")
    answered(one, "Third?")
    answered(two, "Fourth?")
    assert assistant.asked[-2:] == [("Third?", ("First?",)), ("Fourth?", ("Second?",))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_width(open_page: Open, scheme: str) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True, is_mobile=True)
    expect(page.locator("#source")).to_be_hidden()
    answered(page)
    page.locator(".answer a.cite").nth(2).tap()
    expect(page.locator("#source mark")).to_have_text(WARNING)
    expect(page.locator("#source mark")).to_be_in_viewport(ratio=1)
    page.locator(".sources a.cite").first.scroll_into_view_if_needed()
    sheet = page.locator("#source").bounding_box()
    assert sheet is not None
    assert sheet["width"] == 390
    assert sheet["y"] > 150
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#source .close").tap()
    expect(page.locator("#source")).to_be_hidden()


def test_a_mark_low_on_a_phone_rises_above_the_sheet(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 600}, has_touch=True, is_mobile=True)
    answered(page)
    chip = page.locator(".sources a.cite").last
    chip.tap()
    expect(page.locator("#source mark")).to_be_visible()
    page.wait_for_timeout(700)  # the sheet and the page move; on a slow machine for longer
    page.wait_for_function(
        """() => {
          const chip = [...document.querySelectorAll(".sources a.cite")].at(-1).getBoundingClientRect();
          return 0 <= chip.top && chip.top < document.querySelector("#source").getBoundingClientRect().top;
        }"""
    )


CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
    const style = getComputedStyle(element);
    if (style.fontSize === "0px") continue;
    const [a, b] = [light(parse(style.color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${style.color}`);
  }
  return poor;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_and_names(assistant: QueuedAssistant, open_page: Open, scheme: str) -> None:
    assistant.steps["Q"] = [Done(dataclasses.replace(ferry_answer("Q"), note="The model is slow."))]
    assistant.steps["R"] = [Done(refusal_answer("R"))]
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    answered(page, "Q")
    page.locator("details.disclosure summary").click()
    page.locator(".answer a.cite").first.click()
    expect(page.locator("#source mark")).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    answered(page, "R")
    assert page.evaluate(CONTRAST) == []
    for button in page.locator("button:visible").all():
        assert button.get_attribute("aria-label") or button.inner_text().strip()
    expect(page.get_by_label("Your question")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_empty_archive_says_what_to_run(chromium: Browser) -> None:
    with served(QueuedAssistant(library=DoubleLibrary(())), "Who?") as address:
        page = chromium.new_page()
        page.goto(address)
        expect(page.locator("#opening")).to_contain_text("onrecord ingest PATH")
        expect(page.locator("#question textarea")).to_be_disabled()
        expect(page.locator(".example")).to_have_count(0)
        page.close()


def test_quick_steps_end_at_the_last_one(open_page: Open) -> None:
    page = open_page()
    answered(page)
    page.locator(".answer a.cite").first.click()
    for key in "]][]":
        page.keyboard.press(key)
    expect(page.locator("#source mark")).to_have_text(WARNING)
    expect(page.locator("#source .position")).to_have_text("Citation 3 of 3")
    page.wait_for_timeout(300)
    expect(page.locator("#source mark")).to_have_text(WARNING)


def test_articles_that_go_or_change_are_explained(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    answered(page)
    assistant.library.articles[FERRY.id] = dataclasses.replace(FERRY, text="Shorter now.")
    del assistant.library.articles[LEDGER.id]
    page.locator(".answer a.cite").first.click()
    expect(page.locator("#source .failure")).to_contain_text("has changed since")
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.locator("#source .failure")).to_contain_text("no longer in the archive")


def test_hostile_texts_do_not_run(assistant: QueuedAssistant, open_page: Open) -> None:
    articles = hostile_articles()
    assistant.library.articles |= {article.id: article for article in articles}
    cited = tuple(
        cite(number, article, f"One. {payload}", payload)
        for number, (article, payload) in enumerate(zip(articles, PAYLOADS, strict=True), 1)
    )
    everything = "\n".join(PAYLOADS)
    text = "\n".join(f"{citation.speaker} [{citation.marker}]" for citation in cited)
    answer = dataclasses.replace(
        ferry_answer("A"), text=text, citations=cited, model=everything, note=everything,
        removed=tuple(Removed(payload, payload) for payload in PAYLOADS),
    )  # fmt: skip
    nearest = refusal_answer("R")
    assert nearest.refusal is not None
    hits = tuple(
        dataclasses.replace(nearest.refusal.nearest[0], article=article, span=Span(0, 4)) for article in articles
    )
    refusal = dataclasses.replace(nearest.refusal, nearest=hits)
    streamed = Grounded(claim=Claim(text=everything, citations=(1,)), citations=cited, text=text)
    assistant.steps["A"] = [Progress("searching", everything), streamed, Done(answer)]
    assistant.steps["R"] = [Done(dataclasses.replace(nearest, text=everything, refusal=refusal, note=everything))]
    assistant.steps["E"] = [LibraryError(everything)]
    page = open_page()
    page.get_by_role("button", name="Limit the articles searched").click()
    page.get_by_label("Outlets").click()
    expect(page.get_by_role("option").nth(len(PAYLOADS) - 1)).to_be_attached()
    assert_harmless(page)
    page.keyboard.press("Escape")
    answered(page, "A")
    marks = page.locator("#current .answer a.cite")
    expect(marks).to_have_count(len(PAYLOADS))
    for number in range(len(PAYLOADS)):
        marks.nth(number).evaluate("mark => mark.click()")
        expect(page.locator("#source .position")).to_have_text(f"Citation {number + 1} of {len(PAYLOADS)}")
        expect(page.locator("#source mark").first).to_contain_text("One.")
        assert_harmless(page)
    marks.first.hover()
    expect(page.locator("#peek")).to_be_visible()
    answered(page, "R")
    expect(page.locator("#current a.excerpt")).to_have_count(len(PAYLOADS))
    ask(page, "E")
    expect(page.locator("#current .failure")).to_be_visible()
    for third in range(3):
        answered(page, " ".join(PAYLOADS[third::3]).replace("\0", "").replace("\n", " "))
    assert_harmless(page)


def test_even_unescaped_markup_could_not_run(chromium: Browser, address: str) -> None:
    """The second wall: the policy itself refuses inline handlers, so one forgotten `escape` is no hole."""
    page = chromium.new_page()
    page.goto(address)
    expect(page.locator("#source .hint")).to_be_visible()
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
          document.querySelector("#source").innerHTML += "<details open ontoggle='window.pwned = 1'></details>";
          setTimeout(resolve, 2000, "nothing");
        })"""
    )
    assert refused == "script-src-attr"
    assert page.evaluate("window.pwned") is None
    page.close()


def test_the_server_guards_its_doors(address: str) -> None:
    page = httpx.get(address, trust_env=False)
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert page.text.count("<script") == page.text.count(f'<script nonce="{nonce[1]}"')
    for headers, status in (({"Host": "evil.example"}, 400), ({"Origin": "http://evil.example"}, 403)):
        assert httpx.get(address, headers=headers, trust_env=False).status_code == status


def test_the_readers_limits_reach_the_search(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Limit the articles searched").click()
    page.get_by_label("Published on or after").fill("2025-03-05")
    page.get_by_label("Mentions the name").fill("Okafor")
    page.get_by_label("Outlets").click()
    page.get_by_role("option", name="The Lower Ledger").click()
    expect(page.locator("#limits-note")).to_have_text(
        "Only articles from 2025-03-05, by The Lower Ledger, naming Okafor are searched."
    )
    answered(page)
    assert assistant.filters == Filters(after=date(2025, 3, 5), outlets=("The Lower Ledger",), speaker="Okafor")


def test_a_wrong_date_is_told_and_nothing_is_asked(assistant: QueuedAssistant, open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Limit the articles searched").click()
    page.get_by_label("On or before (as of)").fill("<b>tomorrow</b>")
    expect(page.locator("#limits-note [role=alert]")).to_contain_text("'<b>tomorrow</b>' is not a date")
    ask(page, "Who proposed free ferries?")
    expect(page.locator("#question textarea")).to_have_value("Who proposed free ferries?")
    assert assistant.asked == []
    page.get_by_label("On or before (as of)").fill("")
    expect(page.locator("#limits-note .limits")).to_have_count(0)
    answered(page)
