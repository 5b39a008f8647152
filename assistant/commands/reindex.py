"""`onrecord reindex`."""

from argparse import Namespace

from assistant.answering import open_library
from assistant.commands.options import settings_of
from assistant.commands.output import print_json
from assistant.commands.progress import progress_bar


def run(options: Namespace) -> int:
    """Rebuild the ledger and the search indexes from the articles."""
    with open_library(settings_of(options), rebuild=True, reading=True) as library:
        with progress_bar("Reindexing") as bar:
            task = bar.add_task("articles", total=None, rate="")
            library.reindex(lambda done, total: bar.update(task, completed=done, total=total))
        summary, attributions = library.summary(), len(library.catalog.ledger)
    if options.json:
        print_json({"articles": summary.articles, "passages": summary.passages, "attributions": attributions})
    else:
        print(
            f"{summary.articles:,} articles, {summary.passages:,} passages, {attributions:,} statements indexed again"
        )
    return 0
