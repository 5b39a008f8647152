"""haiku.rag's slim package (Python 3.12 or later): docling-core's hybrid chunker, LanceDB, hybrid search.

Two of its defaults cannot be had without torch or a model hub. Articles are turned into its documents here, a
heading and a paragraph for each line, as its converter makes them of Markdown (docling needs torch). The chunker counts
tokens with the embedding model's own tokenizer, not with that of its default embedding model.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import haiku.rag.store.engine
from docling_core.types.doc.document import DoclingDocument
from docling_core.types.doc.labels import DocItemLabel
from haiku.rag.client import HaikuRAG
from haiku.rag.client.documents import DocumentImport
from haiku.rag.config import AppConfig
from haiku.rag.embeddings import EmbedderWrapper
from tokenizers import Tokenizer

from benchmarks.peer_systems.system import Retrieve, Stretch, located, read_articles
from index.article import Article
from index.embedding import Embedding
from index.models.folder import default_models_folder

TOGETHER = 50
"""Articles imported at once; one at a time, as its command does it, takes longer."""


class SameEmbedder(EmbedderWrapper):  # type: ignore[misc]
    """OnRecord's embedding model as haiku.rag calls it."""

    def __init__(self, embedding: Embedding) -> None:
        super().__init__(None, embedding.dimension)
        self._same = embedding

    async def _embed_query(self, text: str) -> list[float]:
        return (await self._embed_documents([text]))[0]

    async def _embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = (await asyncio.to_thread(self._same.embed, texts)).tolist()
        return vectors


class HaikuRag:
    """Chunks of at most 256 tokens, its default."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self._articles: dict[str, Article] = {}
        self._loop = asyncio.new_event_loop()
        tokenizer = default_models_folder() / embedding.name / "tokenizer.json"
        haiku.rag.store.engine.get_embedder = lambda config: SameEmbedder(embedding)
        config = AppConfig()
        config.embeddings.model.name = embedding.name
        config.embeddings.model.vector_dim = embedding.dimension
        config.processing.chunking_tokenizer = str(_tokenizer_folder(tokenizer, folder / "tokenizer"))
        self._client: Any = HaikuRAG(folder / "haiku.lancedb", config=config, create=True)
        self._run(self._client.__aenter__())

    def ingest(self, articles: Path) -> int:
        """See `System.ingest`."""
        self._articles = {article.id: article for article in read_articles(articles)}
        listed = list(self._articles.values())
        chunks = 0
        for start in range(0, len(listed), TOGETHER):
            chunks += self._run(self._import(listed[start : start + TOGETHER]))
        self._run(self._client.vacuum())
        return chunks

    async def _import(self, articles: list[Article]) -> int:
        imports = []
        for article in articles:
            document = DoclingDocument(name=article.id)
            document.add_heading(article.title)
            for line in filter(str.strip, article.text.splitlines()):
                document.add_text(DocItemLabel.TEXT, line.strip())
            chunks = await self._client.chunk(document)
            imports.append(DocumentImport(document, chunks, uri=article.id, title=article.title))
        await self._client.import_documents(imports)
        return sum(len(one.chunks) for one in imports)

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """See `System.retrievers`."""
        yield "haiku.rag", self._search

    def _search(self, question: str, k: int) -> list[Stretch]:
        hits = self._run(self._client.search(question, limit=k))
        return [located(self._articles[hit.document_uri], hit.content) for hit in hits]

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(work)


def _tokenizer_folder(tokenizer: Path, folder: Path) -> Path:
    """The tokenizer as the transformers library wants to find it."""
    folder.mkdir(parents=True)
    uncut = Tokenizer.from_file(str(tokenizer))
    uncut.no_truncation()
    uncut.no_padding()
    uncut.save(str(folder / "tokenizer.json"))
    described = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(described))
    return folder
