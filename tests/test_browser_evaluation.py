"""The evaluation tab as a reader uses it, in Debian's chromium, over a small real library."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from accessibility import assert_accessible
from browser_page import CHROMIUM, Open, answered, pages, serving
from embedding_double import WordEmbedding
from evaluation_double import BUDGET, CASES, FERRY, PROPOSAL, fill
from hostile import PAYLOADS, assert_harmless
from playwright.sync_api import Browser, Page, expect
from test_ui_evaluation import COST, RIGHT, Gated

from assistant.answering import Assistant
from assistant.evaluation.case import Case
from assistant.evaluation.run_file import read_run, write_run
from assistant.evaluation.shelf import Shelf
from assistant.evaluation.testset import read_json_lines, write_json_lines
from assistant.settings import Settings
from index.library import Library
from ui.app import create_app
from ui.conversation import Conversations
from ui.evaluation.tab import EvaluationTab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is missing: apt-get install chromium"),
]

WRONG = "Councillor Piet Aldous opposed the plan [1]."


class Newsroom(NamedTuple):
    """What is served, and where."""

    address: str
    shelf: Shelf
    model: Gated


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    """A chat with the tab, over two articles and one test set of two cases."""
    for variable in ("ONRECORD_EMBEDDING", "ONRECORD_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    model = Gated([RIGHT, WRONG])
    model.gate = threading.Event()
    model.gate.set()
    with Library(tmp_path / "library", WordEmbedding(), create=True) as library:
        fill(library, FERRY, BUDGET)
        settings = Settings.load(library=library.folder, embedding="words")
        assistant = Assistant(settings, library=library, completion=model)
        shelf = Shelf(library.folder)
        shelf.add_cases("harbour", list(CASES[:2]))
        tab = EvaluationTab(assistant, library.folder)
        conversations = Conversations()
        app = create_app(assistant, conversations=conversations, tabs=[tab])
        try:
            with serving(app, on_stop=conversations.stop_all) as address:
                yield Newsroom(address, shelf, model)
                model.gate.set()
        finally:
            tab.close()


@pytest.fixture
def open_tab(chromium: Browser, newsroom: Newsroom) -> Iterator[Open]:
    """Opens a view of the tab; see `pages`."""
    with pages(chromium) as opened:

        def open_one(view: str = "Run", **options: object) -> Page:
            page: Page = opened(newsroom.address, "Evaluation", **options)
            page.get_by_role("tab", name=view).click()
            return page

        yield open_one


def choose(page: Page, element: str, option: str) -> None:
    """Choose from one of Gradio's lists."""
    page.locator(f"#{element} input").click()
    page.locator(f"#{element}").get_by_role("option", name=option).first.click()


def run(page: Page, kind: str = "With answers") -> None:
    expect(page.locator("#evaluation-testset input")).not_to_have_value("")
    page.get_by_label(kind).check()
    page.locator("#evaluation-start").click()


def waiting(newsroom: Newsroom, open_tab: Open) -> Page:
    """A page whose run waits for its model after the first case, until the gate is opened."""
    newsroom.model.gate.clear()
    page = open_tab()
    run(page)
    expect(page.locator(".run progress")).to_have_attribute("value", "1")
    return page


def seen(page: Page) -> None:
    """Wait for the result of a run."""
    expect(page.locator("#evaluation-result .downloads")).to_be_visible()


def test_a_run_shows_figures_plots_and_where_it_went_wrong(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab()
    expect(page.locator("#evaluation-holding")).to_contain_text("2 cases")
    expect(page.locator("#evaluation-holding .tag")).to_have_text(["1 proposal", "1 fact"])
    run(page)
    seen(page)
    tile = page.locator(".tile", has_text="Right answers")
    expect(tile).to_contain_text("50%")
    expect(tile).to_contain_text("95%: 0% to 100%")
    expect(page.locator("#evaluation-result figure svg")).to_have_count(3)
    page.get_by_text("All figures, by type").click()
    row = page.locator("#evaluation-result tr", has=page.locator("code", has_text="citation_recall"))
    expect(row.locator("td.number").first).to_be_visible()
    cases = page.locator("#evaluation-cases details.case")
    expect(cases).to_have_count(1)
    expect(cases.locator(".verdict")).to_have_text("wrong")
    page.get_by_label("All cases").check()
    expect(cases).to_have_count(2)
    page.locator("#evaluation-words input, #evaluation-words textarea").fill("free harbour")
    expect(cases).to_have_count(1)
    expect(cases.locator(".verdict")).to_have_text("right")


def test_a_case_opens_with_its_sources(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab()
    run(page)
    seen(page)
    page.get_by_label("All cases").check()
    case = page.locator("#evaluation-cases details.case", has_text="Who proposed free harbour ferries?")
    case.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(case.locator(".opened .answer")).to_contain_text("Mayor Lena Okafor proposed")
    expect(case.locator("summary").first).to_be_focused()
    expect(case.locator(".opened")).to_contain_text("Lena Okafor, the mayor")
    expect(case.locator(".opened")).to_contain_text("its article was found at rank 1")
    case.locator("a.cite").first.click()
    expect(page.locator("#source mark")).to_have_text(PROPOSAL)
    expect(page.locator("#source h2")).to_have_text(FERRY.title)
    case.locator(".hits summary").first.click()
    case.locator(".hits a.source-title", has_text=BUDGET.title).click()
    expect(page.locator("#source h2")).to_have_text(BUDGET.title)


def test_a_run_is_stopped_and_gone_on_with_while_the_chat_answers(newsroom: Newsroom, open_tab: Open) -> None:
    page = waiting(newsroom, open_tab)
    expect(page.locator(".run")).to_contain_text("1 of 2 cases")
    expect(page.locator("#evaluation-start")).to_be_disabled()
    other = open_tab()
    expect(other.locator(".run progress")).to_be_visible()
    page.locator("#evaluation-stop").click()
    expect(page.locator(".run")).to_contain_text("stopping after this case")
    newsroom.model.gate.set()
    expect(page.locator(".run")).to_contain_text("stopped after 1 of 2 cases")
    expect(other.locator(".run")).to_contain_text("stopped after 1 of 2 cases")
    expect(page.locator("#evaluation-stop")).to_be_hidden()
    page = open_tab()
    page.get_by_label("With answers").check()
    expect(page.locator("#evaluation-holding")).to_contain_text("A run was stopped after 1 case")
    newsroom.model.drafts = [COST, RIGHT]
    run(page)
    seen(page)
    (name,) = newsroom.shelf.runs()
    assert read_run(newsroom.shelf.run_path(name)).about["reused"] == 1
    page.get_by_role("tab", name="Ask").click()
    answered(page, "Who proposed free harbour ferries?")


def test_the_chat_answers_while_a_run_waits_for_its_model(newsroom: Newsroom, open_tab: Open) -> None:
    page = waiting(newsroom, open_tab)
    page.get_by_role("tab", name="Ask").click()
    answered(page, "What was said on the moon in 1811?")


def test_a_test_set_is_pasted_and_its_bad_lines_are_named(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab()
    page.locator("#evaluation-add > button").click()
    page.locator("#evaluation-add-name input, #evaluation-add-name textarea").fill("council")
    text = page.locator("#evaluation-add-text textarea")
    text.fill('{"id": "a", "question": "Who?"}\n{"id": "a", "question": "When?"}\n{oops')
    page.locator("#evaluation-add-button").click()
    expect(page.locator("#evaluation-added .problems li")).to_have_count(2)
    expect(page.locator("#evaluation-added")).to_contain_text("line 2: the id 'a' is that of line 1 too")
    expect(page.locator("#evaluation-added")).to_contain_text("line 3: not JSON")
    expect(text).to_have_value('{"id": "a", "question": "Who?"}\n{"id": "a", "question": "When?"}\n{oops')
    assert newsroom.shelf.testsets() == ["harbour"]
    proof = {"article_id": "gone", "quote": "x"}
    text.fill(json.dumps({"id": "a", "question": "Who?", "evidence": [proof]}))
    page.locator("#evaluation-add-button").click()
    expect(page.locator("#evaluation-added")).to_contain_text("The test set council was added.")
    expect(text).to_have_value("")
    expect(page.locator("#evaluation-testset input")).to_have_value("council")
    expect(page.locator("#evaluation-holding")).to_contain_text("1 piece of evidence the archive does not have")
    run(page, "Search only")
    expect(page.locator("#evaluation-progress .failure")).to_contain_text("none of the evidence is in the library")


def test_a_test_set_is_read_from_a_file(newsroom: Newsroom, open_tab: Open, tmp_path: Path) -> None:
    file = tmp_path / "council.csv"
    file.write_text("id,question,answer\nq1,Who proposed free ferries?,Okafor\n", "utf-8")
    page = open_tab()
    page.locator("#evaluation-add > button").click()
    page.locator("#evaluation-file input").set_input_files(file)
    expect(page.locator("#evaluation-added")).to_contain_text("The test set council was added.")
    expect(page.locator("#evaluation-holding")).to_contain_text("1 case")
    file.write_bytes(b"\xff\xfe\x00{")
    page.locator("#evaluation-file input").set_input_files(file)
    expect(page.locator("#evaluation-added")).to_contain_text("cannot be used")


def test_two_runs_are_compared(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab()
    run(page)
    seen(page)
    newsroom.model.drafts = [RIGHT, COST]
    (name,) = newsroom.shelf.runs()
    os.utime(newsroom.shelf.run_path(name), (1, 1))
    page.get_by_role("tab", name="Run").click()
    run(page)
    expect(page.locator(".tile", has_text="Right answers").locator("b")).to_have_text("100%")
    page.get_by_role("tab", name="Compare").click()
    comparison = page.locator("#evaluation-comparison")
    expect(comparison).to_be_visible()
    expect(comparison).to_contain_text("2 cases in common")
    row = comparison.locator("tr", has=page.locator("code", has_text="correct")).first
    expect(row).to_contain_text("+0.500")
    expect(row).to_contain_text("0, 1")
    expect(comparison).to_contain_text("Right only in the second run: 1 case")
    comparison.locator("details.case summary").click()
    expect(comparison.locator("details.case")).to_contain_text("2.4 million crowns a year")


def test_a_reader_who_has_gone_on_is_not_brought_to_the_result(newsroom: Newsroom, open_tab: Open) -> None:
    page = waiting(newsroom, open_tab)
    page.get_by_role("tab", name="Results").click()
    page.get_by_role("tab", name="Propose cases").click()
    newsroom.model.gate.set()
    expect(page.locator("#evaluation-result .downloads")).to_have_count(1)
    expect(page.locator("#evaluation-propose")).to_be_visible()
    expect(page.locator("#evaluation-result")).to_be_hidden()


def test_downloads(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab()
    run(page, "Search only")
    seen(page)
    for words, beginning in (("Report (HTML)", "<!doctype html>"), ("Run (JSON Lines)", '{"id": "c1"')):
        with page.expect_download() as download:
            page.get_by_role("link", name=words).click()
        assert download.value.path().read_text("utf-8").startswith(beginning)


def test_proposed_cases_are_accepted_changed_and_thrown_away(newsroom: Newsroom, open_tab: Open) -> None:
    page = open_tab("Propose cases")
    expect(page.locator("#evaluation-about")).to_contain_text("No case of this test set waits")
    page.locator("#evaluation-propose").click()
    expect(page.locator("#evaluation-proposed")).to_contain_text("proposed in the new test set")
    expect(page.locator("#evaluation-form")).to_be_visible()
    name = next(name for name in newsroom.shelf.testsets() if name.startswith("proposed"))
    before = read_json_lines(newsroom.shelf.testset_path(name)).cases
    assert len(before) >= 2 and all(case.generated for case in before)
    expect(page.locator("#evaluation-about")).to_contain_text(f"Case 1 of {len(before)}")
    question = page.locator("#evaluation-question textarea")
    expect(question).to_have_value(before[0].question)
    page.locator("#evaluation-accept-all textarea").fill("(")
    page.locator("#evaluation-accept").click()
    expect(page.locator("#evaluation-about .failure")).to_contain_text("no regular expression")
    expect(question).to_have_value(before[0].question)
    page.locator("#evaluation-accept-all textarea").fill("Okafor")
    question.fill("Who, in so many words?")
    page.locator("#evaluation-accept").click()
    expect(page.locator("#evaluation-about")).to_contain_text("was accepted")
    expect(question).to_have_value(before[1].question)
    page.locator("#evaluation-reject").click()
    expect(page.locator("#evaluation-about")).to_contain_text("was thrown away")
    after = read_json_lines(newsroom.shelf.testset_path(name)).cases
    assert len(after) == len(before) - 1
    assert (after[0].question, after[0].accept_all) == ("Who, in so many words?", ("Okafor",))
    assert not after[0].generated and all(case.generated for case in after[1:])


def test_an_empty_folder_says_what_to_do(newsroom: Newsroom, open_tab: Open) -> None:
    newsroom.shelf.testset_path("harbour").unlink()
    page = open_tab()
    expect(page.locator("#evaluation-holding")).to_contain_text("There is no test set yet")
    page.locator("#evaluation-start").click()
    expect(page.locator("#evaluation-progress .failure")).to_contain_text("Choose a test set first")
    page.get_by_role("tab", name="Results").click()
    expect(page.locator("#evaluation-result")).to_contain_text("Nothing has been run yet")


def test_hostile_texts_do_not_run(newsroom: Newsroom, open_tab: Open) -> None:
    """Every payload as a case's words, as an answer, and as the name of a run."""
    cases = [
        Case(id=f"{number} {payload}", type=payload, turns=(payload,), answer=payload, generated=True, note=payload)
        for number, payload in enumerate(PAYLOADS)
    ]
    write_json_lines(newsroom.shelf.testset_path("harbour"), cases)
    page = open_tab()
    run(page, "Search only")
    seen(page)
    (name,) = newsroom.shelf.runs()
    made = read_run(newsroom.shelf.run_path(name))
    lines = [
        {**line, "answer": payload, "note": payload, "removed": [{"text": payload, "reason": payload}]}
        for line, payload in zip(made.lines, PAYLOADS, strict=True)
    ]
    hostile = newsroom.shelf.run_path(name).with_name("<img src=x onerror='window.pwned=1'>.jsonl")
    write_run(hostile, type(made)(tuple(lines), {**made.about, "model": PAYLOADS[1], "testset_name": PAYLOADS[0]}))
    page = open_tab("Results")
    seen(page)
    page.get_by_label("All cases").check()
    rows = page.locator("#evaluation-cases details.case")
    expect(rows).to_have_count(len(PAYLOADS))
    for number in range(len(PAYLOADS)):
        rows.nth(number).locator("summary").first.click()
        expect(rows.nth(number).locator(".opened .answer")).to_be_visible()
    for view in ("Compare", "Propose cases"):
        page.get_by_role("tab", name=view).click()
    for _ in PAYLOADS:
        expect(page.locator("#evaluation-about")).to_contain_text("waiting")
        page.locator("#evaluation-skip").click()
    assert_harmless(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(newsroom: Newsroom, open_tab: Open, scheme: str) -> None:
    page = open_tab(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    run(page, "Search only")
    seen(page)
    for view in ("Run", "Results", "Compare", "Propose cases"):
        page.get_by_role("tab", name=view).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(
    "window",
    [
        pytest.param({"viewport": {"width": 1440, "height": 900}}, id="wide, light"),
        pytest.param({"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, id="phone, dark"),
    ],
)
def test_no_serious_violation(newsroom: Newsroom, open_tab: Open, window: dict[str, object]) -> None:
    page = open_tab(bypass_csp=True, **window)
    page.locator("#evaluation-add > button").click()
    expect(page.locator("#evaluation-add-text textarea")).to_be_visible()
    assert_accessible(page)
    run(page)
    seen(page)
    for summary in ("All figures, by type", "How it was made"):
        page.get_by_text(summary).click()
    page.locator("#evaluation-cases details.case summary").first.click()
    expect(page.locator(".opened .answer")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("tab", name="Compare").click()
    expect(page.locator("#evaluation-comparison")).to_contain_text("Choose two runs")
    assert_accessible(page)
    page.get_by_role("tab", name="Propose cases").click()
    page.locator("#evaluation-propose").click()
    expect(page.locator("#evaluation-form")).to_be_visible()
    assert_accessible(page)
