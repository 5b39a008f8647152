"""`onrecord search QUERY`."""

from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.commands.options import filters_of, settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.errors import OnRecordError
from index.article import Hit
from index.retrieval import search


def run(options: Namespace) -> int:
    """Find passages."""
    filters = filters_of(options)
    if not options.query.strip():
        raise OnRecordError('there is nothing to search: run `onrecord search "words"`')
    with open_library(settings_of(options)) as library:
        found = search(library, options.query, k=options.k, filters=filters)
    if found.undated_left_out:
        note(f"{found.undated_left_out} articles without a date were left out.")
    if options.json:
        print_json({"hits": [records.hit_record(hit) for hit in found.hits]})
        return 0
    for hit in found.hits:
        print_text(_shown(hit))
    if not found.hits:
        print("Nothing found.")
    return 0


def _shown(hit: Hit) -> str:
    article = hit.article
    return (
        f"{hit.rank}. {article.title} ({article.source or 'unnamed outlet'}, {article.published_at or 'undated'})\n"
        f"   {article.id} {hit.span.start}-{hit.span.end}\n   {' '.join(hit.text.split())}\n"
    )
