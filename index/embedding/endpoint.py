"""An embedding model behind an OpenAI-compatible endpoint, through llama-index."""

from collections.abc import Sequence

import numpy as np
from llama_index.embeddings.openai_like import OpenAILikeEmbedding

from index.embedding.embedding import Vectors
from index.errors import EmbeddingError


class EndpointEmbedding:
    """Vectors from `POST {base_url}/embeddings`."""

    def __init__(self, name: str, *, base_url: str | None, api_key: str | None) -> None:
        """Ask the endpoint for one vector to learn its dimension. Raises `EmbeddingError`."""
        self.name = name
        self._where = base_url or "https://api.openai.com/v1"
        self._model = OpenAILikeEmbedding(
            model_name=name,
            api_base=self._where,
            api_key=api_key or "none",
            embed_batch_size=64,
            timeout=60.0,
            max_retries=2,
        )
        self.dimension = self.embed(["dimension"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        try:
            raw = self._model.get_text_embedding_batch(list(texts))
        except Exception as error:
            raise EmbeddingError(
                f"the embedding model {self.name} at {self._where} failed ({type(error).__name__}: {error}): "
                "check ONRECORD_EMBEDDING, OPENAI_BASE_URL and OPENAI_API_KEY"
            ) from error
        vectors = np.asarray(raw, np.float32).reshape(len(texts), -1)
        normalised: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)
        return normalised

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, None]:
        """See `Embedding.embed_with_tokens`: endpoints give no token vectors."""
        return self.embed(texts), None
