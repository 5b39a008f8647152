"""`onrecord search QUERY`."""

from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.commands.options import filters_of, settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.errors import OnRecordError
from assistant.question import understand
from assistant.searching import find
from index.article import Hit


def run(options: Namespace) -> int:
    """Find passages, as `ask` does before it answers."""
    filters = filters_of(options)
    if not options.query.strip():
        raise OnRecordError('there is nothing to search: run `onrecord search "words"`')
    with open_library(settings_of(options)) as library:
        searched = find(library, understand(options.query), k=options.k, filters=filters)
    found = searched.found
    if searched.constraints.note:
        note(searched.constraints.note)
    if found.undated_left_out:
        note(f"{_counted(found.undated_left_out, 'article')} without a date left out.")
    if options.json:
        print_json(records.search_record(searched))
        return 0
    for hit in found.hits:
        print_text(_shown(hit))
    sources = _counted(found.independent_sources, "independent source")
    print(f"From {sources}." if found.hits else "Nothing found.")
    return 0


def _shown(hit: Hit) -> str:
    article = hit.article
    copies = f"\n   also run as {', '.join(hit.copies)}" if hit.copies else ""
    return (
        f"{hit.rank}. {article.title} ({article.source or 'unnamed outlet'}, {article.published_at or 'undated'})\n"
        f"   {article.id} {hit.span.start}-{hit.span.end}{copies}\n   {' '.join(hit.text.split())}\n"
    )


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"
