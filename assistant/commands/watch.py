"""`onrecord watch FOLDER|FEED`."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime
from threading import Event

from assistant import records
from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.errors import LibraryLocked, ReadingError
from index.ingest import IngestReport, ingest
from index.library import Library
from index.reading import Source, changes, sources

RETRY_SECONDS = 5.0
"""Wait before the library is tried again while another process writes to it."""


def run(options: Namespace, stop: Event | None = None) -> int:
    """Read what is new or changed, round after round, until Ctrl-C; each round in which something was read is told."""
    stop = stop or Event()
    sources(options.source)  # one that is not there is told before a library is made for it
    with open_library(settings_of(options), create=True, reading=True) as library:
        note(f"Watching {options.source} every {options.every:g} seconds; stop with Ctrl-C.")
        try:
            for changed in changes(options.source, every=options.every, stop=stop):
                report = _ingested(library, _still_there(changed), stop)
                if report and report.read:
                    _tell(report, json=options.json)
        except KeyboardInterrupt:
            note("stopped; what was read is in the library, and the next watch goes on from there")
    return 0


def _still_there(changed: Sequence[Source]) -> list[Source]:
    there = []
    for source in changed:
        try:
            there += sources(source)
        except ReadingError as error:
            note(f"not read: {error}")
    return there


def _ingested(library: Library, changed: Sequence[Source], stop: Event) -> IngestReport | None:
    """What an ingest did; None if the watch was stopped while it waited for another process."""
    told = False
    while changed and not stop.is_set():
        try:
            return ingest(library, changed, lambda _: None)
        except LibraryLocked as error:
            if not told:
                note(f"waiting: {error}")
            told = True
            stop.wait(RETRY_SECONDS)
    return None


def _tell(report: IngestReport, *, json: bool) -> None:
    for failure in report.failed:
        note(f"not read: {failure.source}: {failure.reason}")
    if json:
        print_json(records.ingest_record(report))
    elif report.added or report.updated:
        now = f"{datetime.now():%H:%M:%S}"
        print_text(f"{now}  {report.added} added, {report.updated} updated, {report.passages:,} passages")
