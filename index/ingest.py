"""Read, recognise what is known, split, embed, store.

Embedding takes nearly all the time, so it runs in a thread of its own: while one batch is embedded, the one before
is written and the one after is read. A batch is stored in one transaction; what a killed run has stored is
recognised as unchanged by the next, so an interrupted ingest resumes by being run again.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from index.article import Article
from index.catalog import content_hash, text_hash
from index.library import EmbeddedPassages, Library, embed_passages
from index.reading import Failure, Item, discover, estimate, read

BATCH_CHARACTERS = 150_000
"""Text embedded and stored together, about 250 passages: enough to sort by length, little enough to lose."""


class Pending(NamedTuple):
    """An article on its way into the library."""

    article: Article
    origin: str


@dataclass(kw_only=True)
class IngestReport:
    """What an ingest did, so far."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: list[Failure] = field(default_factory=list)
    passages: int = 0
    """Passages stored by this run."""
    seconds: float = 0.0
    expected: int = 0
    """Estimate of the articles that there are to read."""

    @property
    def read(self) -> int:
        """Articles and failures seen so far."""
        return self.added + self.updated + self.unchanged + self.duplicates + len(self.failed)


def ingest(library: Library, paths: Sequence[Path], progress: Callable[[IngestReport], None]) -> IngestReport:
    """Ingest files and folders; `progress` is called after every article read or stored.

    Raises `ReadingError` if a path does not exist and `LibraryLocked` if another process is writing; whatever is
    wrong with a single article is reported in `failed`.
    """
    files = list(dict.fromkeys(file for path in paths for file in discover(path)))
    with library.writing("ingest"):
        return _Ingest(library, progress).run(files)


class _Ingest:
    def __init__(self, library: Library, progress: Callable[[IngestReport], None]) -> None:
        self._library = library
        self._progress = progress
        self._report = IngestReport()
        self._started = perf_counter()
        self._in_flight: dict[str, Pending] = {}
        self._hashes: dict[str, str] = {}

    def run(self, files: Sequence[Path]) -> IngestReport:
        self._report.expected = sum(estimate(file) for file in files)
        items = (item for file in files for item in read(file))
        waiting: deque[tuple[list[Pending], Future[EmbeddedPassages]]] = deque()
        with ThreadPoolExecutor(1, thread_name_prefix="ingest") as embedder:
            try:
                for batch in self._batches(items):
                    articles = [pending.article for pending in batch]
                    waiting.append((batch, embedder.submit(embed_passages, self._library.embedding, articles)))
                    if len(waiting) > 1:
                        self._store(*waiting.popleft())
                while waiting:
                    self._store(*waiting.popleft())
            except BaseException:
                embedder.shutdown(wait=True, cancel_futures=True)
                raise
        return self._reported()

    def _batches(self, items: Iterable[Item | Failure]) -> Iterator[list[Pending]]:
        batch: list[Pending] = []
        size = 0
        for item in items:
            pending = self._recognise(item)
            self._reported()
            if pending is None:
                continue
            if pending.article.id in self._in_flight:
                yield batch
                batch, size = [], 0
            self._in_flight[pending.article.id] = pending
            self._hashes[text_hash(pending.article)] = pending.article.id
            batch.append(pending)
            size += len(pending.article.text)
            if size >= BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _recognise(self, item: Item | Failure) -> Pending | None:
        """Decide what an item is; only what must be stored comes back."""
        if isinstance(item, Failure):
            self._report.failed.append(item)
            return None
        catalog = self._library.catalog
        article = item.article if item.fixed_id else replace(item.article, id=self._id_of(item))
        known = catalog.known_by_id(article.id)
        if known and known.content_hash == content_hash(article):
            self._report.unchanged += 1
            return None
        in_flight = self._hashes.get(text_hash(article))
        if known is None and (catalog.copy_of(article) or self._same_outlet(in_flight, article)):
            self._report.duplicates += 1
            return None
        return Pending(article, item.origin)

    def _same_outlet(self, other_id: str | None, article: Article) -> bool:
        other = self._in_flight.get(other_id) if other_id else None
        if other is None:
            return False
        one, two = other.article.source, article.source
        return one is None or two is None or one.lower() == two.lower()

    def _id_of(self, item: Item) -> str:
        """The id of an article that brings none: the one its file had before, else made from the file's name."""
        known = self._library.catalog.known_by_origin(item.origin)
        if known:
            return known.id
        taken = self._library.catalog.known_by_id(item.article.id) or self._in_flight.get(item.article.id)
        if taken is None:
            return item.article.id
        return f"{item.article.id}-{hashlib.sha256(item.origin.encode()).hexdigest()[:8]}"

    def _store(self, batch: list[Pending], embedded: Future[EmbeddedPassages]) -> None:
        passages = embedded.result()
        catalog = self._library.catalog
        with catalog.transaction():
            updated = sum(catalog.put(article, origin, *passages.of(article)) for article, origin in batch)
        self._library.synchronise()
        self._report.added += len(batch) - updated
        self._report.updated += updated
        self._report.passages += len(passages.passages)
        for pending in batch:
            if self._in_flight.get(pending.article.id) is pending:
                del self._in_flight[pending.article.id]
            self._hashes.pop(text_hash(pending.article), None)
        self._reported()

    def _reported(self) -> IngestReport:
        self._report.seconds = perf_counter() - self._started
        self._progress(self._report)
        return self._report
