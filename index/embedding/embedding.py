"""The interface of every embedding model."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class TokenVectors(NamedTuple):
    """The contextual embeddings of a text's tokens, without those that carry no meaning."""

    offsets: NDArray[np.int64]
    """Where each token begins in the text. Shape `(tokens,)`."""
    vectors: Vectors
    """Unit vectors. Shape `(tokens, dimension)`."""


class Embedding(Protocol):
    """A model that turns texts into vectors whose dot product is their similarity."""

    name: str
    """Recorded in the library: another model's vectors cannot be mixed with its own."""
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts.

        Returns unit vectors of shape `(len(texts), dimension)`, in the order given.
        Raises `EmbeddingError` when the model or its endpoint fails.
        """
        ...

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors] | None]:
        """As `embed`, and each text's token vectors at no further cost; None if the model gives none."""
        ...
