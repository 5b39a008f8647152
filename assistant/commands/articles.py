"""`onrecord articles`."""

from argparse import Namespace

from assistant import records
from assistant.commands.catalog import open_catalog
from assistant.commands.options import settings_of
from assistant.commands.output import print_json, print_table


def run(options: Namespace) -> int:
    """List the articles, oldest first."""
    with open_catalog(settings_of(options).library) as catalog:
        articles = [records.article_line(article) for article in catalog.articles()]
    if options.json:
        print_json({"articles": articles})
        return 0
    rows = [((line["published_at"] or "")[:10], line["source"] or "", line["title"], line["id"]) for line in articles]
    print_table(("Date", "Outlet", "Title", "Id"), *rows)
    return 0
