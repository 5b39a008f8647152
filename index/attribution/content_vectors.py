"""Statements -> vectors, from the tokens that their passages keep: none costs a run of the embedding model.

A vector is the mean of the contextual token embeddings of what is said ("late chunking", Günther et al. 2024, section
3); of these the catalog has the signs (`index.late_interaction`). Where the embedding model gives no tokens, what is
said is embedded under its headline.
"""

from collections.abc import Sequence

import numpy as np

from index.article import Article, Span
from index.attribution.attribution import Statement
from index.embedded_passages import EmbeddedPassages
from index.embedding import Embedding, TokenVectors, Vectors
from index.late_interaction import unpack

EMBEDDED_CHARACTERS = 700
"""Of what is said, so much is embedded: as much as of a passage."""


def content_vectors(
    embedding: Embedding,
    articles: Sequence[Article],
    statements: Sequence[Sequence[Statement]],
    embedded: Sequence[EmbeddedPassages],
) -> list[Vectors]:
    """For each article the unit vectors of its statements, of shape `(statements, dimension)`.

    `statements` and `embedded` are those of each article. Raises `EmbeddingError`.
    """
    if any(one.tokens is None and one.passages for one in embedded):
        texts = [_text(article, said) for article, some in zip(articles, statements, strict=True) for said in some]
        vectors = embedding.embed(texts) if texts else np.empty((0, embedding.dimension), np.float32)
        return np.split(vectors, np.cumsum([len(some) for some in statements])[:-1])
    return [_pooled(some, of, embedding.dimension) for some, of in zip(statements, embedded, strict=True)]


def _text(article: Article, statement: Statement) -> str:
    said = " ".join(article.text[start:end] for start, end in statement.attribution.content)
    return f"{article.title}. {said[:EMBEDDED_CHARACTERS]}"


def _pooled(statements: Sequence[Statement], embedded: EmbeddedPassages, dimension: int) -> Vectors:
    if not statements:
        return np.empty((0, dimension), np.float32)
    tokens = _tokens(embedded, dimension)
    means = np.stack([_mean(one.attribution.content, tokens, embedded) for one in statements])
    unit: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True).clip(1e-9)
    return unit


def _tokens(embedded: EmbeddedPassages, dimension: int) -> TokenVectors:
    """The tokens of an article's passages without its headline, each offset into the article."""
    offsets, signs = [np.empty(0, np.int64)], [np.empty((0, dimension), np.float32)]
    for passage, packed in zip(embedded.passages, embedded.tokens or (), strict=True):
        tokens = unpack(packed, dimension)
        inside = tokens.offsets >= 0
        offsets.append(tokens.offsets[inside] + passage.span.start)
        signs.append(tokens.vectors[inside])
    return TokenVectors(np.concatenate(offsets), np.concatenate(signs))


def _mean(content: Sequence[Span], tokens: TokenVectors, embedded: EmbeddedPassages) -> Vectors:
    inside = np.zeros(len(tokens.offsets), bool)
    for start, end in content:
        inside |= (tokens.offsets >= start) & (tokens.offsets < end)
    if inside.any():
        mean: Vectors = tokens.vectors[inside].mean(axis=0)
        return mean
    # Nothing but filler words, or beyond what the model reads of a passage: the passage must do.
    places = [i for i, one in enumerate(embedded.passages) if one.span.overlaps(content[0])]
    vector: Vectors = embedded.vectors[places[0] if places else 0]
    return vector
