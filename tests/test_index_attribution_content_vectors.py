"""Vectors of statements: pooled from the tokens of their passages, else embedded."""

import numpy as np
from conftest import make_article
from embedding_double import TokenEmbedding, WordEmbedding
from tagger_double import VerbTagger

from index.article import Article
from index.attribution.content_vectors import content_vectors
from index.attribution.understanding import statements
from index.embedded_passages import embed_passages
from index.embedding import Vectors

ARTICLE = make_article(1, title="Ferry toll", text="Ana Moss said ferries are loud. Lee Marsh said herring is cheap.")


def vectors(embedding: WordEmbedding, *articles: Article) -> list[Vectors]:
    embedded = embed_passages(embedding, articles)
    said = statements(VerbTagger(), articles)
    return content_vectors(embedding, articles, said, [embedded.of(article) for article in articles])


def test_a_vector_is_the_mean_of_what_is_said() -> None:
    embedding = TokenEmbedding()
    ((ferries, herring),) = vectors(embedding, ARTICLE)
    signs = np.where(embedding.embed("ferries are loud".split()) > 0, 1, -1).mean(axis=0)
    np.testing.assert_allclose(ferries, signs / np.linalg.norm(signs), atol=1e-6)
    assert abs(np.linalg.norm(herring) - 1) < 1e-6
    assert herring @ embedding.embed(["herring"])[0] > 0.3 > ferries @ embedding.embed(["herring"])[0]


def test_nothing_is_embedded_for_it_where_there_are_tokens() -> None:
    embedding = TokenEmbedding()
    embedded = embed_passages(embedding, [ARTICLE])
    before = embedding.embedded
    content_vectors(embedding, [ARTICLE], statements(VerbTagger(), [ARTICLE]), [embedded])
    assert embedding.embedded == before


def test_without_tokens_it_is_embedded_under_the_headline() -> None:
    embedding = WordEmbedding()
    ((ferries, _),) = vectors(embedding, ARTICLE)
    np.testing.assert_array_equal(ferries, embedding.embed(["Ferry toll. ferries are loud"])[0])


def test_each_article_has_its_own() -> None:
    silent = make_article(2, text="It rained.")
    empty = make_article(3, text="")
    for embedding in (TokenEmbedding(), WordEmbedding()):
        shapes = [one.shape for one in vectors(embedding, silent, ARTICLE, empty, ARTICLE)]
        assert shapes == [(0, 64), (2, 64), (0, 64), (2, 64)]
    assert vectors(WordEmbedding(), silent)[0].shape == (0, 64)


def test_what_has_no_tokens_takes_its_passage_s_vector() -> None:
    embedding = TokenEmbedding()
    embedded = embed_passages(embedding, [ARTICLE])
    bare = embedded._replace(tokens=[b"" for _ in embedded.passages])
    (both,) = content_vectors(embedding, [ARTICLE], statements(VerbTagger(), [ARTICLE]), [bare])
    np.testing.assert_allclose(both, np.stack([embedded.vectors[0]] * 2), atol=1e-6)
