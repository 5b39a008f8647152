"""Ingest the archive, beside the bare embedding model on the same texts in the same run.

taskset -c 0,1 python -m benchmarks.ingest --library /tmp/library
ONRECORD_ATTRIBUTION=off tells what the ledger costs.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from assistant.answering import open_library
from assistant.settings import Settings
from benchmarks.archive import arguments, machine, peak_memory
from index.embedding import Vectors
from index.ingest import ingest
from index.passages import split_passages
from index.reading import Item, read

BARE_PASSAGES = 1500


def main() -> None:
    """Print the rates."""
    options = arguments(__doc__).parse_args()
    articles = options.archive / "articles.jsonl"
    settings = Settings.load(library=options.library)
    shutil.rmtree(options.library, ignore_errors=True)
    with open_library(settings, create=True, reading=True) as library:
        bare_before = _bare_rate(library.embedding.embed, articles)
        report = ingest(library, [articles], lambda _: None)
        bare_after = _bare_rate(library.embedding.embed, articles)
    rate, bare = report.passages / report.seconds, (bare_before + bare_after) / 2
    size = sum(file.stat().st_size for file in options.library.rglob("*") if file.is_file())
    print(f"{machine()}, {settings.threads} threads, attribution {settings.attribution}")
    print(f"bare embedding: {bare_before:.1f} passages/s before, {bare_after:.1f} after")
    stored = f"{report.added} articles, {report.passages} passages, {report.attributions} attributions"
    print(f"ingest: {stored} in {report.seconds:.0f} s = {rate:.1f} passages/s")
    print(f"share of the bare rate: {rate / bare:.2f}; peak memory {peak_memory():.0f} MB; library {size / 1e6:.0f} MB")


def _bare_rate(embed: Callable[[list[str]], Vectors], articles: Path) -> float:
    """Passages per second of the model alone: batches sorted by length, nothing read or written."""
    texts: list[str] = []
    for item in read(articles):
        if isinstance(item, Item):
            article = item.article
            texts += [f"{article.title}. {article.text[slice(*one.span)]}" for one in split_passages(article)]
        if len(texts) >= BARE_PASSAGES:
            break
    started = perf_counter()
    for start in range(0, len(texts), 250):
        embed(texts[start : start + 250])
    return len(texts) / (perf_counter() - started)


if __name__ == "__main__":
    main()
