"""What embeds queries: the trained encoder, for the model whose passages it knows."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from embedding_double import TokenEmbedding, WordEmbedding

from index.article import Article
from index.embedded_passages import embed_passages
from index.embedding import Embedding, open_embedding, open_query_encoder, query_encoder
from index.embedding.query_encoder import GRAPH, PASSAGE_MODEL, WEIGHTS
from index.errors import EmbeddingError
from index.late_interaction import late_scores, similarities
from index.library import Library
from index.retrieval import search

REPORTS = [
    "The harbour union struck for two days over shift pay.",
    "Councillor Hadley Frome dismissed the port authority's plan to charge lorries at night as a raid on small firms.",
    "The ferry company said bookings had doubled since the bridge closed.",
    "A judge ordered the aquarium to return two seals to the sea.",
]
ASKED = [
    pytest.param("Which local politician likened the nocturnal levy on hauliers to plunder?", 1, id="who"),
    pytest.param("How did demand for crossings change once the span was shut?", 2, id="how"),
    pytest.param("Who must set which marine animals free?", 3, id="whom"),
]


def opened(embedding: Embedding, models: Path) -> Embedding:
    return open_query_encoder("trained", embedding, models, threads=1)


def test_another_model_embeds_queries_itself(tmp_path: Path) -> None:
    other = WordEmbedding()
    assert opened(other, tmp_path) is other


def test_plain_is_the_model_itself(tmp_path: Path) -> None:
    model = WordEmbedding(PASSAGE_MODEL)
    assert open_query_encoder("plain", model, tmp_path, threads=1) is model


def test_damaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (folder / GRAPH).write_bytes(b"something else")
    monkeypatch.setattr(query_encoder, "WEIGHTS", folder)
    with pytest.raises(EmbeddingError, match=r"query_encoder\.onnx is not the file .* ONRECORD_QUERY_ENCODER=plain"):
        opened(WordEmbedding(PASSAGE_MODEL), tmp_path)


@pytest.mark.model
@pytest.mark.parametrize(("question", "answer"), ASKED)
def test_it_finds_what_is_asked_in_other_words(embedding_folder: Path, question: str, answer: int) -> None:
    plain = open_embedding(PASSAGE_MODEL, embedding_folder.parent, threads=1)
    trained = opened(plain, embedding_folder.parent)
    reports = [Article(id=f"r{i}", title="Port news", text=text) for i, text in enumerate(REPORTS)]
    passages = embed_passages(plain, reports)
    vectors, tokens = trained.embed_with_tokens([question])
    assert tokens is not None and passages.tokens is not None
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.abs(vectors - plain.embed([question])).max() > 0.01
    assert np.argmax(passages.vectors @ vectors[0]) == answer
    assert np.argmax(late_scores(similarities(tokens[0].vectors, passages.tokens))) == answer


def test_a_search_embeds_its_question_with_the_query_encoder(tmp_path: Path) -> None:
    passages, queries = TokenEmbedding(), TokenEmbedding()
    with Library(tmp_path, passages, query_encoder=queries, create=True) as library:
        article = Article(id="toll", title="Toll", text=REPORTS[0])
        with library.writing("ingest"), library.catalog.transaction():
            library.catalog.put(article, article.id, *embed_passages(passages, [article]))
        library.synchronise()
        before = passages.embedded
        assert [hit.article.id for hit in search(library, "shift pay").hits] == ["toll"]
    assert (passages.embedded, queries.embedded) == (before, 3)
