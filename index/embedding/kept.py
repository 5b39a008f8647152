"""An embedding model that remembers what it has made of short texts."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from index.embedding.embedding import Embedding, TokenVectors, Vectors

KEPT = 100_000
"""Characters of the texts remembered together, the least recently used leaving first: 40 MB with their tokens."""

LONGEST = 300
"""Longer texts are not kept: questions, speakers and sentences come again, passages do not."""

_Made = tuple[Vectors, TokenVectors | None]


class KeptEmbedding:
    """Another model; an answer has it embed the same question and the same speakers several times."""

    def __init__(self, embedding: Embedding) -> None:
        """`embedding` makes what is not remembered."""
        self._embedding = embedding
        self.name = embedding.name
        self.dimension = embedding.dimension
        self._kept: OrderedDict[str, _Made] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        return self.embed_with_tokens(texts)[0]

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors] | None]:
        """See `Embedding.embed_with_tokens`."""
        with self._lock:
            made = {text: self._kept[text] for text in texts if text in self._kept}
            for text in made:
                self._kept.move_to_end(text)
        if missing := [text for text in dict.fromkeys(texts) if text not in made]:
            vectors, tokens = self._embedding.embed_with_tokens(missing)
            fresh = {text: (vectors[i].copy(), tokens[i] if tokens else None) for i, text in enumerate(missing)}
            made |= fresh
            self._keep(fresh)
        of_each = [made[text][1] for text in texts]
        given = [one for one in of_each if one is not None]
        stacked = np.array([made[text][0] for text in texts], np.float32).reshape(len(texts), self.dimension)
        return stacked, given if len(given) == len(texts) else None

    def _keep(self, fresh: dict[str, _Made]) -> None:
        with self._lock:
            for text, made in fresh.items():
                if len(text) <= LONGEST and text not in self._kept:  # another thread may have made it too
                    self._kept[text] = made
                    self._characters += len(text)
            while self._characters > KEPT:
                text, _ = self._kept.popitem(last=False)
                self._characters -= len(text)
