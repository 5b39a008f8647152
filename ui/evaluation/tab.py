"""The evaluation tab: its components and which handler each one calls."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import APIRouter

from assistant.answering import Assistant
from assistant.evaluation.shelf import Shelf
from ui.evaluation.cases import CHOICES
from ui.evaluation.handlers import ANSWERS, LONGEST_TESTSET, MOST_PROPOSED, SEARCH, Handlers
from ui.evaluation.results import Results
from ui.evaluation.routes import router
from ui.evaluation.runner import Runner
from ui.tab import AT_ONCE, QUIET, Desk

PATIENCE = 20.0
"""Seconds that a case which is being answered gets to end when the server stops."""
PACE = 1.0
"""Seconds between two looks at the run under way."""
LEAD = (
    "<h2>Evaluation</h2><p class='lead'>Put every question of a test set to the archive, measure what comes back, and "
    "see where it fails. A test set is a file with a question, its right answer and its evidence on each line.</p>"
)
PROPOSE = (
    "<h3>Have cases proposed</h3><p class='lead'>OnRecord makes questions of what the archive’s people said: a word "
    "left out of a quotation, who proposed what, and words asked of somebody who never said them. A person should "
    "look at each before it counts.</p>"
)
PASTE_HINT = '{"id": "q1", "question": "Who proposed …?", "accept_all": ["Okafor"], "evidence": [{"article_id": "…"}]}'
FILE = (
    '<label class="file">Read a file (.jsonl or .csv)<input type="file" accept=".jsonl,.json,.csv,.txt"></label>'
    '<p class="failure" role="alert" hidden>This file is too large or is no text.</p>'
)
# The file is read in the page and travels as the event's data: no upload route, nothing lies about on the disk.
READ_FILE = f"""
element.addEventListener("change", async (event) => {{
  const file = event.target.files?.[0];
  if (!file) return;
  const failure = element.querySelector(".failure");
  failure.hidden = file.size <= {LONGEST_TESTSET};
  if (failure.hidden) trigger("upload", {{ name: file.name, text: await file.text() }});
  event.target.value = "";
}});
"""
# The page decides, at the moment the run has ended: a reader who has gone on to another view is not brought back.
SHOW_RESULT = """
(ended) => ended && document.querySelector("#evaluation-view-run").style.display !== "none"
  ? { __type__: "update", selected: "results" } : { __type__: "update" }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The components that handlers read or change."""

    lists: list[Any]
    """In the order of `handlers.Lists`: test set, test set to look through, run, first run, second run."""
    watch: list[Any]
    """In the order of `handlers.Watch`: progress, timer, start, stop."""
    ended: Any
    """Unseen: the last run that ended while this page was open."""
    views: Any
    kind: Any
    holding: Any
    add_name: Any
    add_text: Any
    add: Any
    add_file: Any
    added: Any
    result: Any
    choice: Any
    words: Any
    cases: Any
    comparison: Any
    number: Any
    propose: Any
    proposed: Any
    form: list[Any]
    """In the order of `review.Form`."""
    accept: Any
    skip: Any
    reject: Any


class EvaluationTab:
    """Test sets, runs, results, comparison, and generated cases to look through."""

    id = "evaluation"
    label = "Evaluation"

    def __init__(self, assistant: Assistant, library: Path) -> None:
        """`library` is the library's folder, in which test sets and runs are kept."""
        self._assistant = assistant
        self._shelf = Shelf(library)
        self._runner = Runner(assistant, self._shelf)
        self._results = Results(self._shelf)
        self._handlers = Handlers(assistant, self._shelf, self._runner, self._results)

    @property
    def router(self) -> APIRouter:
        """Its routes beside Gradio's."""
        return router(self._assistant, self._shelf, self._results, self._handlers.find)

    def close(self) -> None:
        """Break off the run that is under way: the server is going down, and it goes on the next time."""
        self._runner.close(PATIENCE)

    def place(self, desk: Desk) -> None:
        """See `Tab.place`."""
        with gr.Column(elem_id="evaluation", elem_classes="page"):
            desk.html("evaluation-lead", LEAD)
            progress = desk.html("evaluation-progress")
            stop = gr.Button("Stop the run", variant="stop", elem_id="evaluation-stop", visible=False, scale=0)
            timer = gr.Timer(PACE, active=False)
            ended = gr.Textbox("", visible="hidden")  # in the page though unseen: its change is an event
            with gr.Tabs(selected="run", elem_id="evaluation-views") as views:
                with gr.Tab("Run", id="run", elem_id="evaluation-view-run"):
                    run = _place_run(desk)
                with gr.Tab("Results", id="results"):
                    results = _place_results(desk)
                with gr.Tab("Compare", id="compare"):
                    comparing = _place_comparison(desk)
                with gr.Tab("Propose cases", id="propose"):
                    proposing = _place_proposing(desk)
        chosen = [run.pop("testset"), proposing.pop("review_set"), results.pop("run"), *comparing.pop("runs")]
        watch = [progress, timer, run.pop("start"), stop]
        parts = Parts(lists=chosen, watch=watch, ended=ended, views=views, **run, **results, **comparing, **proposing)
        _connect(parts, self._handlers)
        _connect_proposing(parts, self._handlers)
        gr.on(
            [desk.tab.select, views.select],
            self._handlers.arrive,
            inputs=chosen,
            outputs=[*chosen, *watch],
            trigger_mode="always_last",
            **AT_ONCE,
        )


def _place_run(desk: Desk) -> dict[str, Any]:
    with gr.Row(elem_classes="filters"):
        testset = gr.Dropdown([], label="Test set", elem_id="evaluation-testset")
        kinds = [("Search only: fast, no model", SEARCH), ("With answers", ANSWERS)]
        kind = gr.Radio(kinds, value=SEARCH, label="What is run", elem_id="evaluation-kind")
        start = gr.Button("Run", variant="primary", elem_id="evaluation-start")
    holding = desk.html("evaluation-holding")
    with gr.Accordion("Add a test set", open=False, elem_id="evaluation-add"):
        add_file = gr.HTML(FILE, elem_id="evaluation-file", apply_default_css=False, js_on_load=READ_FILE)
        add_name = gr.Textbox(label="Or paste one; its name", placeholder="harbour", elem_id="evaluation-add-name")
        add_text = gr.Textbox(
            label="One JSON object a line",
            placeholder=PASTE_HINT,
            lines=6,
            max_lines=18,
            elem_id="evaluation-add-text",
        )
        add = gr.Button("Add", variant="secondary", elem_id="evaluation-add-button")
        added = desk.html("evaluation-added")
    return {
        "testset": testset,
        "kind": kind,
        "start": start,
        "holding": holding,
        "add_file": add_file,
        "add_name": add_name,
        "add_text": add_text,
        "add": add,
        "added": added,
    }


def _place_results(desk: Desk) -> dict[str, Any]:
    run = gr.Dropdown([], label="Run", elem_id="evaluation-run")
    result = desk.html("evaluation-result")
    with gr.Row(elem_classes="filters"):
        choice = gr.Radio(list(CHOICES), value=CHOICES[0], label="Cases", elem_id="evaluation-choice")
        words = gr.Textbox(label="With these words", elem_id="evaluation-words")
    cases = desk.html("evaluation-cases")
    return {"run": run, "result": result, "choice": choice, "words": words, "cases": cases}


def _place_comparison(desk: Desk) -> dict[str, Any]:
    with gr.Row(elem_classes="filters"):
        first = gr.Dropdown([], label="First run", elem_id="evaluation-first")
        second = gr.Dropdown([], label="Second run", elem_id="evaluation-second")
    return {"runs": [first, second], "comparison": desk.html("evaluation-comparison")}


def _place_proposing(desk: Desk) -> dict[str, Any]:
    desk.html("evaluation-propose-lead", PROPOSE)
    with gr.Row(elem_classes="filters"):
        number = gr.Number(
            20, label="How many", minimum=1, maximum=MOST_PROPOSED, precision=0, elem_id="evaluation-number"
        )
        propose = gr.Button("Propose", variant="primary", elem_id="evaluation-propose")
    proposed = desk.html("evaluation-proposed")
    review_set = gr.Dropdown([], label="Test set to look through", elem_id="evaluation-review-set")
    about = desk.html("evaluation-about")
    with gr.Column(elem_id="evaluation-form", visible=False) as fields:
        question = gr.Textbox(label="Question", lines=2, elem_id="evaluation-question")
        answer = gr.Textbox(label="Right answer, for readers", elem_id="evaluation-answer")
        with gr.Row(elem_classes="filters"):
            accept_all = gr.Textbox(
                label="A right answer matches every one of these patterns", lines=2, elem_id="evaluation-accept-all"
            )
            must_not = gr.Textbox(label="and none of these", lines=2, elem_id="evaluation-must-not")
        unanswerable = gr.Checkbox(
            label="The archive does not say: the right answer is a refusal", elem_id="evaluation-unanswerable"
        )
        with gr.Row(elem_classes="filters"):
            accept = gr.Button("Accept", variant="primary", elem_id="evaluation-accept")
            skip = gr.Button("Later", variant="secondary", elem_id="evaluation-skip")
            reject = gr.Button("Throw away", variant="stop", elem_id="evaluation-reject")
    form = [gr.State(None), gr.State(0), about, question, answer, accept_all, must_not, unanswerable, fields]
    return {
        "number": number,
        "propose": propose,
        "proposed": proposed,
        "review_set": review_set,
        "form": form,
        "accept": accept,
        "skip": skip,
        "reject": reject,
    }


def _connect(parts: Parts, handlers: Handlers) -> None:
    testset, _, run, first, second = parts.lists
    _, timer, start, stop = parts.watch
    start.click(handlers.start, inputs=[testset, parts.kind], outputs=parts.watch, **AT_ONCE)
    stop.click(handlers.stop, outputs=parts.watch, **AT_ONCE)
    shown = [parts.ended, *parts.lists]
    timer.tick(handlers.tick, inputs=shown, outputs=[*shown, *parts.watch], trigger_mode="once", **AT_ONCE)
    parts.ended.change(None, inputs=[parts.ended], outputs=[parts.views], js=SHOW_RESULT, **AT_ONCE)
    gr.on(
        [testset.change, parts.kind.change],
        handlers.show_testset,
        inputs=[testset, parts.kind],
        outputs=[parts.holding],
        trigger_mode="always_last",
        **AT_ONCE,
    )
    added = [parts.added, parts.add_text, *parts.lists]
    parts.add.click(handlers.add_text, inputs=[parts.add_name, parts.add_text, *parts.lists], outputs=added, **QUIET)
    parts.add_file.upload(handlers.add_file, inputs=parts.lists, outputs=added, **QUIET)
    run.change(handlers.show_result, inputs=[run], outputs=[parts.result], trigger_mode="always_last", **QUIET)
    gr.on(
        [run.change, parts.choice.change, parts.words.change],
        handlers.show_cases,
        inputs=[run, parts.choice, parts.words],
        outputs=[parts.cases],
        trigger_mode="always_last",
        **QUIET,
    )
    gr.on(
        [first.change, second.change],
        handlers.show_comparison,
        inputs=[first, second],
        outputs=[parts.comparison],
        trigger_mode="always_last",
        **QUIET,
    )


def _connect_proposing(parts: Parts, handlers: Handlers) -> None:
    review_set = parts.lists[1]
    case_id, position, _, *words, _ = parts.form
    parts.propose.click(
        handlers.propose, inputs=[parts.number, *parts.lists], outputs=[parts.proposed, *parts.lists], **QUIET
    )
    review_set.change(handlers.review, inputs=[review_set], outputs=parts.form, **AT_ONCE)
    parts.skip.click(handlers.skip, inputs=[review_set, position], outputs=parts.form, **AT_ONCE)
    parts.accept.click(handlers.accept, inputs=[review_set, case_id, position, *words], outputs=parts.form, **AT_ONCE)
    parts.reject.click(handlers.reject, inputs=[review_set, case_id, position], outputs=parts.form, **AT_ONCE)
