"""A library: one folder with its catalog, its vector index and the record of how they were made."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from index.article import Article, Passage
from index.catalog import Catalog, Summary
from index.embedding import Embedding, Vectors
from index.errors import LibraryError, LibraryMismatch
from index.late_interaction import pack
from index.lock import writing
from index.passages import PASSAGE_CHARACTERS, split_passages
from index.store import PassageStore

STORE_BATCH = 1000
Report = Callable[[int, int], None]
"""Told how many of how many are done."""


class Library:
    """Opens a library folder. Readers need no lock; whatever changes it runs `with library.writing(...)`."""

    def __init__(self, folder: Path, embedding: Embedding, *, create: bool = False, rebuild: bool = False) -> None:
        """Open the library in `folder`.

        `create` makes a new one where there is none. `rebuild` opens a library of another embedding model or one
        whose vector index is damaged, in order to `reindex` it at once.
        Raises `LibraryMismatch` if it was built with another embedding model, `LibraryError` if there is none or
        it is damaged.
        """
        self.folder = folder
        self.embedding = embedding
        path = folder / "catalog.sqlite"
        if create:
            _make(folder)
        elif not path.exists():
            raise LibraryError(
                f"there is no library in {folder}: make one with `onrecord --library {folder} ingest PATH`"
            )
        self.catalog = Catalog(path)
        built_with = self.catalog.setting("embedding_model")
        if built_with is None:
            self._record_settings()
        elif built_with != embedding.name and not rebuild:
            raise LibraryMismatch(
                f"the library {folder} was built with the embedding model {built_with!r}, not {embedding.name!r}: "
                f"set ONRECORD_EMBEDDING={built_with}, or rebuild it with `onrecord --library {folder} reindex`"
            )
        self.store = self._open_store(rebuild)
        self._generation = self.catalog.setting("generation")

    def _open_store(self, rebuild: bool) -> PassageStore:
        folder = self.folder / "chroma"
        if rebuild:
            shutil.rmtree(folder, ignore_errors=True)
        return PassageStore(folder)

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
        self.store.close()
        self.catalog.close()

    def article(self, article_id: str) -> Article:
        """The article with this id. Raises `ArticleNotFound`."""
        return self.catalog.article(article_id)

    def summary(self) -> Summary:
        """Count what the library holds."""
        return self.catalog.summary()

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the write lock, and first finish what a writer that died has left. Raises `LibraryLocked`."""
        with writing(self.folder, what):
            self.synchronise()
            try:
                yield
            finally:
                self.synchronise()

    def remove(self, article_ids: list[str]) -> None:
        """Remove articles from every index: all of them or, if one does not exist, none.

        Raises `ArticleNotFound`.
        """
        with self.writing("remove"), self.catalog.transaction():
            for article_id in article_ids:
                self.catalog.remove(article_id)

    def synchronise(self) -> None:
        """Bring Chroma in line with the catalog. Every step may be repeated, so it may die anywhere."""
        changed = False
        while numbers := self.catalog.to_remove(STORE_BATCH):
            self.store.remove(numbers)
            self.catalog.mark_removed(numbers)
            changed = True
        while passages := self.catalog.to_store(STORE_BATCH):
            articles = self.catalog.articles_by_number({passage.article for passage, _ in passages})
            self.store.add(passages, articles)
            self.catalog.mark_stored(passage.number for passage, _ in passages)
            changed = True
        if changed:
            self._generation = str(int(self.catalog.setting("generation") or 0) + 1)
            self.catalog.set_setting("generation", self._generation)

    def refresh(self) -> None:
        """See what other processes have written to the vector index since it was opened."""
        generation = self.catalog.setting("generation")
        if generation != self._generation:
            self.store.reopen()
            self._generation = generation

    def reindex(self, report: Report) -> None:
        """Rebuild the vector and keyword indexes from the catalog; embed anew if the embedding model has changed."""
        with writing(self.folder, "reindex"):
            if self.catalog.setting("embedding_model") != self.embedding.name:
                self._embed_again(report)
            self.catalog.store_again()
            self.store.clear()
            self.synchronise()

    def _embed_again(self, report: Report) -> None:
        """Embed article by article; an interrupted run goes on where it stopped."""
        catalog, unfinished = self.catalog, f"{self.embedding.name} (reindex unfinished)"
        if catalog.setting("embedding_model") != unfinished:
            with catalog.transaction():
                catalog.set_setting("embedding_model", unfinished)
                catalog.set_setting("reindexed_to", "0")
        total, done = self.summary().articles, 0
        while batch := catalog.articles_after(int(catalog.setting("reindexed_to") or 0), limit=20):
            embedded = embed_passages(self.embedding, list(batch.values()))
            with catalog.transaction():
                for number, article in batch.items():
                    catalog.replace_passages(article, *embedded.of(article))
                    catalog.set_setting("reindexed_to", str(number))
            done += len(batch)
            report(done, total)
        self._record_settings()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"the library folder {folder} cannot be made ({error.strerror}): choose another with --library"
        ) from error


class EmbeddedPassages(NamedTuple):
    """The passages of some articles, with what the embedding model makes of them."""

    passages: list[Passage]
    vectors: Vectors
    """Shape `(len(passages), dimension)`."""
    tokens: list[bytes] | None
    """Packed token vectors, one for each passage; None if the model gives none."""

    def of(self, article: Article) -> "EmbeddedPassages":
        """The part that belongs to one article."""
        own = [i for i, passage in enumerate(self.passages) if passage.article_id == article.id]
        return EmbeddedPassages(
            [self.passages[i] for i in own], self.vectors[own], [self.tokens[i] for i in own] if self.tokens else None
        )


def embed_passages(embedding: Embedding, articles: Sequence[Article]) -> EmbeddedPassages:
    """Split articles and embed every passage under its headline."""
    titled = [(f"{article.title}. ", article, passage) for article in articles for passage in split_passages(article)]
    texts = [title + article.text[slice(*passage.span)] for title, article, passage in titled]
    passages = [passage for _, _, passage in titled]
    if not texts:
        return EmbeddedPassages([], np.empty((0, embedding.dimension), np.float32), None)
    vectors, tokens = embedding.embed_with_tokens(texts)
    if tokens is None:
        return EmbeddedPassages(passages, vectors, None)
    packed = [pack(one, len(title)) for one, (title, _, _) in zip(tokens, titled, strict=True)]
    return EmbeddedPassages(passages, vectors, packed)
