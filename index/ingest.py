"""Read, recognise what is known, split, embed, find who said what, store.

Embedding and finding who said what take nearly all the time, so each runs in a thread of its own: while they are at
one batch, the one before is written and the one after is read. A batch is stored in one transaction; what a killed run
has stored is recognised as unchanged by the next, so an interrupted ingest resumes by being run again.
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
from index.attribution.understood import Understood
from index.catalog import Known
from index.embedded_passages import EmbeddedPassages, embed_passages
from index.errors import AttributionError
from index.fingerprint import content_hash, same_outlet, text_hash
from index.library import Library
from index.reading import Failure, Item, Source, estimate, read, sources

BATCH_CHARACTERS = 150_000
"""Text embedded and stored together, about 250 passages: enough to sort by length, little enough to lose."""


class Pending(NamedTuple):
    """An article on its way into the library."""

    article: Article
    origin: str
    text_hash: str


class Batch(NamedTuple):
    """Articles that are embedded and stored together."""

    articles: list[Pending]
    embedded: Future[EmbeddedPassages]
    understood: Future[list[Understood | AttributionError]] | None
    """None for a library without a tagger."""


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
    attributions: int = 0
    """Entries of the ledger stored by this run."""
    seconds: float = 0.0
    expected: int = 0
    """Estimate of the articles that there are to read."""

    @property
    def read(self) -> int:
        """Articles and failures seen so far."""
        return self.added + self.updated + self.unchanged + self.duplicates + len(self.failed)


def ingest(library: Library, paths: Sequence[Source], progress: Callable[[IngestReport], None]) -> IngestReport:
    """Ingest files, folders, pages, feeds and sitemaps; `progress` is called after every article read or stored.

    Raises `ReadingError` if a path does not exist and `LibraryLocked` if another process is writing; whatever is
    wrong with a single article is reported in `failed`.
    """
    files = list(dict.fromkeys(source for path in paths for source in sources(path)))
    with library.writing("ingest"):
        return _Ingest(library, progress).run(files)


class _Ingest:
    def __init__(self, library: Library, progress: Callable[[IngestReport], None]) -> None:
        self._library = library
        self._progress = progress
        self._report = IngestReport()
        self._started = perf_counter()
        self._in_flight: dict[str, Pending] = {}
        self._seen: dict[str, str] = {}

    def run(self, files: Sequence[Source]) -> IngestReport:
        self._report.expected = sum(estimate(file) for file in files)
        items = (item for file in files for item in read(file))
        waiting: deque[Batch] = deque()
        with (
            ThreadPoolExecutor(1, thread_name_prefix="embed") as embedder,
            ThreadPoolExecutor(1, thread_name_prefix="understand") as reader,
        ):
            try:
                for pending in self._batches(items):
                    waiting.append(self._begun(pending, embedder, reader))
                    if len(waiting) > 1:
                        self._store(waiting.popleft())
                while waiting:
                    self._store(waiting.popleft())
            except BaseException:
                for pool in (embedder, reader):
                    pool.shutdown(wait=True, cancel_futures=True)
                raise
        return self._reported()

    def _begun(self, pending: list[Pending], embedder: ThreadPoolExecutor, reader: ThreadPoolExecutor) -> Batch:
        """Set both threads to work on a batch."""
        articles = [one.article for one in pending]
        embedded = embedder.submit(embed_passages, self._library.embedding, articles)

        def passages() -> list[EmbeddedPassages]:
            return [embedded.result().of(article) for article in articles]

        return Batch(
            pending,
            embedded,
            reader.submit(self._library.understood, articles, passages) if self._library.tagger else None,
        )

    def _batches(self, items: Iterable[Item | Failure]) -> Iterator[list[Pending]]:
        batch: list[Pending] = []
        size = 0
        for item in items:
            pending = self._recognise(item)
            self._reported()
            if pending is None:
                continue
            self._in_flight[pending.article.id] = pending
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
        hashed = text_hash(article)
        known = catalog.known_by_id(article.id)
        if self._same_as(article, known):
            if known and known.origin != item.origin and not item.fixed_id:
                catalog.move(article.id, item.origin)
            self._seen.setdefault(article.id, item.origin)
            self._report.unchanged += 1
            return None
        first = self._seen.setdefault(article.id, item.origin)
        if first != item.origin:
            reason = f"another article of this run has the id {article.id!r} ({first}): give each article its own"
            self._report.failed.append(Failure(item.origin, reason))
            return None
        if known is None and (catalog.copies_of(article) or self._copy_in_flight(article, hashed)):
            self._report.duplicates += 1
            return None
        return Pending(article, item.origin, hashed)

    def _same_as(self, article: Article, known: Known | None) -> bool:
        """Whether the article is stored as it is, or about to be."""
        pending = self._in_flight.get(article.id)
        if pending:
            return pending.article == article
        return known is not None and known.content_hash == content_hash(article)

    def _copy_in_flight(self, article: Article, hashed: str) -> bool:
        return any(
            other.text_hash == hashed and same_outlet(other.article.source, article.source)
            for other in self._in_flight.values()
        )

    def _id_of(self, item: Item) -> str:
        """The id of an article that brings none.

        It is the one that its file had before, even under another name if the words are the same; else it is made
        from the file's name.
        """
        catalog = self._library.catalog
        known = catalog.known_by_origin(item.origin)
        if known:
            return known.id
        moved = [copy for copy in catalog.copies_of(replace(item.article, id="")) if _is_gone(copy.origin)]
        if moved:
            return moved[0].id
        if catalog.known_by_id(item.article.id) is None and item.article.id not in self._in_flight:
            return item.article.id
        return f"{item.article.id}-{hashlib.sha256(item.origin.encode()).hexdigest()[:8]}"

    def _store(self, batch: Batch) -> None:
        passages = batch.embedded.result()
        catalog = self._library.catalog
        with catalog.transaction():
            for (article, origin, _), said in zip(batch.articles, _understood(batch), strict=True):
                if isinstance(said, AttributionError):
                    self._report.failed.append(Failure(origin, str(said)))
                    continue
                own = passages.of(article)
                updated = catalog.put(article, origin, *own, understood=said)
                self._report.updated += updated
                self._report.added += not updated
                self._report.passages += len(own.passages)
                self._report.attributions += len(said.statements) if said else 0
        self._library.synchronise()
        for pending in batch.articles:
            del self._in_flight[pending.article.id]
        self._reported()

    def _reported(self) -> IngestReport:
        self._report.seconds = perf_counter() - self._started
        self._progress(self._report)
        return self._report


def _understood(batch: Batch) -> Sequence[Understood | AttributionError | None]:
    """What each article of a batch says; None for each without a tagger."""
    return batch.understood.result() if batch.understood else [None] * len(batch.articles)


def _is_gone(origin: str) -> bool:
    """Whether the file of an article no longer exists (`#12` stands for a line of it)."""
    if "://" in origin:
        return False
    return not Path(origin).exists() and not Path(origin.rpartition("#")[0] or origin).exists()
