"""`onrecord ingest PATH|URL ...`."""

from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json
from assistant.commands.progress import progress_bar
from assistant.errors import ReadingError
from index.ingest import IngestReport, ingest
from index.reading import sources


def run(options: Namespace) -> int:
    """Read articles into the library, which is made if there is none; 1 if not one could be read."""
    for path in options.paths:
        sources(path)  # a path that is not there is told before a library is made for it
    settings = settings_of(options)
    with open_library(settings, create=True, reading=True) as library, progress_bar("Ingesting") as bar:
        task = bar.add_task("articles", total=None, rate="")

        def update(report: IngestReport) -> None:
            rate = f"{report.passages / report.seconds:.0f} passages/s" if report.seconds > 1 else ""
            bar.update(task, completed=report.read, total=max(report.expected, report.read), rate=rate)

        report = ingest(library, options.paths, update)
    for failure in report.failed:
        note(f"not read: {failure.source}: {failure.reason}")
    if options.json:
        print_json(records.ingest_record(report))
    else:
        print(
            f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.duplicates} "
            f"duplicates, {len(report.failed)} failed; {report.passages:,} passages and {report.attributions:,} "
            f"statements in {report.seconds:.1f} s"
        )
    if report.failed and report.read == len(report.failed):
        raise ReadingError("no article could be read: see the reasons above")
    return 0
