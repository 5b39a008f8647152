"""`onrecord show ARTICLE_ID`."""

from argparse import Namespace

from assistant import records
from assistant.commands.catalog import open_catalog
from assistant.commands.options import settings_of
from assistant.commands.output import print_json, print_text


def run(options: Namespace) -> int:
    """Print an article; as JSON, its text is exact."""
    with open_catalog(settings_of(options).library) as catalog:
        article = catalog.article(options.article_id)
    if options.json:
        print_json(records.article_record(article))
        return 0
    line = ", ".join(part for part in (article.source, article.author, article.published_at, article.url) if part)
    print_text("\n".join((article.title, *([line] if line else []), "", article.text)))
    return 0
