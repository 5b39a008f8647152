"""A library: one folder with its catalog, its vector indexes and the record of how they were made."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from index.article import Article
from index.attribution.attribution import Tagger
from index.attribution.content_vectors import content_vectors
from index.attribution.understanding import statements
from index.attribution.understood import Understood
from index.catalog import Catalog, Summary
from index.embedded_passages import EmbeddedPassages, embed_passages
from index.embedding import Embedding, Vectors
from index.errors import AttributionError, LibraryError, LibraryMismatch
from index.lock import writing
from index.passages import PASSAGE_CHARACTERS
from index.reranking import Reranker
from index.vector_index import VectorIndex

REINDEXED_TO = "reindexed_to"
"""Setting: number of the last article embedded by a `reindex` that has not ended; unset when none is under way."""

READING_AGAIN = "ledger_rebuilding"
"""Setting: there while a `reindex` that has not ended reads the articles for the ledger."""

SEARCHES_AT_ONCE = 4
"""Parts of questions that are searched at the same time."""

Report = Callable[[int, int], None]
"""Told how many of how many are done."""


class Library:
    """Opens a library folder. Readers need no lock; whatever changes it runs `with library.writing(...)`."""

    def __init__(
        self,
        folder: Path,
        embedding: Embedding,
        *,
        query_encoder: Embedding | None = None,
        reranker: Reranker | None = None,
        tagger: Tagger | None = None,
        create: bool = False,
        rebuild: bool = False,
    ) -> None:
        """Open the library in `folder`.

        `query_encoder` embeds what is searched for, `embedding` if there is none. `reranker` reads the best of what
        was found once more. `tagger` finds what goes into the ledger; without one nothing does. `create` makes a new
        one where there is none. `rebuild` opens a library of another embedding model or one whose vector index is
        damaged, in order to `reindex` it at once. Raises `LibraryMismatch` if it was built with another embedding
        model, `LibraryError` if there is none or it is damaged.
        """
        self.folder = folder
        self.embedding = embedding
        self.query_encoder = query_encoder or embedding
        self.reranker = reranker
        self.tagger = tagger
        self.searches = ThreadPoolExecutor(SEARCHES_AT_ONCE, thread_name_prefix="search")
        path = folder / "catalog.sqlite"
        if create:
            _make(folder)
        elif not path.exists():
            raise LibraryError(
                f"there is no library in {folder}: make one with `onrecord --library {folder} ingest PATH`"
            )
        self.catalog = Catalog(path)
        self.index = VectorIndex(folder / "chroma", self.catalog, self.catalog.passage_table)
        self.ledger_index = VectorIndex(folder / "chroma-attributions", self.catalog, self.catalog.ledger.table)
        try:
            if self.catalog.setting("embedding_model") is None:
                self._record_settings()
            if not rebuild:
                self.refresh()
        except LibraryError:
            self.close()
            raise

    def _record_settings(self) -> None:
        self.catalog.set_setting("embedding_model", self.embedding.name)
        self.catalog.set_setting("embedding_dimension", str(self.embedding.dimension))
        self.catalog.set_setting("passage_characters", str(PASSAGE_CHARACTERS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the folder."""
        self.searches.shutdown()
        self.index.close()
        self.ledger_index.close()
        self.catalog.close()

    def article(self, article_id: str) -> Article:
        """The article with this id. Raises `ArticleNotFound`."""
        return self.catalog.article(article_id)

    def summary(self) -> Summary:
        """Count what the library holds."""
        return self.catalog.summary()

    def refresh(self) -> None:
        """See whether another process has given the library another embedding model. Raises `LibraryMismatch`."""
        built_with = self.catalog.setting("embedding_model")
        if built_with != self.embedding.name:
            raise LibraryMismatch(
                f"the library {self.folder} was built with the embedding model {built_with!r}, not "
                f"{self.embedding.name!r}: set ONRECORD_EMBEDDING={built_with}, or rebuild it with "
                f"`onrecord --library {self.folder} reindex`"
            )
        if self.catalog.setting(REINDEXED_TO) is not None:
            raise LibraryMismatch(
                f"the library {self.folder} is being rebuilt with the embedding model {built_with!r}: wait for it to "
                f"end or, if it was interrupted, go on with `onrecord --library {self.folder} reindex`"
            )

    def nearest(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Passage number -> cosine similarity of the passages nearest to a unit vector of shape `(dimension,)`.

        `among` restricts the search to these numbers. It needs no vector index in working order, nor a pause in
        the writing by other processes: then it compares with every vector of the catalog.
        """
        return self.index.nearest(vector, limit, among)

    def understood(
        self, articles: Sequence[Article], embedded: Callable[[], Sequence[EmbeddedPassages]]
    ) -> list[Understood | AttributionError]:
        """What the articles say, for the ledger, or why that cannot be found; nothing without a tagger.

        `embedded`, which may still be at work, is asked for their passages once the tagger is done.
        Raises `EmbeddingError`.
        """
        if self.tagger is None:
            return []
        found = statements(self.tagger, articles)
        said = [[] if isinstance(one, AttributionError) else one for one in found]
        vectors = content_vectors(self.embedding, articles, said, embedded())
        return [
            one if isinstance(one, AttributionError) else Understood(self.tagger.name, one, of_one)
            for one, of_one in zip(found, vectors, strict=True)
        ]

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the write lock, and first finish what a writer that died has left.

        Raises `LibraryLocked`, `LibraryMismatch`, `LibraryError`.
        """
        with writing(self.folder, what):
            self.refresh()
            with self.index.owned(), self.ledger_index.owned():
                yield

    def synchronise(self) -> None:
        """Bring the vector indexes in line with the catalog. Call within `writing`, which also does it at its end."""
        self.index.synchronise()
        self.ledger_index.synchronise()

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove articles from every index: all of them or, if one does not exist, none.

        Raises `ArticleNotFound`.
        """
        with self.writing("remove"), self.catalog.transaction():
            for article_id in dict.fromkeys(article_ids):
                self.catalog.remove(article_id)

    def reindex(self, report: Report) -> None:
        """Rebuild the ledger and the indexes from the catalog; embed anew if the embedding model has changed."""
        with writing(self.folder, "reindex"):
            another_model = self.catalog.setting("embedding_model") != self.embedding.name
            if another_model or self.catalog.setting(REINDEXED_TO) is not None:
                self._embed_again(report, from_start=another_model)
            else:
                with self.catalog.transaction():
                    self.catalog.rebuild_keywords()
                    self.catalog.stories.rebuild()
            with self.index.owned(anew=True), self.ledger_index.owned(anew=True):
                self.catalog.forget_setting(REINDEXED_TO)
                self._read_again(report)
        total = self.summary().articles
        report(total, total)

    def _read_again(self, report: Report) -> None:
        """Read every article for the ledger; an interrupted run goes on where it stopped."""
        catalog = self.catalog
        if catalog.setting(READING_AGAIN) is None:
            with catalog.transaction():
                catalog.ledger.mark_unread()
                catalog.set_setting(READING_AGAIN, "1")
        self.read_for_ledger(report)

    def read_for_ledger(self, report: Report) -> None:
        """Read the articles that the tagger has not read; without a tagger, empty the ledger.

        Call within `writing`.
        """
        ledger = self.catalog.ledger
        if self.tagger is None:
            with self.catalog.transaction():
                ledger.clear()
            self.catalog.forget_setting(READING_AGAIN)
            return
        total = self.summary().articles
        done = total - ledger.unread(self.tagger.name)
        numbers = [0]
        while numbers := ledger.next_unread(numbers[-1], 20, self.tagger.name):
            articles = list(self.catalog.articles_by_number(numbers).values())
            embedded = [self.catalog.embedded_passages(number) for number in numbers]
            said = self.understood(articles, embedded.copy)
            with self.catalog.transaction():
                for number, one in zip(numbers, said, strict=True):
                    if isinstance(one, Understood):  # else it stays unread, and `onrecord doctor` tells
                        ledger.put(number, one)
            self.synchronise()
            done += len(numbers)
            report(done, total)
        self.catalog.forget_setting(READING_AGAIN)

    def _embed_again(self, report: Report, *, from_start: bool) -> None:
        """Embed article by article; an interrupted run goes on where it stopped."""
        catalog = self.catalog
        if from_start:
            with catalog.transaction():
                catalog.set_setting(REINDEXED_TO, "0")
                self._record_settings()
        total = self.summary().articles
        done = total - catalog.count_after(int(catalog.setting(REINDEXED_TO) or 0))
        while batch := catalog.articles_after(int(catalog.setting(REINDEXED_TO) or 0), limit=20):
            embedded = embed_passages(self.embedding, list(batch.values()))
            with catalog.transaction():
                for article in batch.values():
                    catalog.replace_passages(article, *embedded.of(article))
                catalog.set_setting(REINDEXED_TO, str(max(batch)))
            done += len(batch)
            report(done, total)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"the library folder {folder} cannot be made ({error.strerror}): choose another with --library"
        ) from error
