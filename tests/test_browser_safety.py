"""The chat for everybody, and only for those who may: accessibility, the keyboard, the login, and Gradio's doors."""

import itertools
import threading
from typing import Any

import pytest
from accessibility import assert_accessible, tab_stops
from browser_double import CITATIONS, FERRY, LEDGER, SENTENCES, QueuedAssistant, ferry_answer, grounded, refusal_answer
from browser_page import CHROMIUM, Open, answered, ask, served
from playwright.sync_api import Browser, expect

from assistant.answer import Done, Progress
from ui.login import COOKIE
from ui.password import Password

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]

WINDOWS: dict[str, dict[str, Any]] = {
    "wide, light": {"viewport": {"width": 1440, "height": 900}},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "color_scheme": "dark"},
}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_serious_violation(assistant: QueuedAssistant, open_page: Open, window: str) -> None:
    assistant.steps["R"] = [Done(refusal_answer("R"))]
    page = open_page(bypass_csp=True, **WINDOWS[window])
    assert_accessible(page)
    answered(page)
    assert_accessible(page)
    page.locator(".answer a.cite").first.click()
    expect(page.locator("#source mark")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    answered(page, "R")
    page.get_by_role("button", name="Limit the articles searched").click()
    expect(page.get_by_label("Published on or after")).to_be_visible()
    assert_accessible(page)


def test_the_keyboard_reaches_everything(open_page: Open) -> None:
    page = open_page(viewport={"width": 1440, "height": 900})
    answered(page)
    page.locator("#current a.cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark")).to_be_visible()
    page.locator("#new").focus()
    page.keyboard.press("Shift+Tab")
    stops = tab_stops(page, "#top", "#tabs > .tab-wrapper", "#current", "#limits", "#composer", "#source")
    order = list(dict.fromkeys(stop.part for stop in stops))
    wanted = ["#top", "#current", "#limits", "#composer", "#source"]
    assert [part for part in order if part in wanted] == wanted
    names = [stop.name for stop in stops if stop.part == "#current"]
    # Three marks in the text, two titles of articles with their three marks.
    assert len([name for name in names if name and name.startswith("Citation ")]) == 3 + 3
    assert {FERRY.title, LEDGER.title} <= set(names)
    # There is no citation before the first.
    assert {"Next citation", "Close the source"} <= {stop.name for stop in stops if stop.part == "#source"}
    for stop in stops:
        assert stop.name, stop
        assert stop.outlined, stop
        assert stop.inside, stop


def test_motion_is_reduced_for_those_who_ask(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    answered(page)
    moving = "[...document.querySelectorAll('body *')].filter(e => getComputedStyle(e).animationName !== 'none').length"
    assert page.evaluate(moving) == 0
    assert page.evaluate("document.getAnimations().length") == 0


SHIFTS = """
window.shifted = 0;
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    // What follows a click or key at once is no surprise (web.dev/cls); the rest is what a reader sees jump.
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    window.shifts.push(...entry.sources.map(({ node }) => `${node?.nodeName}#${node?.id}.${node?.className}`));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_jumps_while_an_answer_grows(assistant: QueuedAssistant, open_page: Open) -> None:
    pauses = [threading.Event() for _ in range(4)]
    events = [
        Progress("searching", "Searching 2 articles"),
        *(grounded(sentence, citation) for sentence, citation in zip(SENTENCES, CITATIONS, strict=True)),
        Done(ferry_answer("Slow?")),
    ]
    steps: list[Any] = []
    for event, pause in itertools.zip_longest(events, pauses):
        steps += [event, pause] if pause else [event]
    assistant.steps["Slow?"] = steps
    page = open_page(viewport={"width": 1440, "height": 900})
    page.wait_for_timeout(300)
    page.evaluate(SHIFTS)
    ask(page, "Slow?")
    page.wait_for_timeout(600)  # a shift within half a second of a key would not count
    for number, pause in enumerate(pauses, 1):
        pause.set()
        done = "#current .turn[data-state=done]" if number == len(pauses) else "#current .turn"
        expect(page.locator(f"{done} .answer a.cite")).to_have_count(min(number, 3))
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.1, page.evaluate("window.shifts")


def test_a_shared_chat_asks_for_its_password(chromium: Browser) -> None:
    """Without JavaScript: the login must not depend on Gradio's."""
    words = "ferry lantern 42"
    with served(QueuedAssistant(), "Who?", password=Password(words)) as address:
        plain = chromium.new_context(java_script_enabled=False).new_page()
        plain.goto(address)
        expect(plain.get_by_label("Password")).to_be_focused()
        plain.keyboard.type("not the password")
        plain.keyboard.press("Enter")
        expect(plain.get_by_role("alert")).to_have_text("This is not the password.")
        context = chromium.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        assert_accessible(page)
        page.get_by_label("Password").fill(words)
        page.get_by_role("button", name="Log in").click()
        answered(page)
        cookie = next(cookie for cookie in context.cookies() if cookie["name"] == COOKIE)
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("link", name="Log out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        page.goto(address)
        expect(page.get_by_label("Password")).to_be_visible()
        plain.context.close()
        context.close()
