"""Articles -> passages with what the embedding model makes of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.article import Article, Passage
from index.embedding import Embedding, Vectors
from index.late_interaction import pack
from index.passages import split_passages


class EmbeddedPassages(NamedTuple):
    """The passages of some articles, with what the embedding model makes of them."""

    passages: list[Passage]
    vectors: Vectors
    """Shape `(len(passages), dimension)`."""
    tokens: list[bytes] | None
    """Packed token vectors, one for each passage; None if the model gives none."""

    def of(self, article: Article) -> "EmbeddedPassages":
        """The part that belongs to one article."""
        own = [i for i, passage in enumerate(self.passages) if passage.article_id == article.id]
        return EmbeddedPassages(
            [self.passages[i] for i in own], self.vectors[own], [self.tokens[i] for i in own] if self.tokens else None
        )


def embed_passages(embedding: Embedding, articles: Sequence[Article]) -> EmbeddedPassages:
    """Split articles and embed every passage under its headline."""
    titled = [(f"{article.title}. ", article, passage) for article in articles for passage in split_passages(article)]
    texts = [title + article.text[slice(*passage.span)] for title, article, passage in titled]
    passages = [passage for _, _, passage in titled]
    if not texts:
        return EmbeddedPassages([], np.empty((0, embedding.dimension), np.float32), None)
    vectors, tokens = embedding.embed_with_tokens(texts)
    if tokens is None:
        return EmbeddedPassages(passages, vectors, None)
    packed = [pack(one, len(title)) for one, (title, _, _) in zip(tokens, titled, strict=True)]
    return EmbeddedPassages(passages, vectors, packed)
