"""`onrecord remove ARTICLE_ID ...`."""

from argparse import Namespace

from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import print_json


def run(options: Namespace) -> int:
    """Remove articles from every index: all of them or none."""
    article_ids = list(dict.fromkeys(options.article_ids))
    with open_library(settings_of(options)) as library:
        library.remove(article_ids)
    if options.json:
        print_json({"removed": article_ids})
    else:
        print(f"{len(article_ids)} removed")
    return 0
