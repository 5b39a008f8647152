"""Passages in Chroma, through llama-index: nearest neighbours of a vector.

Chroma holds nothing that the catalog does not: it can be deleted and filled anew. One process writes to it; a
reader in another process sees what was written after it has called `reopen`.
"""

import math
import shutil
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path


import chromadb
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery
from llama_index.vector_stores.chroma import ChromaVectorStore

from index.article import Article
from index.catalog import StoredPassage
from index.embedding import Vectors
from index.errors import LibraryError

COLLECTION = "passages"

HNSW = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "batch_size": 1000,
    "sync_threshold": 10_000,
}
"""Recall@10 stays above 0.98 where the defaults fall to 0.80, for about 1 ms a query (docs/benchmarks.md)."""

MOST_IDS = 10_000
"""A query is restricted to at most so many ids; beyond that it over-fetches (SQLite's limit of variables)."""


class PassageStore:
    """The Chroma collection of a library's passages, keyed by passage number."""

    def __init__(self, folder: Path) -> None:
        """Open the collection in `folder`, or create it. Raises `LibraryError`."""
        self._folder = folder
        self._client = self._connect()

    def _connect(self) -> chromadb.ClientAPI:
        try:
            client = chromadb.PersistentClient(
                str(self._folder), settings=chromadb.Settings(anonymized_telemetry=False)
            )
            self._collection = client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": HNSW}
            )
        except Exception as error:
            raise LibraryError(
                f"the vector index in {self._folder} cannot be opened ({error}): run `onrecord reindex` to rebuild it"
            ) from error
        self._vectors = ChromaVectorStore(chroma_collection=self._collection)
        return client

    def reopen(self) -> None:
        """Open the collection anew, to see what another process has written."""
        self.close()
        self._client = self._connect()

    def close(self) -> None:
        """Release the folder."""
        self._client.close()

    def clear(self) -> None:
        """Delete the whole collection from the disk and start an empty one."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._client = self._connect()

    def count(self) -> int:
        """Number of passages held."""
        return int(self._collection.count())

    def add(self, passages: Sequence[tuple[StoredPassage, Vectors]], articles: dict[int, Article]) -> None:
        """Add passages, in place of any with the same numbers. At most 5,000 at once (Chroma's limit is 5,461)."""
        nodes = []
        for passage, vector in passages:
            article = articles[passage.article]
            metadata = {"article_id": article.id, "start": passage.span.start, "end": passage.span.end}
            text = article.text[passage.span.start : passage.span.end]
            nodes.append(TextNode(id_=str(passage.number), text=text, embedding=vector.tolist(), metadata=metadata))
        # llama-index adds with `add`, which Chroma silently ignores for ids that are there already.
        self.remove(passage.number for passage, _ in passages)
        self._vectors.add(nodes)

    def remove(self, numbers: Iterable[int]) -> None:
        """Forget passages; those that are not there are ignored."""
        ids = [str(number) for number in numbers]
        if ids:
            self._vectors.delete_nodes(ids)

    def search(self, vector: Vectors, limit: int, among: Collection[int] | None = None) -> dict[int, float]:
        """Passage number -> cosine similarity of the passages nearest to a unit vector of shape `(dimension,)`.

        `among` restricts the search to these numbers. Approximate (HNSW, Malkov and Yashunin 2018).
        """
        if among is not None and not among:
            return {}
        restricted = among is not None and len(among) <= MOST_IDS
        query = VectorStoreQuery(
            query_embedding=vector.tolist(),
            similarity_top_k=limit if among is None or restricted else 4 * limit,
        )
        options = {"ids": [str(number) for number in among]} if among is not None and restricted else {}
        result = self._vectors.query(query, **options)
        # The similarity that llama-index gives is exp(-distance), and Chroma's distance is 1 - cosine.
        found = {
            int(number): 1.0 + math.log(max(similarity, 1e-12))
            for number, similarity in zip(result.ids or [], result.similarities or [], strict=True)
        }
        if among is None or restricted:
            return found
        allowed = among if isinstance(among, set) else set(among)
        return dict([item for item in found.items() if item[0] in allowed][:limit])
