"""`onrecord models [list|pull|verify]`."""

from argparse import Namespace
from pathlib import Path

from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json, print_table, print_text
from assistant.errors import ModelError
from index.models import ModelFolder


def run(options: Namespace) -> int:
    """List, fetch or verify the local models."""
    folder = ModelFolder(settings_of(options).models)
    return {"list": _list, "pull": _pull, "verify": _verify}[options.action](options, folder)


def _list(options: Namespace, folder: ModelFolder) -> int:
    states = folder.list()
    if options.json:
        names = ("name", "purpose", "size", "licence", "default", "present")
        print_json({"models": [{name: getattr(state, name) for name in names} for state in states]})
        return 0
    rows = [
        (
            state.name,
            state.purpose,
            f"{state.size / 1e6:,.0f} MB",
            state.licence,
            "yes" if state.default else "",
            "yes" if state.present else "no",
        )
        for state in states
    ]
    print_table(("Name", "Purpose", "Size", "Licence", "Default", "Present"), *rows)
    return 0


def _pull(options: Namespace, folder: ModelFolder) -> int:
    names = options.names or [state.name for state in folder.list() if state.default]
    for name in names:
        note(f"{name} is in {_pull_one(folder, name, options.source)}")
    if options.json:
        print_json({"pulled": names})
    return 0


def _pull_one(folder: ModelFolder, name: str, source: Path | None) -> Path:
    from assistant.commands.progress import progress_bar  # rich takes longer to import than a list takes to print

    with progress_bar(f"Fetching {name}") as bar:
        task = bar.add_task("", total=None, rate="")

        def update(text: str, done: int, total: int) -> None:
            bar.update(task, completed=done // 1_000_000, total=max(total // 1_000_000, 1), rate=text)

        return folder.pull(name, source=source, report=update)


def _verify(options: Namespace, folder: ModelFolder) -> int:
    verdicts = [verdict for name in options.names or [None] for verdict in folder.verify(name)]
    if options.json:
        print_json({"files": [{"model": v.model, "file": v.file, "ok": v.ok, "reason": v.reason} for v in verdicts]})
    else:
        for verdict in verdicts:
            print_text(f"{'ok ' if verdict.ok else 'BAD'} {verdict.model}/{verdict.file}: {verdict.reason}")
    if not verdicts:
        note("there is no model here yet: run `onrecord models pull`")
    if not all(verdict.ok for verdict in verdicts):
        raise ModelError("a model file is missing or damaged: run `onrecord models pull NAME` to fetch it again")
    return 0
