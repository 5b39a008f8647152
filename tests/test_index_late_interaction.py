"""Late interaction of token vectors kept as signs."""

import numpy as np
import pytest

from index.embedding import TokenVectors
from index.late_interaction import pack, similarities

RANDOM = np.random.default_rng(7)


def tokens(count: int, dimension: int = 64) -> TokenVectors:
    vectors = RANDOM.normal(size=(count, dimension)).astype(np.float32)
    return TokenVectors(np.arange(count) * 5, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_cosines_are_those_with_the_signs() -> None:
    question, passages = tokens(3).vectors, [tokens(4), tokens(6)]
    for similar, passage in zip(similarities(question, [pack(one, 0) for one in passages]), passages, strict=True):
        signs = np.sign(passage.vectors) / np.sqrt(passage.vectors.shape[1])
        np.testing.assert_allclose(similar.cosines, question @ signs.T, atol=1e-5)
        assert similar.offsets.tolist() == passage.offsets.tolist()


def test_a_token_is_nearest_to_itself() -> None:
    passage = tokens(8)
    (similar,) = similarities(passage.vectors[[5, 2]], [pack(passage, 0)])
    assert similar.cosines.argmax(axis=1).tolist() == [5, 2]


def test_headline_tokens_count_for_the_passage_but_for_no_sentence() -> None:
    passage = tokens(4)  # offsets 0, 5, 10, 15; the headline is 10 characters long
    (similar,) = similarities(passage.vectors[[0]], [pack(passage, 10)])
    assert similar.offsets.tolist() == [-1, -1, 0, 5]
    assert similar.score() == pytest.approx(float(similar.cosines.max()))
    assert similar.score_between(0, 10) == pytest.approx(float(similar.cosines[:, 2:].max()))
    assert similar.score_between(0, 10) < similar.score()


def test_nothing_scores_nothing() -> None:
    assert similarities(tokens(2).vectors, []) == []
    (similar,) = similarities(tokens(2).vectors, [pack(tokens(1), 0)])
    assert similar.score_between(50, 60) == 0.0
