"""The report of an evaluation as a reader opens it, in Debian's chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_page import CHROMIUM
from evaluation_double import BUDGET, FERRY, PROPOSAL, answered, citation, fill, hit
from playwright.sync_api import Browser, Page, expect
from test_assistant_evaluation_report import HOSTILE, line_of

from assistant.evaluation.case import Case, Proof
from assistant.evaluation.report import write_report
from assistant.evaluation.run_file import Run
from assistant.evaluation.summary import summarise
from index.library import Library

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]


@pytest.fixture
def report(library: Library, tmp_path: Path) -> Path:
    """The report of a right answer, a wrong one and one full of markup."""
    fill(library, FERRY, BUDGET)
    texts = (
        ("good", "Mayor Lena Okafor proposed that harbour ferries carry 900 passengers free of charge.", PROPOSAL),
        ("bad", "It was Piet Aldous.", "a bill without a payer"),
        ("hostile", HOSTILE, "900 passengers"),
    )
    lines = []
    for name, text, quote in texts:
        record = answered(text, citation(FERRY, quote), question=f"Who proposed it ({name})?")
        record["hits"] = [hit(FERRY, PROPOSAL), hit(BUDGET, "2.4 million", 2)]
        case = Case(id=name, turns=(record["question"],), accept_all=("Okafor",), evidence=(Proof("ferry", PROPOSAL),))
        lines.append(line_of(library, record, case))
    run = Run(tuple(lines), {"model": "queued"})
    path = tmp_path / "report.html"
    write_report(path, run, summarise(run), library)
    return path


@pytest.fixture
def page(chromium: Browser, report: Path) -> Iterator[Page]:
    """The report, opened; afterwards nothing was fetched but the file, and nothing complained."""
    page = chromium.new_page()
    fetched: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(report.as_uri())
    yield page
    assert fetched == [report.as_uri()]
    assert said == []
    page.close()


def test_summary_plots_and_table_are_shown(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("3 cases, queued")
    expect(page.locator("figure svg")).to_have_count(3)
    assert all((box := figure.bounding_box()) and box["width"] > 200 for figure in page.locator("figure svg").all())
    row = page.locator("#measures tr", has=page.locator("th", has_text="correct"))
    expect(row.locator("td").first).to_contain_text("0.333")


def test_a_marker_opens_the_cited_words_in_their_article(page: Page) -> None:
    case = page.locator("details.case", has_text="(good)")
    quoted = case.locator("blockquote mark")
    expect(quoted).to_be_hidden()
    case.locator("summary").first.click()
    expect(case.locator(".answer")).to_contain_text("Mayor Lena Okafor proposed")
    expect(quoted).to_be_hidden()
    case.locator("a.cite").click()
    expect(quoted).to_be_visible()
    expect(quoted).to_have_text(PROPOSAL)
    expect(case.locator("blockquote:target")).to_contain_text("People should not choose between the boat")
    expect(quoted).to_be_in_viewport()


def test_wrong_answers_stand_first_and_say_why(page: Page) -> None:
    verdicts = page.locator(".verdict").all_inner_texts()
    assert verdicts == ["wrong", "wrong", "right"]
    case = page.locator("details.case", has_text="(bad)")
    case.locator("summary").first.click()
    expect(case.locator(".faults")).to_contain_text("the answer does not have what the patterns ask for")
    case.locator("details.hits summary").first.click()
    expect(case.locator("details.hits li")).to_have_count(2)


def test_markup_in_an_answer_is_shown_as_it_is(page: Page) -> None:
    case = page.locator("details.case", has_text="(hostile)")
    case.locator("summary").first.click()
    expect(case.locator(".answer")).to_contain_text("<script>alert(1)</script><img src=x")
    expect(page.locator("img, script")).to_have_count(0)


def test_it_fits_a_phone(chromium: Browser, report: Path) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
