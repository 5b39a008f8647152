"""OnRecord itself: `ingest`, and the search behind `ask`, which minds the dates, outlets and names of a question."""

from collections.abc import Iterator
from pathlib import Path

from assistant.question import understand
from assistant.searching import find
from benchmarks.peer_systems.system import Retrieve, Stretch
from index.embedding import Embedding
from index.ingest import ingest
from index.library import Library


class OnRecord:
    """With its defaults, but no ledger: no peer looks for who said what."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self._library = Library(folder, embedding, create=True)

    def ingest(self, articles: Path) -> int:
        """See `System.ingest`."""
        return ingest(self._library, [articles], lambda _: None).passages

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """See `System.retrievers`."""
        yield "OnRecord", self._search

    def _search(self, question: str, k: int) -> list[Stretch]:
        searched = find(self._library, understand(question), k=k)
        return [Stretch(hit.article.id, *hit.span) for hit in searched.found.hits]
