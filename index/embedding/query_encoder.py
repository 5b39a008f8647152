"""What embeds queries: a copy of the embedding model that was trained to come near the passages that answer.

People ask in other words than reports use. Only the side of the query is trained, so that passages keep the vectors of
the plain model, and libraries, the ledger and the verifier stay as they are (query-side fine-tuning: Lee et al. 2021,
"Learning Dense Representations of Phrases at Scale", section 4.2). weights/MODEL_CARD.md tells of the weights.
"""

from pathlib import Path
from typing import Literal

from index.embedding.embedding import Embedding
from index.embedding.kept import KeptEmbedding
from index.errors import EmbeddingError
from index.manifest import read_manifest
from index.models import ModelFolder

QueryEncoderName = Literal["trained", "plain"]
"""Which encoder embeds queries: the trained one, where there is one for the embedding model, or the model itself."""

WEIGHTS = Path(__file__).parent / "weights"
GRAPH = "query_encoder.onnx"
PASSAGE_MODEL = "all-minilm-l6-v2-int8"
"""The model whose passages it was trained to find; its tokenizer serves both."""


def open_query_encoder(name: QueryEncoderName, embedding: Embedding, models: Path, *, threads: int) -> Embedding:
    """Open what embeds queries for the passages of an embedding model: that model itself if nothing is trained for it.

    Raises `EmbeddingError` if the weights cannot be used, `ModelError` when the model's files are missing.
    """
    if name == "plain" or embedding.name != PASSAGE_MODEL:
        return embedding
    # Imported where it is used, as the embedding model itself is.
    from index.embedding.onnx import OnnxEmbedding

    try:
        encoder = read_manifest(WEIGHTS)["name"]
    except (OSError, ValueError, KeyError) as error:
        raise EmbeddingError(
            f"the query encoder's weights in {WEIGHTS} cannot be loaded ({error}): install OnRecord again, "
            "or set ONRECORD_QUERY_ENCODER=plain"
        ) from error
    folder = ModelFolder(models).path(PASSAGE_MODEL)
    return KeptEmbedding(OnnxEmbedding(encoder, folder, threads=threads, graph=WEIGHTS / GRAPH))
