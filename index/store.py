"""Passages and attributions in Chroma, through llama-index: nearest neighbours of a vector.

Chroma holds nothing that the catalog does not: it can be deleted and filled anew. When it may be opened, changed or
trusted is for `index.vector_index` to know.
"""

import itertools
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import chromadb
from llama_index.core.schema import TextNode
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.article import Article
from index.embedding import Vectors
from index.errors import LibraryError
from index.stored_passage import StoredPassage

HNSW = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "batch_size": 100,
    "sync_threshold": 1000,
}
"""Recall@10 stays above 0.98 where the defaults fall to 0.80, for about 1 ms a query.

What was added since the last sync is indexed again by every process that opens the collection, hence 1000.
"""

MOST_IDS = 10_000
"""A query is restricted to at most so many ids; beyond that it over-fetches (SQLite's limit of variables)."""

SPARE = 3
"""So many times what is probably needed is asked for when over-fetching."""

PAGE = 10_000
"""Ids read at once (SQLite's limit of variables again)."""

_openings = itertools.count(1)


class VectorStore:
    """One Chroma collection in a folder of its own, keyed by the numbers of a catalog's table. Closed at first.

    Every method raises `LibraryError` when Chroma fails or is not open.
    """

    def __init__(self, folder: Path, collection: str) -> None:
        """`collection` is its name."""
        self._folder = folder
        self._name = collection
        self._client: Any = None
        self._collection: Any = None

    @property
    def identity(self) -> str | None:
        """Identifies the collection, for one that is made anew has another identity; None while closed."""
        return str(self._collection.id) if self._collection is not None else None

    def open(self, *, create: bool = False) -> None:
        """Open the collection, anew if it is open: then it holds what other processes have written.

        Reads the index from the disk, which may take a second, and may write to the folder even though nothing is
        added.
        """
        self.close()
        if not create and not self._folder.is_dir():
            raise self._failure("it does not exist")
        with self._translated():
            self._client = chromadb.PersistentClient(
                self._spelled_anew(), settings=chromadb.Settings(anonymized_telemetry=False)
            )
            if create:
                self._collection = self._client.get_or_create_collection(
                    self._name, embedding_function=None, configuration={"hnsw": HNSW}
                )
            else:
                self._collection = self._client.get_collection(self._name, embedding_function=None)
            some = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            if len(some):
                self._collection.query(query_embeddings=[some[0]], n_results=1, include=[])

    def close(self) -> None:
        """Release the folder."""
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            client.close()

    def create_anew(self) -> None:
        """Delete the whole folder, damaged or not, and open an empty collection."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.open(create=True)

    def count(self) -> int:
        """How many are held."""
        with self._translated():
            return int(self._open_collection().count())

    def numbers(self) -> set[int]:
        """Numbers of all that are held."""
        numbers: set[int] = set()
        with self._translated():
            for offset in range(0, self.count(), PAGE):
                page = self._open_collection().get(limit=PAGE, offset=offset, include=[])
                numbers.update(map(int, page["ids"]))
        return numbers

    def add(self, passages: Sequence[tuple[StoredPassage, Vectors]], articles: dict[int, Article]) -> None:
        """Add vectors, in place of any with the same numbers. At most 5,000 at once (Chroma's limit is 5,461)."""
        nodes = []
        for passage, vector in passages:
            article = articles[passage.article]
            metadata = {"article_id": article.id, "start": passage.span.start, "end": passage.span.end}
            text = article.text[passage.span.start : passage.span.end]
            nodes.append(TextNode(id_=str(passage.number), text=text, embedding=vector.tolist(), metadata=metadata))
        # llama-index adds with `add`, which Chroma silently ignores for ids that are there already.
        self.remove(passage.number for passage, _ in passages)
        with self._translated():
            ChromaVectorStore(chroma_collection=self._open_collection()).add(nodes)

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget numbers; those that are not there are ignored."""
        ids = [str(number) for number in numbers]
        if ids:
            with self._translated():
                ChromaVectorStore(chroma_collection=self._open_collection()).delete_nodes(ids)

    def search(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Number -> cosine similarity of what is nearest to a unit vector of shape `(dimension,)`.

        `among` restricts the search to these numbers, all of which must be held; when they are more than
        `MOST_IDS`, fewer than `limit` may be found. Approximate (HNSW, Malkov and Yashunin 2018).
        """
        if among is not None and not among:
            return {}
        restricted = among is not None and len(among) <= MOST_IDS
        options = {"ids": [str(number) for number in among]} if among is not None and restricted else {}
        wanted = limit if among is None or restricted else self._enough(limit, len(among))
        # Not through llama-index, whose query fetches every text and makes a node of it: 30 ms for 200, against 5.
        with self._translated():
            result = self._open_collection().query(
                query_embeddings=[vector.tolist()],
                n_results=wanted,
                include=["distances"],
                **options,
            )
        found = {
            int(number): 1.0 - distance
            for number, distance in zip(result["ids"][0], result["distances"][0], strict=True)
        }
        if among is None or restricted:
            return found
        allowed = among if isinstance(among, set) else set(among)
        return dict([item for item in found.items() if item[0] in allowed][:limit])

    def _enough(self, limit: int, among: int) -> int:
        """How many of all to ask for, so that there are probably `limit` of these `among` them."""
        held = int(self._open_collection().count())
        return min(held, max(SPARE, round(SPARE * held / among)) * limit)

    def _spelled_anew(self) -> str:
        """The folder's path as it was never spelled before.

        Chroma keeps one system for every spelling in a process and gives it to whoever asks again, also when it has
        failed to start, and when another library object still holds it with what it saw long ago.
        """
        return str(self._folder) + "".join("/." if bit == "1" else "/" for bit in f"{next(_openings):b}")

    def _open_collection(self) -> Any:
        collection = self._collection  # another thread may be closing it
        if collection is None:
            raise self._failure("it is closed")
        return collection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (LibraryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic in Chroma's Rust core is not an Exception
            raise self._failure(f"{type(error).__name__}: {error}") from error

    def _failure(self, reason: str) -> LibraryError:
        return LibraryError(
            f"the vector index in {self._folder} cannot be used ({reason}): run `onrecord reindex` to rebuild it"
        )
