"""`onrecord evaluate TESTSET`."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from assistant.answering import Assistant, open_library
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.commands.progress import progress_bar
from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.comparison import compare
from assistant.evaluation.gates import check_bounds, check_no_worse, require
from assistant.evaluation.judge import Judge
from assistant.evaluation.markdown import summary_markdown
from assistant.evaluation.reading import missing_evidence, read_testset, require_cases
from assistant.evaluation.report import write_report
from assistant.evaluation.run import REMOTE_WORKERS, Price, cost
from assistant.evaluation.run import run as run_cases
from assistant.evaluation.run_file import Run, RunLog, read_run
from assistant.evaluation.subject import Answering, Retrieving, Subject
from assistant.evaluation.summary import Summary, summarise, summary_record
from assistant.settings import EXTRACTIVE, Settings

MOST_SHOWN = 5
"""Problems of the evidence that are listed; `testset validate` lists all."""


def run(options: Namespace) -> int:
    """Run a test set, print its figures and write what is asked for; 1 if a condition is not met."""
    cases = require_cases(options.testset, read_testset(options.testset))
    earlier = read_run(options.no_worse_than) if options.no_worse_than else None
    settings = settings_of(options)
    with _subject(options, settings) as (subject, judge), RunLog(options.output) as log:
        _warn(options, cases, subject)
        finished = _run(options, settings, cases, subject, judge, log)
        log.finish(finished)
        summary = summarise(finished)
        if options.report:
            write_report(options.report, finished, summary, subject.library)
    _print(options, finished, summary)
    failures = check_bounds(summary.figures, options.fail_below)
    if earlier:
        failures += check_no_worse(compare(earlier, finished))
    require(failures)
    return 0


@contextmanager
def _subject(options: Namespace, settings: Settings) -> Iterator[tuple[Subject, Judge | None]]:
    with ExitStack() as opened:
        if options.retrieval_only:
            yield Retrieving(opened.enter_context(open_library(settings))), None
            return
        if options.judge and settings.model == EXTRACTIVE:
            raise EvaluationError("--judge needs an LLM: set ONRECORD_MODEL to one, or leave --judge out")
        assistant = opened.enter_context(Assistant.open(settings))
        yield Answering(assistant), Judge(assistant) if options.judge else None


def _run(
    options: Namespace, settings: Settings, cases: Sequence[Case], subject: Subject, judge: Judge | None, log: RunLog
) -> Run:
    workers = REMOTE_WORKERS if settings.remote and not options.retrieval_only else 1
    with progress_bar("Evaluating") as bar:
        task = bar.add_task("cases", total=len(cases), rate="")

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        finished = run_cases(
            subject, cases, settings=settings, log=log, report=report, judge=judge, workers=options.workers or workers
        )
    if reused := finished.about["reused"]:
        note(f"{reused} of {len(cases)} cases were known under the same conditions and not asked again.")
    if options.price:
        finished.about["cost"] = round(cost(finished, Price(prompt=options.price[0], completion=options.price[1])), 6)
    return finished


def _warn(options: Namespace, cases: Sequence[Case], subject: Subject) -> None:
    """Evidence that is not there cannot be found: say so, and stop if there is none at all."""
    problems = missing_evidence(options.testset, cases, subject.library)
    for problem in problems[:MOST_SHOWN]:
        note(problem)
    if len(problems) > MOST_SHOWN:
        note(f"... and {len(problems) - MOST_SHOWN} more: `onrecord testset validate` lists them")
    if problems:
        note("What is not in the library counts as not found.")


def _print(options: Namespace, finished: Run, summary: Summary) -> None:
    text = summary_markdown(finished, summary)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.json:
        print_json(summary_record(finished, summary))
    else:
        print_text(text)
