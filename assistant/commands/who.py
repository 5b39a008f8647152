"""`onrecord who`."""

from argparse import Namespace
from textwrap import shorten

from assistant import records
from assistant.answering import open_library
from assistant.asking_ledger import ask_ledger
from assistant.commands.options import settings_of, statement_filters_of
from assistant.commands.output import note, print_json_list, print_text
from index.attribution.entry import LedgerEntry
from index.library import Library

BEST = 20
"""Entries listed for `--about`, unless `-k` says otherwise."""

LONGEST_SOURCE = 60
"""Characters shown of the words for somebody unknown."""


def run(options: Namespace) -> int:
    """List who said what: best first with `--about`, else in the order of the articles."""
    filters = statement_filters_of(options)
    limit = options.k or (BEST if options.about else None)
    with open_library(settings_of(options)) as library:
        note_unread(library)
        stances = (options.stance,) if options.stance else ()
        entries = ask_ledger(
            library, about=options.about, speaker=options.speaker, stances=stances, filters=filters, limit=limit
        )
        if options.json:
            print_json_list("attributions", map(records.entry_record, entries))
            return 0
        found = False
        for entry in entries:
            print_text(described(entry))
            found = True
    if not found:
        print("Nothing found.")
    return 0


def note_unread(library: Library) -> None:
    """Tell the user when the ledger lacks articles."""
    if unread := library.catalog.ledger.unread():
        articles = "1 article has" if unread == 1 else f"{unread:,} articles have"
        note(f"onrecord: {articles} not been read for the ledger: run `onrecord reindex`")


def described(entry: LedgerEntry) -> str:
    """An entry for people."""
    article, statement = entry.article, entry.statement
    where = f"{article.source or 'unnamed outlet'}, {(article.published_at or 'undated')[:10]}: {article.title}"
    said_on = f", said on {statement.said_on}" if statement.said_on else ""
    return (
        f"{named(entry)} {statement.stance}: {' '.join(entry.content.split())}\n    {where} ({article.id}){said_on}\n"
    )


def named(entry: LedgerEntry) -> str:
    """The speaker with the role, or the words that stand for somebody unknown."""
    speaker = entry.statement.speaker
    if speaker is None:
        words = " ".join(entry.words(entry.statement.attribution.source).split())
        return f"somebody ({shorten(words, LONGEST_SOURCE, placeholder=' …')})" if words else "somebody"
    return f"{speaker.name} ({speaker.role})" if speaker.role else speaker.name
