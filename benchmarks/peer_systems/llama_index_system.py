"""llama-index's default pipeline: SentenceSplitter, VectorStoreIndex in memory; its vector and fusion retrievers."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import MetadataMode, NodeWithScore
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from benchmarks.peer_systems.system import Retrieve, Stretch, located, read_articles
from index.article import Article
from index.embedding import Embedding


class SameEmbedding(BaseEmbedding):  # type: ignore[misc]
    """OnRecord's embedding model as llama-index calls it: ten texts at a time, which is its default."""

    _embedding: Embedding = PrivateAttr()

    def __init__(self, embedding: Embedding) -> None:
        super().__init__(model_name=embedding.name)
        self._embedding = embedding

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedding.embed(texts).tolist()
        return vectors

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


class LlamaIndex:
    """Chunks of 1,024 tokens, 200 shared with the next: the defaults."""

    name = "llama-index"
    options: ClassVar[dict[str, int]] = {}

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self._folder = folder
        self._embedding = SameEmbedding(embedding)
        self._articles: dict[str, Article] = {}
        self._index: Any = None

    def ingest(self, articles: Path) -> int:
        """See `System.ingest`."""
        self._articles = {article.id: article for article in read_articles(articles)}
        documents = [
            Document(
                id_=article.id,
                text=article.text,
                metadata={"title": article.title, "source": article.source, "published_at": article.published_at},
            )
            for article in self._articles.values()
        ]
        self._index = VectorStoreIndex.from_documents(
            documents, transformations=[SentenceSplitter(**self.options)], embed_model=self._embedding
        )
        self._index.storage_context.persist(str(self._folder))
        return len(self._index.docstore.docs)

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """See `System.retrievers`."""
        yield f"{self.name}, vectors", lambda question, k: self._hits(self._vectors(k), question)
        keywords = BM25Retriever.from_defaults(docstore=self._index.docstore)
        keywords.persist(str(self._folder / "bm25"))

        def fused(question: str, k: int) -> list[Stretch]:
            keywords.similarity_top_k = k
            fusion = QueryFusionRetriever(
                [self._vectors(k), keywords],
                llm=MockLLM(),
                num_queries=1,
                mode=FUSION_MODES.RECIPROCAL_RANK,
                similarity_top_k=k,
            )
            return self._hits(fusion, question)

        yield f"{self.name}, fusion", fused

    def _vectors(self, k: int) -> BaseRetriever:
        return self._index.as_retriever(similarity_top_k=k)

    def _hits(self, retriever: BaseRetriever, question: str) -> list[Stretch]:
        return [self._stretch(hit) for hit in retriever.retrieve(question)]

    def _stretch(self, hit: NodeWithScore) -> Stretch:
        return located(self._articles[hit.node.ref_doc_id], hit.node.get_content(MetadataMode.NONE))


class LlamaIndex256(LlamaIndex):
    """Chunks that the embedding model can read whole: of a default chunk it sees the first quarter."""

    name = "llama-index, 256 tokens"
    options: ClassVar[dict[str, int]] = {"chunk_size": 256, "chunk_overlap": 50}
