"""What each subcommand of `onrecord` does. Results go to standard output, everything else to standard error."""

import json
import runpy
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from assistant import records
from assistant.answer import Answer, Done, Event, Grounded
from assistant.answer import Progress as Stage
from assistant.answering import Assistant, open_library
from assistant.checking import Checker, read_claims
from assistant.errors import ModelError, OnRecordError, ReadingError
from assistant.settings import Settings
from index.filters import Filters, parse_date
from index.ingest import IngestReport
from index.ingest import ingest as ingest_paths
from index.models import ModelFolder
from index.retrieval import search as search_passages

_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def ingest(options: Namespace) -> int:
    """`onrecord ingest PATH ...`."""
    with open_library(_settings(options), create=True) as library, _progress("Ingesting") as bar:
        task = bar.add_task("articles", total=None, rate="")

        def update(report: IngestReport) -> None:
            rate = f"{report.passages / report.seconds:.0f} passages/s" if report.seconds > 1 else ""
            bar.update(task, completed=report.read, total=max(report.expected, report.read), rate=rate)

        report = ingest_paths(library, [Path(path) for path in options.paths], update)
    for failure in report.failed:
        _errors.print(f"not read: {failure.source}: {failure.reason}", markup=False)
    if options.json:
        _print_json(records.ingest_record(report))
    else:
        print(
            f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.duplicates} "
            f"duplicates, {len(report.failed)} failed; {report.passages:,} passages in {report.seconds:.1f} s"
        )
    nothing_read = report.read == len(report.failed)
    if nothing_read and report.failed:
        raise ReadingError("no article could be read: see the reasons above")
    return 0


def articles(options: Namespace) -> int:
    """`onrecord articles`."""
    with open_library(_settings(options)) as library:
        if options.json:
            _print_json({"articles": [records.article_line(article) for article in library.catalog.articles()]})
            return 0
        table = Table("Date", "Outlet", "Title", "Id", box=None)
        for article in library.catalog.articles():
            table.add_row((article.published_at or "")[:10], article.source or "", article.title, article.id)
        Console(highlight=False, markup=False).print(table)
    return 0


def show(options: Namespace) -> int:
    """`onrecord show ARTICLE_ID`."""
    with open_library(_settings(options)) as library:
        article = library.article(options.article_id)
    if options.json:
        _print_json(records.article_record(article))
    else:
        line = ", ".join(part for part in (article.source, article.author, article.published_at, article.url) if part)
        print(f"{article.title}\n{line}\n\n{article.text}")
    return 0


def remove(options: Namespace) -> int:
    """`onrecord remove ARTICLE_ID ...`."""
    with open_library(_settings(options)) as library:
        library.remove(options.article_ids)
    if options.json:
        _print_json({"removed": options.article_ids})
    else:
        print(f"{len(options.article_ids)} removed")
    return 0


def reindex(options: Namespace) -> int:
    """`onrecord reindex`."""
    with open_library(_settings(options), rebuild=True) as library:
        with _progress("Reindexing") as bar:
            task = bar.add_task("articles", total=None, rate="")
            library.reindex(lambda done, total: bar.update(task, completed=done, total=total))
        summary = library.summary()
    if options.json:
        _print_json({"articles": summary.articles, "passages": summary.passages})
    else:
        print(f"{summary.articles:,} articles, {summary.passages:,} passages indexed again")
    return 0


def search(options: Namespace) -> int:
    """`onrecord search QUERY`."""
    with open_library(_settings(options)) as library:
        found = search_passages(library, options.query, k=options.k, filters=_filters(options))
    if found.undated_left_out:
        _errors.print(f"{found.undated_left_out} articles without a date were left out.")
    if options.json:
        _print_json({"hits": [records.hit_record(hit) for hit in found.hits]})
        return 0
    for hit in found.hits:
        article = hit.article
        print(
            f"{hit.rank}. {article.title} ({article.source or 'unnamed outlet'}, {article.published_at or 'undated'})"
        )
        print(f"   {article.id} {hit.span.start}-{hit.span.end}\n   {' '.join(hit.text.split())}\n")
    if not found.hits:
        print("Nothing found.")
    return 0


def ask(options: Namespace) -> int:
    """`onrecord ask QUESTION`."""
    turns = _turns(options)
    with Assistant.open(_settings(options)) as assistant:
        events = assistant.ask(turns[-1], history=turns[:-1], filters=_filters(options))
        answer = _last(events) if options.json else _streamed(events)
    if answer.note:
        _errors.print(f"onrecord: {answer.note}", markup=False)
    if options.json:
        _print_json(records.answer_record(answer))
    else:
        _print_sources(answer)
    return 0


def check(options: Namespace) -> int:
    """`onrecord check DRAFT.txt|CLAIMS.jsonl`."""
    with open_library(_settings(options)) as library:
        checker = Checker(library)
        failed = 0
        for line in read_claims(options.path):
            try:
                if isinstance(line, OnRecordError):
                    raise line
                checked = checker.check(line)
            except OnRecordError as error:
                failed += 1
                _errors.print(f"not checked: {error}", markup=False)
                continue
            if options.json:
                _print_json(records.checked_record(checked))
                continue
            print(f"{checked.verdict.upper():13} {checked.score:.2f}  {checked.claim}")
            for citation in checked.citations:
                print(f"              {citation.article_id or 'text'}: {' '.join(citation.quote.split())}")
    return 1 if failed else 0


def models(options: Namespace) -> int:
    """`onrecord models [list|pull|verify]`."""
    settings = _settings(options)
    folder = ModelFolder(settings.models)
    return {"list": _list_models, "pull": _pull_models, "verify": _verify_models}[options.action](options, folder)


def chat(options: Namespace) -> int:
    """`onrecord chat`: the page lives in the package `ui`, which nothing here may import, so it runs as a module."""
    settings = _settings(options)
    sys.argv = ["onrecord chat", "--library", str(settings.library)]
    sys.argv += ["--port", str(options.port)] if options.port else []
    try:
        runpy.run_module("ui", run_name="__main__")
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _list_models(options: Namespace, folder: ModelFolder) -> int:
    states = folder.list()
    if options.json:
        _print_json(
            {
                "models": [
                    {
                        "name": state.name,
                        "purpose": state.purpose,
                        "size": state.size,
                        "licence": state.licence,
                        "default": state.default,
                        "present": state.present,
                    }
                    for state in states
                ]
            }
        )
        return 0
    table = Table("Name", "Purpose", "Size", "Licence", "Default", "Present", box=None)
    for state in states:
        marks = ("yes" if state.default else "", "yes" if state.present else "no")
        table.add_row(state.name, state.purpose, f"{state.size / 1e6:,.0f} MB", state.licence, *marks)
    Console(highlight=False, markup=False).print(table)
    return 0


def _pull_models(options: Namespace, folder: ModelFolder) -> int:
    names = options.names or [state.name for state in folder.list() if state.default]
    for name in names:
        with _progress(f"Fetching {name}") as bar:
            task = bar.add_task("", total=None, rate="")

            def update(text: str, done: int, total: int, bar: Progress = bar, task: TaskID = task) -> None:
                bar.update(task, completed=done // 1_000_000, total=max(total // 1_000_000, 1), rate=text)

            path = folder.pull(name, source=options.source, report=update)
        _errors.print(f"{name} is in {path}", markup=False)
    if options.json:
        _print_json({"pulled": names})
    return 0


def _verify_models(options: Namespace, folder: ModelFolder) -> int:
    names = options.names or [state.name for state in folder.list() if state.present]
    verdicts = [verdict for name in names for verdict in folder.verify(name)]
    if options.json:
        _print_json({"files": [{"model": v.model, "file": v.file, "ok": v.ok, "reason": v.reason} for v in verdicts]})
    else:
        for verdict in verdicts:
            print(f"{'ok ' if verdict.ok else 'BAD'} {verdict.model}/{verdict.file}: {verdict.reason}")
    if not all(verdict.ok for verdict in verdicts):
        raise ModelError("a model file is damaged: run `onrecord models pull NAME` to fetch it again")
    return 0


def _settings(options: Namespace) -> Settings:
    return Settings.load(library=options.library)


def _filters(options: Namespace) -> Filters:
    return Filters(
        after=parse_date(options.after) if options.after else None,
        before=parse_date(options.before) if options.before else None,
        outlets=tuple(options.outlet),
        speaker=options.speaker,
    )


def _turns(options: Namespace) -> list[str]:
    if options.turns is None:
        turns = [options.question or ""]
    else:
        try:
            turns = json.loads(options.turns.read_text("utf-8"))
        except OSError as error:
            raise ReadingError(f"{options.turns} cannot be read ({error.strerror}): check the path") from error
        except ValueError as error:
            raise ReadingError(f"{options.turns} is not JSON ({error}): give a list of strings") from error
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise ReadingError(f"{options.turns} is not a JSON list of strings: write the user's turns, oldest first")
        turns += [options.question] if options.question else []
    if not turns or not turns[-1].strip():
        raise OnRecordError('there is no question: run `onrecord ask "Who proposed ...?"`')
    return turns


def _last(events: Iterator[Event]) -> Answer:
    return next(event.answer for event in events if isinstance(event, Done))


def _streamed(events: Iterator[Event]) -> Answer:
    """Print claims as they come and return the answer."""
    shown = ""
    for event in events:
        if isinstance(event, Stage):
            _errors.print(f"{event.message} ...", style="dim", markup=False)
        elif isinstance(event, Grounded):
            print(event.text, end="", flush=True)
            shown += event.text
        else:
            print(event.answer.text if not shown else "")
            return event.answer
    raise OnRecordError("the answer was stopped")


def _print_sources(answer: Answer) -> None:
    for citation in answer.citations:
        outlet, day = citation.source or "unnamed outlet", (citation.published_at or "undated")[:10]
        print(f"\n[{citation.marker}] {outlet}, {day}: {citation.title} ({citation.article_id})")
        print(f"    {' '.join(citation.quote.split())}")
    for hit in answer.refusal.nearest if answer.refusal else ():
        print(f"\n - {hit.article.source or 'unnamed outlet'}: {hit.article.title} ({hit.article.id})")
        print(f"    {' '.join(hit.text.split())}")
    if answer.removed:
        _errors.print(f"{len(answer.removed)} sentences of the draft were removed: the archive does not support them.")


def _print_json(record: dict[str, object]) -> None:
    print(json.dumps(record, ensure_ascii=False))


@contextmanager
def _progress(title: str) -> Iterator[Progress]:
    columns: Sequence[TextColumn | BarColumn | MofNCompleteColumn | TimeRemainingColumn] = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=_errors, transient=False) as bar:
        yield bar
