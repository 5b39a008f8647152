"""What happens in the evaluation tab. Thin: the shelf keeps, the runner runs, rendering draws."""

import logging
import threading
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, NamedTuple

import gradio as gr

from assistant.answering import Assistant
from assistant.errors import ArticleNotFound, EvaluationError, OnRecordError
from assistant.evaluation.comparison import compare
from assistant.evaluation.proposing import propose, sayings
from assistant.evaluation.reading import evidence_problems, read_testset
from assistant.evaluation.review import accept, reject, waiting
from assistant.evaluation.run_file import about_path
from assistant.evaluation.shelf import Added, Shelf
from assistant.evaluation.testset import json_of
from index.article import Article
from ui.evaluation.cases import cases_html
from ui.evaluation.changes import comparison_html
from ui.evaluation.rendering import (
    EMPTY,
    NO_RUNS,
    added_html,
    failure_html,
    holding_html,
    note_html,
    progress_html,
    result_html,
    run_label,
    unfinished_html,
)
from ui.evaluation.results import Results
from ui.evaluation.review import Form, changes_of, form_of, kept_form
from ui.evaluation.runner import Progress, Runner
from ui.markup import count

log = logging.getLogger(__name__)

SEARCH, ANSWERS = "search", "answers"
LONGEST_TESTSET = 20_000_000
"""Characters of a test set that is pasted or read from a file."""
MOST_PROPOSED = 500

SKIP: Any = gr.skip()
FAILED = "This could not be shown; OnRecord’s terminal says why."


class Lists(NamedTuple):
    """New choices for the lists of test sets and runs, in the order of `Parts.lists`."""

    testset: Any = SKIP
    review_set: Any = SKIP
    run: Any = SKIP
    first: Any = SKIP
    second: Any = SKIP


class Watch(NamedTuple):
    """New values for what shows the run that is under way, in the order of `Parts.watch`."""

    progress: Any = SKIP
    timer: Any = SKIP
    start: Any = SKIP
    stop: Any = SKIP


def in_words(handler: Callable[..., str]) -> Callable[..., str]:
    """A handler that gives HTML, with its failures as one line in the same place."""

    @wraps(handler)
    def guarded(*arguments: Any) -> str:
        try:
            return handler(*arguments)
        except OnRecordError as error:
            return failure_html(str(error))
        except Exception:
            log.exception("the evaluation tab failed")
            return failure_html(FAILED)

    return guarded


class Handlers:
    """The tab's event handlers over one assistant and one shelf."""

    def __init__(self, assistant: Assistant, shelf: Shelf, runner: Runner, results: Results) -> None:
        self._assistant = assistant
        self._shelf = shelf
        self._runner = runner
        self._results = results
        self._reviewing = threading.Lock()

    def find(self, article_id: str) -> Article | None:
        """An article of the archive, if it is there."""
        try:
            return self._assistant.library.article(article_id)
        except ArticleNotFound:
            return None

    # Lists --------------------------------------------------------------------------------------------

    def arrive(self, *chosen: Any) -> tuple[Any, ...]:
        """The lists as the folder has them now, each keeping what was chosen; and the run under way."""
        lists = self._lists(*chosen)
        for update, value in zip(lists, chosen, strict=True):
            if value is not None and update["value"] == value:  # not sent back: by now the page may have another
                del update["value"]
        return (*lists, *_watch(self._runner.progress))

    def _lists(self, testset: Any, review_set: Any, run: Any, first: Any, second: Any) -> Lists:
        names = self._shelf.testsets()
        abouts = {name: self._about(name) for name in self._shelf.runs()}
        choices = [(run_label(name, about), name) for name, about in abouts.items()]
        newest, before = _newest_pair(abouts)
        if first == second or not {first, second} <= abouts.keys():
            first, second = before, newest

        def testsets(value: Any) -> Any:
            return gr.update(choices=names, value=value if value in names else names[0] if names else None)

        def runs(value: Any) -> Any:
            return gr.update(choices=choices, value=value)

        run = run if run in abouts else newest
        return Lists(testsets(testset), testsets(review_set), runs(run), runs(first), runs(second))

    def _about(self, name: str) -> dict[str, Any]:
        try:
            about = json_of(about_path(self._shelf.run_path(name)))
        except EvaluationError:  # a run may come without it
            return {}
        return about if isinstance(about, dict) else {}

    # Test sets ----------------------------------------------------------------------------------------

    @in_words
    def show_testset(self, name: str | None, kind: str) -> str:
        """What the chosen test set holds, and whether a run of it waits to go on."""
        if name is None:
            return EMPTY
        path = self._shelf.testset_path(name)
        testset = read_testset(path)
        problems = [problem.replace(f"{path}:", "line ", 1) for problem in testset.problems]
        missing = evidence_problems(path, testset.cases, self._assistant.library)
        shown = holding_html(name, testset.cases, problems, [one.replace(f"{path}:", "line ", 1) for one in missing])
        for plan in self._shelf.unfinished():
            busy = (one := self._runner.progress) is not None and one.under_way and one.plan == plan
            if (plan.testset, plan.retrieval_only) == (name, kind == SEARCH) and not busy:
                return shown + unfinished_html(plan, self._shelf.done(plan))
        return shown

    def add_text(self, name: str, text: str, *chosen: Any) -> tuple[Any, ...]:
        """Add the pasted test set; its words stay in the box if it cannot be used."""
        return self._add(name.strip() or f"testset-{date.today()}", text, chosen)

    def add_file(self, event: gr.EventData, *chosen: Any) -> tuple[Any, ...]:
        """Add the file that the page has read."""
        data = event._data if isinstance(event._data, dict) else {}
        name, text = data.get("name"), data.get("text")
        if not isinstance(name, str) or not isinstance(text, str):
            return failure_html("This file could not be read as text."), SKIP, *Lists()
        return self._add(name, text, chosen)

    def _add(self, name: str, text: str, chosen: tuple[Any, ...]) -> tuple[Any, ...]:
        """What became of it, the text box, the lists."""
        if len(text) > LONGEST_TESTSET:
            return failure_html(f"A test set may have {LONGEST_TESTSET:,} characters at most."), SKIP, *Lists()
        added = Added(None, ())
        try:
            added = self._shelf.add(name, text)
        except (OnRecordError, OSError) as error:
            return failure_html(str(error)), SKIP, *Lists()
        if added.name is None:
            return added_html(added), SKIP, *Lists()
        return added_html(added), "", *self._lists(added.name, *chosen[1:])

    # Running ------------------------------------------------------------------------------------------

    def start(self, testset: str | None, kind: str) -> Watch:
        """Begin or go on."""
        if testset is None:
            return Watch(progress=failure_html("Choose a test set first, or add one below."))
        try:
            self._runner.start(testset, retrieval_only=kind == SEARCH)
        except (OnRecordError, OSError) as error:
            return Watch(progress=failure_html(str(error)))
        # Even if it has ended already: the next tick brings its result.
        return _watch(self._runner.progress)._replace(timer=gr.update(active=True))

    def stop(self) -> Watch:
        """Break the run off."""
        self._runner.stop()
        return _watch(self._runner.progress)

    def tick(self, ended: str, *chosen: Any) -> tuple[Any, ...]:
        """The run under way; when it has ended, once, the lists with it chosen and its name in place of `ended`."""
        progress = self._runner.progress
        lists, busy = Lists(), progress is not None and progress.under_way
        if progress is not None and progress.state == "done" and ended != progress.plan.run:
            ended = progress.plan.run
            lists = self._lists(chosen[0], chosen[1], ended, None, None)
        return (ended, *lists, *_watch(progress)._replace(timer=gr.update(active=busy)))

    # Results ------------------------------------------------------------------------------------------

    @in_words
    def show_result(self, name: str | None) -> str:
        """Figures and plots of a run."""
        return NO_RUNS if name is None else result_html(self._results.of(name))

    @in_words
    def show_cases(self, name: str | None, choice: str, words: str | None) -> str:
        """The cases of a run that match."""
        return "" if name is None else cases_html(name, self._results.of(name).run, choice, words or "")

    @in_words
    def show_comparison(self, first: str | None, second: str | None) -> str:
        """What changed between two runs."""
        if first is None or second is None or first == second:
            return '<div class="empty"><p>Choose two runs of the same test set.</p></div>'
        return comparison_html(compare(self._results.of(first).run, self._results.of(second).run))

    # Proposed cases -----------------------------------------------------------------------------------

    def propose(self, number: float | None, *chosen: Any) -> tuple[Any, ...]:
        """Have cases proposed, as a new test set; what came of it, and the lists with the test set chosen."""
        try:
            library = self._assistant.library
            articles = list(library.catalog.articles())
            wanted = min(max(int(number or 0), 1), MOST_PROPOSED)
            seed = len(self._shelf.testsets())  # so that asking again proposes others
            cases = propose(articles, sayings(library), count=wanted, seed=seed)
            if not cases:
                return failure_html("The articles quote nobody: add articles, or write the test set by hand."), *Lists()
            name = self._shelf.add_cases(f"proposed-{date.today()}", cases)
        except (OnRecordError, OSError) as error:
            return failure_html(str(error)), *Lists()
        lists = self._lists(chosen[0] or name, name, *chosen[2:])
        return note_html(f"{count(len(cases), 'case')} proposed in the new test set {name}."), *lists

    def review(self, name: str | None, position: int = 0, said: str = "") -> Form:
        """The case at a position among those that wait for a look."""
        try:
            cases = waiting(self._shelf.testset_path(name)) if name is not None else []
        except OnRecordError as error:
            return form_of([], 0, self.find, failure_html(str(error)))
        return form_of(cases, position, self.find, said)

    def skip(self, name: str | None, position: int) -> Form:
        """Leave the case for later."""
        return self.review(name, position + 1)

    def accept(self, name: str, case_id: str, position: int, *words: Any) -> Form:
        """Take the case into the test set as the form has it."""
        try:
            with self._reviewing:
                accept(self._shelf.testset_path(name), case_id, changes_of(*words))
        except (OnRecordError, OSError) as error:
            return kept_form(str(error))
        return self.review(name, position, note_html(f"{case_id} was accepted."))

    def reject(self, name: str, case_id: str, position: int) -> Form:
        """Throw the case away."""
        try:
            with self._reviewing:
                reject(self._shelf.testset_path(name), case_id)
        except (OnRecordError, OSError) as error:
            return kept_form(str(error))
        return self.review(name, position, note_html(f"{case_id} was thrown away."))


def _watch(progress: Progress | None) -> Watch:
    """What shows a run. It starts the timer and never stops it: an answer that comes late must not undo a start."""
    busy = progress is not None and progress.under_way
    stoppable = progress is not None and progress.state == "running"
    return Watch(
        progress_html(progress),
        gr.update(active=True) if busy else SKIP,
        gr.update(interactive=not busy),
        gr.update(visible=busy, interactive=stoppable),
    )


def _newest_pair(abouts: dict[str, dict[str, Any]]) -> tuple[str | None, str | None]:
    """The newest run, and the newest before it of the same cases: what one wants to compare first."""
    names = list(abouts)
    if not names:
        return None, None
    others = [name for name in names[1:] if abouts[name].get("testset") == abouts[names[0]].get("testset")]
    kind = abouts[names[0]].get("retrieval_only")
    alike = [name for name in others if abouts[name].get("retrieval_only") == kind]
    return names[0], next(iter(alike or others), None)
