"""The interface of every embedding model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


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
