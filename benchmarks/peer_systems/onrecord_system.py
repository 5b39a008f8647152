"""OnRecord itself, through `ingest` and `search`."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.peer_systems.system import Retrieve, Stretch
from index.embedding import Embedding
from index.ingest import ingest
from index.library import Library
from index.retrieval import search


class OnRecord:
    """What `onrecord ingest` and `onrecord search` do."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self._library = Library(folder, embedding, create=True)

    def ingest(self, articles: Path) -> int:
        """See `System.ingest`."""
        return ingest(self._library, [articles], lambda _: None).passages

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """See `System.retrievers`."""
        yield "OnRecord", self._search

    def _search(self, question: str, k: int) -> list[Stretch]:
        return [Stretch(hit.article.id, *hit.span) for hit in search(self._library, question, k=k).hits]
