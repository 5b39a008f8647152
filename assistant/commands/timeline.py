"""`onrecord timeline`."""

from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.asking_ledger import ask_ledger
from assistant.commands.options import settings_of, statement_filters_of
from assistant.commands.output import print_json, print_table
from assistant.commands.who import named, note_unread
from index.attribution.timeline import Moment, timeline

BEST = 100
"""Entries about a topic that are put in order."""


def run(options: Namespace) -> int:
    """Put what was said in the order of its days."""
    filters = statement_filters_of(options)
    with open_library(settings_of(options)) as library:
        note_unread(library)
        entries = list(
            ask_ledger(
                library,
                about=options.about,
                speaker=options.speaker,
                filters=filters,
                limit=BEST if options.about else None,
            )
        )
        entries = [entry for entry in entries if entry.score is None or entry.score > 0]
        vectors = library.catalog.ledger.table.vectors(entry.number for entry in entries)
    moments = timeline(entries, vectors)
    if options.json:
        print_json({"timeline": [records.moment_record(moment) for moment in moments]})
    elif moments:
        print_table(("Day", "Speaker", "Stance", "Sources", "Statement"), *map(_row, moments))
    else:
        print("Nothing found.")
    return 0


def _row(moment: Moment) -> tuple[str, ...]:
    reports = moment.reports
    changed = f"{reports.stance} (before: {moment.changed_from.stance})" if moment.changed_from else reports.stance
    words = " ".join(reports.first.content.split())
    return (reports.said_on or "undated", named(reports.first), changed, str(reports.independent_sources), words)
