"""What has been made of short texts is remembered."""

import numpy as np
import pytest
from embedding_double import TokenEmbedding, WordEmbedding

from index.embedding.kept import LONGEST, KeptEmbedding

LONG = "rain " * LONGEST


@pytest.fixture
def model() -> WordEmbedding:
    return WordEmbedding()


@pytest.fixture
def kept(model: WordEmbedding) -> KeptEmbedding:
    return KeptEmbedding(model)


def test_it_is_as_the_model_in_the_order_given(kept: KeptEmbedding, model: WordEmbedding) -> None:
    kept.embed(["toll"])
    texts = ["ferry", "toll", LONG, "ferry"]
    for _ in range(2):
        np.testing.assert_array_equal(kept.embed(texts), model.embed(texts))
        np.testing.assert_array_equal(kept.embed_with_tokens(texts)[0], model.embed(texts))
    assert kept.embed_with_tokens(texts)[1] is None
    assert kept.embed([]).shape == (0, kept.dimension)
    assert (kept.name, kept.dimension) == (model.name, model.dimension)


def test_a_short_text_is_embedded_once(kept: KeptEmbedding, model: WordEmbedding) -> None:
    kept.embed(["ferry", "toll", "ferry"])
    kept.embed_with_tokens(["toll", "rain"])
    kept.embed(["rain", "ferry"])
    assert model.embedded == 3


def test_a_long_one_is_embedded_again(kept: KeptEmbedding, model: WordEmbedding) -> None:
    for _ in range(2):
        kept.embed([LONG, "toll"])
    assert model.embedded == 3


def test_tokens_are_remembered() -> None:
    model = TokenEmbedding()
    kept = KeptEmbedding(model)
    _, expected = model.embed_with_tokens(["ferry toll"])
    kept.embed(["ferry toll"])
    before = model.embedded
    _, tokens = kept.embed_with_tokens(["ferry toll"])
    assert model.embedded == before
    assert tokens and expected
    np.testing.assert_array_equal(tokens[0].vectors, expected[0].vectors)


def test_the_least_recently_used_leaves_first(
    kept: KeptEmbedding, model: WordEmbedding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embedding.kept.KEPT", len("ferry rain"))
    for text in ("ferry", "toll", "ferry", "rain"):
        kept.embed([text])
    assert model.embedded == 3
    kept.embed(["ferry", "rain"])
    assert model.embedded == 3
    kept.embed(["toll"])
    assert model.embedded == 4
