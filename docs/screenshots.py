"""Take docs/images/chat.png from a running chat: the first example asked, its first citation open; then each tab.

    onrecord chat --library demo-library &
    python docs/screenshots.py http://127.0.0.1:7860 [--folder docs/images] [--all]
    onrecord evaluate examples/questions.jsonl --library demo-library --report report.html
    python docs/screenshots.py report.html

`--all` also takes the page dark and at phone width. A report becomes report.png.
Needs Debian's chromium (`apt-get install chromium`).
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
DRAFT = (
    "The crossing charge starts on 6 October. "
    "It would take 90,000 names to force the Assembly to debate repeal.\n\n"
    "“We're not going to bill you for the bill,” said Nadia Fenwright. Drivers in Dunlace plan a hunger strike."
)
"""One sentence for each verdict, over the sample archive."""
PATIENCE = 180_000
"""Milliseconds that an answer may take on a slow machine."""
VIEWS = {
    "chat": ((1440, 900), "light"),
    "chat-dark": ((1440, 900), "dark"),
    "chat-phone": ((390, 844), "light"),
    "chat-phone-dark": ((390, 844), "dark"),
}


def take(browser: Browser, address: str, target: Path, size: tuple[int, int], scheme: str) -> None:
    """Ask the first example question, open the answer's first citation, and save the window."""
    phone = size[0] < 600
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=phone,
        has_touch=phone,
        device_scale_factor=2 if phone else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.locator(".example").first.click()
    page.locator("#current .turn[data-state=done]").wait_for()
    page.locator("#current .answer a.cite, #current a.excerpt").first.click()
    page.locator("#source mark").first.wait_for()
    page.mouse.move(2, 2)
    page.wait_for_timeout(600)
    page.screenshot(path=str(target))
    context.close()
    print(target)


def take_tabs(browser: Browser, address: str, folder: Path, view: str = "chat") -> None:
    """Open each tab beside the chat and save the window as its id; the draft is checked before."""
    size, scheme = VIEWS[view]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    tabs = page.get_by_role("tab")
    tabs.nth(1).wait_for()
    for tab in tabs.all()[1:]:
        name = (tab.get_attribute("id") or "").removeprefix("tab-").removesuffix("-button")
        tab.evaluate("tab => tab.click()")  # on a phone Gradio keeps some tabs in a menu
        if name == "check":
            page.locator("#check-draft textarea").fill(DRAFT)
            page.locator("#check-start").click()
            page.locator("#check-result h3", has_text="sentences checked").wait_for()
        page.mouse.move(2, 2)
        page.wait_for_timeout(5000)
        target = folder / f"{view.replace('chat', name)}.png"
        page.screenshot(path=str(target))
        print(target)
    context.close()


def take_report(browser: Browser, report: Path, target: Path) -> None:
    """Open a faultless answer of a report and its first citation, and save the page from its top down to that."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, color_scheme="light")
    page.goto(report.resolve().as_uri())
    page.add_style_tag(content="section:has(#measures), details.case.bad { display: none }")
    case = page.locator("details.case.good:not(:has(.faults))").first
    case.locator("summary").first.click()
    case.locator("a.cite").first.click()
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=str(target))
    page.close()
    print(target)


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take pictures of a running chat or of a report.")
    parser.add_argument("address", help="such as http://127.0.0.1:7860, or an HTML file")
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "images")
    parser.add_argument("--all", action="store_true", help="dark and phone width too")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if options.address.endswith(".html"):
            take_report(browser, Path(options.address), options.folder / "report.png")
        for name, (size, scheme) in VIEWS.items():
            if not options.address.endswith(".html") and (options.all or name == "chat"):
                take(browser, options.address, options.folder / f"{name}.png", size, scheme)
                take_tabs(browser, options.address, options.folder, name)
        browser.close()


if __name__ == "__main__":
    main()
