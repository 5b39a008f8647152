"""Embedding models: the local one, and what goes wrong in words."""

from pathlib import Path

import numpy as np
import pytest
from embedding_double import WordEmbedding

from index.embedding import Embedding, open_embedding
from index.embedding.onnx import OnnxEmbedding
from index.errors import EmbeddingError, ModelError
from index.late_interaction import pack, similarities

SENTENCES = [
    "The mayor resigned on Monday.",
    "The head of the city stepped down.",
    "Rain is expected at the coast. " * 60,
    "x",
    "",
    "🎉",
]


@pytest.fixture(scope="module")
def model(embedding_folder: Path) -> OnnxEmbedding:
    return OnnxEmbedding("real", embedding_folder, threads=1)


def test_the_double_is_an_embedding() -> None:
    double: Embedding = WordEmbedding()
    vectors = double.embed(["ferry toll", "toll ferry", "rain"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    assert vectors[0] @ vectors[2] < 0.6
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


@pytest.mark.model
def test_vectors_are_unit_and_in_the_order_given(model: OnnxEmbedding) -> None:
    vectors = model.embed(SENTENCES)
    assert vectors.shape == (len(SENTENCES), model.dimension) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for sentence, vector in zip(SENTENCES, vectors, strict=True):
        assert model.embed([sentence])[0] @ vector > 0.995
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


@pytest.mark.model
def test_token_vectors_point_into_the_text(model: OnnxEmbedding) -> None:
    vectors, tokens = model.embed_with_tokens(SENTENCES)
    np.testing.assert_allclose(vectors, model.embed(SENTENCES), atol=1e-5)
    assert len(tokens) == len(SENTENCES)
    for sentence, one in zip(SENTENCES, tokens, strict=True):
        assert len(one.offsets) == len(one.vectors)
        assert all(0 <= offset < len(sentence) and not sentence[offset].isspace() for offset in one.offsets)


@pytest.mark.model
def test_late_interaction_prefers_the_right_sentence(model: OnnxEmbedding) -> None:
    _, (question,) = model.embed_with_tokens(["Who resigned?"])
    text = "Rain fell all day. The mayor resigned. Trains ran late."
    _, (passage,) = model.embed_with_tokens([f"News. {text}"])
    (similar,) = similarities(question.vectors, [pack(passage, len("News. "))])
    middle = similar.score_between(19, 38)
    assert middle > similar.score_between(0, 18) and middle > similar.score_between(39, len(text))


@pytest.mark.model
def test_nothing_to_embed_gives_nothing(model: OnnxEmbedding) -> None:
    assert model.embed([]).shape == (0, model.dimension)


def test_a_model_that_is_not_here_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="onrecord models pull"):
        open_embedding("all-minilm-l6-v2-int8", tmp_path, threads=1)


def test_damaged_files_are_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"junk")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbeddingError, match="onrecord models verify"):
        OnnxEmbedding("broken", tmp_path, threads=1)


def test_an_endpoint_that_is_not_there_is_told_in_words() -> None:
    with pytest.raises(EmbeddingError, match=r"no-such-model at http://127.0.0.1:9/v1 failed"):
        open_embedding("no-such-model", Path(), threads=1, base_url="http://127.0.0.1:9/v1")
