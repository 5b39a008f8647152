"""The evaluation tab without a browser: what it draws, harmless whatever it holds, and the run under way."""

import json
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from completion_double import QueuedCompletion
from evaluation_double import BUDGET, CASES, FERRY, PROPOSAL, answered, citation, fill, hit, run_of
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hostile import PAYLOADS
from test_ui_rendering import Inspector

from assistant.answering import Assistant
from assistant.errors import EvaluationError
from assistant.evaluation.case import Case, Proof, case_record
from assistant.evaluation.comparison import compare
from assistant.evaluation.run_file import Run, write_run
from assistant.evaluation.shelf import Added, Plan, Shelf
from assistant.evaluation.summary import summarise
from assistant.evaluation.testset import write_json_lines
from assistant.settings import Settings
from index.article import Article
from index.library import Library
from ui.evaluation.cases import CHOICES, case_html, cases_html
from ui.evaluation.changes import comparison_html
from ui.evaluation.rendering import (
    added_html,
    failure_html,
    holding_html,
    progress_html,
    result_html,
    run_label,
    unfinished_html,
)
from ui.evaluation.results import Result, Results
from ui.evaluation.review import about_html, changes_of
from ui.evaluation.routes import router
from ui.evaluation.runner import Progress, Runner

RIGHT = "Mayor Lena Okafor proposed that harbour ferries carry 900 passengers free of charge [1]."
COST = "Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year [1]."
PATIENCE = 120.0
TAGS = {
    "a", "b", "caption", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h3", "h4", "i", "li",
    "ol", "p", "progress", "s", "small", "span", "strong", "summary", "svg", "text", "line", "circle", "polyline",
    "table", "tbody", "td", "th", "thead", "title", "tr", "ul",
}  # fmt: skip


def scored(name: str, text: str, *, correct: float, case: Case | None = None) -> dict[str, object]:
    """A line of a run."""
    record = answered(text, citation(FERRY, PROPOSAL), question=f"Who ({name})?")
    record["hits"] = [hit(BUDGET, "2.4 million"), hit(FERRY, PROPOSAL, 2)]
    case = case or Case(
        id=name, turns=(f"Who ({name})?",), accept_all=("Okafor",), evidence=(Proof("ferry", PROPOSAL),)
    )
    scores = {"correct": correct, "hit@1": 0.0, "hit@5": 1.0, "hit@10": 1.0, "hit@20": 1.0, "citation_recall": correct}
    return {**record, "id": name, "type": "fact", "scores": scores, "case": case_record(case), "key": name}


def found(article_id: str) -> Article | None:
    return {"ferry": FERRY, "budget": BUDGET}.get(article_id)


RUN = Run(
    (scored("good", "Lena Okafor proposed it", correct=1.0), scored("bad", "Piet Aldous did", correct=0.0)),
    {"model": "queued", "finished_at": "2026-11-22T21:30:00", "cases": 2, "testset_name": "harbour"},
)


def test_figures_have_their_intervals_and_plots() -> None:
    html = result_html(Result("a run", RUN, summarise(RUN)))
    assert "2 cases · 1 went wrong · queued · 22 Nov 2026" in html
    assert "<span>Right answers</span><b>50%</b><small>95%: 0% to 100%</small>" in html
    assert html.count("<svg") == 2
    assert 'href="/onrecord/evaluation/report/a%20run" download' in html
    assert "right by the patterns, or rightly refused<code>correct</code>" in html
    assert run_label("x", RUN.about) == "harbour · queued · 2 cases · 22 Nov 2026 21:30"
    assert run_label("x", {}) == "x"


@pytest.mark.parametrize(
    ("choice", "words", "names"),
    [
        pytest.param("Went wrong", "", ["bad"], id="went wrong"),
        pytest.param("All cases", "", ["bad", "good"], id="all, wrong ones first"),
        pytest.param("All cases", "OKAFOR", ["good"], id="words of the answer"),
        pytest.param("All cases", "fact aldous", ["bad"], id="several words"),
        pytest.param("All cases", "nobody", [], id="words of none"),
    ],
)
def test_cases_are_filtered(choice: str, words: str, names: list[str]) -> None:
    html = cases_html("r", RUN, choice, words)
    assert [name for name in ("bad", "good") if f"Who ({name})?" in html] == names
    assert ("No case has these words." in html) is (not names)


def test_nothing_wrong_is_said() -> None:
    right = Run(RUN.lines[:1], {})
    assert "Nothing went wrong." in cases_html("r", right, "Went wrong", "")


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param({"correct": 1.0}, "right", id="right"),
        pytest.param({"correct": 1.0, "refused": 1.0}, "refused rightly", id="refused rightly"),
        pytest.param({"correct": 0.0, "refused": 1.0}, "refused", id="refused wrongly"),
        pytest.param({"correct": 0.0}, "wrong", id="wrong"),
        pytest.param({"hit@10": 1.0}, "found", id="search found it"),
        pytest.param({"hit@10": 0.0}, "missed", id="search missed it"),
        pytest.param({}, "no evidence", id="nothing to find"),
    ],
)
def test_a_case_says_what_it_came_to(scores: dict[str, float], expected: str) -> None:
    html = cases_html("r", run_of(scores), "All cases", "")
    assert f'<span class="verdict">{expected}</span>' in html


def test_a_case_opened_shows_everything_there_is() -> None:
    html = case_html(RUN.lines[1], found)
    words = unescape(Inspector(html).words)
    for expected in ("the answer does not have what the patterns ask for", "Piet Aldous did", "must match Okafor",
                     "its article was found at rank 2", "2 passages found", "correct 0"):  # fmt: skip
        assert expected in words
    start = FERRY.text.index(PROPOSAL)
    proof = Inspector(html).links("source-title")[0]
    assert (proof["data-article"], proof["data-start"], proof["data-end"]) == (
        "ferry", str(start), str(start + len(PROPOSAL)))  # fmt: skip
    assert Inspector(html).links("cite")[0]["data-article"] == "ferry"
    assert "not in the archive" in case_html(RUN.lines[1], lambda _: None)


def test_changes_between_runs() -> None:
    first, second = run_of(*[{"correct": 1.0}] * 8), run_of(*[{"correct": 0.0}] * 7, {"correct": 1.0})
    html = comparison_html(compare(first, second))
    assert "8 cases in common. 1 figure changed by more than chance" in html
    assert 'class="number worse">-0.875' in html and ">7, 0<" in html
    assert "Right only in the first run: 7 cases" in html and "only in the second" not in html
    assert "No figure changed" in comparison_html(compare(first, first))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(payload: str) -> None:
    article = Article(id=payload, title=payload, text=f"One. {payload}", source=payload, published_at=payload)
    case = Case(id=payload, type=payload, turns=(payload, payload), answer=payload, accept_all=(payload,), note=payload,
                evidence=(Proof(payload, payload), Proof("ferry", payload)), generated=True)  # fmt: skip
    line = {**scored("x", payload, correct=0.0, case=case), "id": payload, "type": payload, "question": payload}
    line |= {"note": payload, "removed": [{"text": payload, "reason": payload}], "judge": {"reply": payload}}
    line["citations"] = [citation(article, payload)]
    line["hits"] = [hit(article, payload)]
    line["timings"] = {payload: 1.0}
    line["scores"] = {**line["scores"], payload: 1.0}
    right = {**line, "scores": {"correct": 1.0}}
    run = Run((line,), {"model": payload, "versions": {payload: payload}, "fingerprints": {payload: payload}})
    plan = Plan(payload, payload, True)
    pieces = [
        failure_html(payload),
        added_html(Added(payload, ())),
        added_html(Added(None, (payload,))),
        holding_html(payload, [case], [payload], [payload]),
        unfinished_html(plan, 1),
        *(progress_html(Progress(plan=plan, state=state, error=payload)) for state in ("running", "failed", "stopped")),
        result_html(Result(payload, run, summarise(run))),
        *(cases_html(payload, run, choice, "") for choice in CHOICES),
        case_html(line, lambda _: article),
        case_html(line, lambda _: None),
        comparison_html(compare(run, Run((right,), {}))),
        about_html(case, 0, 1, lambda _: article),
        about_html(case, 0, 1, lambda _: None),
    ]
    for html in pieces:
        for tag, attributes in Inspector(html).tags:
            assert tag in TAGS
            assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
            assert (attributes.get("href") or "#").startswith(("#", "/onrecord/evaluation/"))
        assert "<script" not in html


def test_the_words_of_a_form() -> None:
    changes = changes_of(" Who? ", " ", "Okafor\n\n Lena ", "", False)
    assert changes == {
        "question": "Who?", "answer": None, "accept_all": ["Okafor", "Lena"], "must_not": [], "unanswerable": False,
    }  # fmt: skip


class Gated(QueuedCompletion):
    """Has runs wait at the gate before every draft but the first; the chat may pass."""

    gate: threading.Event

    def stream(self, messages, *, max_tokens):  # type: ignore[no-untyped-def]
        """See `Completion.stream`."""
        if self.prompts and threading.current_thread().name == "evaluation":
            assert self.gate.wait(PATIENCE)
        yield from super().stream(messages, max_tokens=max_tokens)


@pytest.fixture
def model() -> Iterator[Gated]:
    model = Gated([RIGHT, COST, COST])
    model.gate = threading.Event()
    yield model
    model.gate.set()


@pytest.fixture
def assistant(library: Library, model: Gated, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    for variable in ("ONRECORD_EMBEDDING", "ONRECORD_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    fill(library, FERRY, BUDGET)
    settings = Settings.load(library=library.folder, embedding="words")
    return Assistant(settings, library=library, completion=model)


@pytest.fixture
def shelf(assistant: Assistant) -> Shelf:
    shelf = Shelf(assistant.library.folder)
    shelf.add_cases("harbour", [CASES[0], CASES[1]])
    return shelf


def ended(runner: Runner) -> Progress:
    """The run's last state."""
    assert runner._thread is not None
    runner._thread.join(PATIENCE)
    assert runner.progress is not None
    return runner.progress


def reached(runner: Runner, done: int) -> None:
    """Wait until so many cases are done."""
    for _ in range(600):
        if runner.progress is not None and runner.progress.done >= done:
            return
        threading.Event().wait(0.05)
    pytest.fail("the run does not get on")


def test_one_run_at_a_time_stopped_and_gone_on_with(assistant: Assistant, shelf: Shelf, model: Gated) -> None:
    runner = Runner(assistant, shelf)
    plan = runner.start("harbour", retrieval_only=False).plan
    reached(runner, 1)
    with pytest.raises(EvaluationError, match="harbour is being run"):
        runner.start("harbour", retrieval_only=True)
    runner.stop()
    assert runner.progress is not None and runner.progress.state == "stopping"
    model.gate.set()
    assert ended(runner).state == "stopped"
    assert shelf.unfinished() == [plan] and shelf.done(plan) == 1 and shelf.runs() == []
    asked = len(model.prompts)
    again = Runner(assistant, shelf)
    assert again.start("harbour", retrieval_only=False).plan == plan
    assert (last := ended(again)).state == "done" and (last.done, last.total) == (2, 2)
    assert len(model.prompts) == asked + 1
    assert shelf.runs() == [plan.run] and shelf.unfinished() == []
    result = Results(shelf).of(plan.run)
    assert result.run.about["testset_name"] == "harbour" and result.run.about["reused"] == 1
    assert [line["scores"]["correct"] for line in result.run.lines] == [1.0, 1.0]


def test_what_a_reader_sets_meanwhile_does_not_change_the_run(
    assistant: Assistant, shelf: Shelf, model: Gated, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.length = "short"
    runner = Runner(assistant, shelf)
    plan = runner.start("harbour", retrieval_only=False).plan
    reached(runner, 1)
    monkeypatch.setattr(assistant, "_completion", None)
    model.gate.set()
    assert ended(runner).state == "done"
    run = Results(shelf).of(plan.run).run
    assert run.about["model"] == "queued"
    assert [line["model"] for line in run.lines] == ["queued", "queued"]
    assert assistant.length == "short"


def test_a_run_without_answers_asks_no_model(assistant: Assistant, shelf: Shelf, model: Gated) -> None:
    runner = Runner(assistant, shelf)
    runner.start("harbour", retrieval_only=True)
    assert ended(runner).state == "done"
    assert model.prompts == []


def test_why_a_run_failed_is_said(assistant: Assistant, shelf: Shelf) -> None:
    shelf.add_cases("foreign", [Case(id="a", turns=("Who?",), evidence=(Proof("none", "x"),))])
    runner = Runner(assistant, shelf)
    runner.start("foreign", retrieval_only=True)
    assert "none of the evidence is in the library" in (ended(runner).error or "")
    write_json_lines(shelf.testset_path("foreign"), [])
    runner.start("foreign", retrieval_only=True)
    assert "has no cases" in (ended(runner).error or "")
    with pytest.raises(EvaluationError, match="no test set"):
        runner.start("../foreign", retrieval_only=True)


@pytest.fixture
def client(assistant: Assistant, shelf: Shelf) -> TestClient:
    (assistant.library.folder / "runs").mkdir()
    write_run(assistant.library.folder / "runs" / "r.jsonl", RUN)
    app = FastAPI()
    app.include_router(router(assistant, shelf, Results(shelf), found))
    return TestClient(app)


def test_downloads(client: TestClient, shelf: Shelf) -> None:
    report = client.get("/onrecord/evaluation/report/r")
    assert report.headers["content-disposition"] == 'attachment; filename="r.html"'
    assert report.headers["content-type"] == "application/octet-stream"
    assert report.text.startswith("<!doctype html>") and "2 cases, queued" in report.text
    run = client.get("/onrecord/evaluation/run/r").text
    assert [json.loads(line)["id"] for line in run.splitlines()] == ["good", "bad"]
    assert client.get("/onrecord/evaluation/testset/harbour").content == shelf.testset_path("harbour").read_bytes()


def test_cases_are_fetched_one_by_one(client: TestClient) -> None:
    case = client.get("/onrecord/evaluation/case/r/2")
    assert "Piet Aldous did" in case.text
    assert case.headers["content-type"].startswith("text/plain")
    assert "No such case" in client.get("/onrecord/evaluation/case/r/3").text
    assert "no run" in client.get("/onrecord/evaluation/case/other/1").text


@pytest.mark.parametrize("kind", ["testset", "run", "report"])
@pytest.mark.parametrize("name", ["none", "..%2Fcatalog", "%2Fetc%2Fpasswd", "..", "catalog.sqlite", "r.run"])
def test_nothing_else_on_the_disk_can_be_fetched(client: TestClient, kind: str, name: str) -> None:
    answer: httpx.Response = client.get(f"/onrecord/evaluation/{kind}/{name}")
    assert answer.status_code == 404
    assert b"SQLite" not in answer.content and b"root:" not in answer.content


def test_a_changed_run_is_read_again(tmp_path: Path) -> None:
    shelf, path = Shelf(tmp_path), tmp_path / "runs" / "r.jsonl"
    path.parent.mkdir()
    write_run(path, RUN)
    results = Results(shelf)
    assert results.of("r") is results.of("r")
    write_run(path, Run(RUN.lines[:1], {}))
    assert results.of("r").summary.cases == 1
