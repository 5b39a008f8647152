"""Embedding models: text -> unit vectors. One interface, one file for each kind of model."""

from pathlib import Path

from index.embedding.embedding import Embedding, TokenVectors, Vectors
from index.embedding.kept import KeptEmbedding
from index.embedding.query_encoder import QueryEncoderName, open_query_encoder
from index.models import ModelFolder

__all__ = ["Embedding", "QueryEncoderName", "TokenVectors", "Vectors", "open_embedding", "open_query_encoder"]


def open_embedding(
    name: str,
    models: Path,
    *,
    threads: int,
    base_url: str | None = None,
    api_key: str | None = None,
) -> Embedding:
    """Open a model by name: one of the known local models, else one that an OpenAI-compatible endpoint serves.

    It remembers what it has made of short texts.

    Raises `ModelError` when a local model's files are missing.
    """
    # Imported where they are used: either takes seconds, which commands that embed nothing need not wait for.
    folder = ModelFolder(models)
    if any(state.name == name and state.purpose == "embedding" for state in folder.list()):
        from index.embedding.onnx import OnnxEmbedding

        return KeptEmbedding(OnnxEmbedding(name, folder.path(name), threads=threads))
    from index.embedding.endpoint import EndpointEmbedding

    return KeptEmbedding(EndpointEmbedding(name, base_url=base_url, api_key=api_key))
