"""An embedding model for tests: fast, deterministic, near for texts that share words."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

import numpy as np

from index.embedding import TokenVectors, Vectors


class WordEmbedding:
    """The sum of a pseudo-random vector for every word."""

    def __init__(self, name: str = "words", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row] += _word_vector(word, self.name, self.dimension)
            vectors[row, 0] += 1e-3
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors] | None]:
        """See `Embedding.embed_with_tokens`."""
        return self.embed(texts), None


class TokenEmbedding(WordEmbedding):
    """Also gives a vector for every word, that of the word alone."""

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors] | None]:
        """See `Embedding.embed_with_tokens`."""
        tokens = []
        for text in texts:
            words = list(re.finditer(r"\w+", text))
            offsets = np.array([word.start() for word in words], np.int64)
            tokens.append(TokenVectors(offsets, self.embed([word.group() for word in words])))
        return self.embed(texts), tokens


@lru_cache(maxsize=100_000)
def _word_vector(word: str, name: str, dimension: int) -> Vectors:
    seed = int.from_bytes(sha256(f"{name} {word}".encode()).digest()[:8], "little")
    return np.random.default_rng(seed).normal(size=dimension).astype(np.float32)
