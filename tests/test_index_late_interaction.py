"""Late interaction of token vectors kept as signs."""

import numpy as np
import pytest

from index.embedding import TokenVectors
from index.late_interaction import (
    BLOCK,
    STRETCH,
    TokenSimilarities,
    best_stretches,
    joined,
    late_scores,
    pack,
    similarities,
)

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


def test_several_stretches_are_met_as_one() -> None:
    similar = given([-1, -1, 0, 5, 10], [0.9, 0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.8, 0.3, 0.1])
    assert similar.score_within([(0, 5), (10, 12)]) == pytest.approx((0.4 + 0.8) / 2)
    assert similar.score_within([(10, 12)], headline=True) == pytest.approx((0.9 + 0.2) / 2)
    assert similar.score_within([]) == 0.0


def test_nothing_scores_nothing() -> None:
    assert similarities(tokens(2).vectors, []) == []
    (similar,) = similarities(tokens(2).vectors, [pack(tokens(1), 0)])
    assert similar.score_between(50, 60) == 0.0


def given(offsets: list[int], *rows: list[float]) -> TokenSimilarities:
    return TokenSimilarities(np.array(offsets, np.int64), np.array(rows, np.float32))


def test_a_stretch_must_hold_all_that_is_asked() -> None:
    far = (STRETCH + 1) * BLOCK
    together = given([-1, 0, 10, far], [0.9, 0.5, 0.1, 0.1], [0.9, 0.1, 0.5, 0.1])
    apart = given([-1, 0, 10, far], [0.9, 0.5, 0.1, 0.1], [0.9, 0.1, 0.1, 0.5])
    assert best_stretches([together, apart, together]) == pytest.approx([0.5, 0.3, 0.5])
    assert late_scores([together, apart]) == pytest.approx([0.9 + 0.5, 0.9 + 0.3])


def test_stretches_do_not_reach_into_the_next_passage() -> None:
    first, second = given([0], [0.8], [0.0]), given([0], [0.0], [0.8])
    assert best_stretches([first, second]) == pytest.approx([0.4, 0.4])


def test_the_best_stretch_is_the_best_of_all_that_begin_with_a_block() -> None:
    (similar,) = similarities(tokens(4).vectors, [pack(tokens(200), 0)])
    begins = range(0, 1000, BLOCK)
    best = max(similar.score_between(start, start + STRETCH * BLOCK) for start in begins)
    assert best_stretches([similar]) == pytest.approx([best], abs=1e-5)


def test_a_passage_without_tokens_of_its_own_has_no_stretch() -> None:
    assert best_stretches([]).tolist() == []
    only_headline = given([-1, -1], [0.5, 0.25])
    assert best_stretches([only_headline]) == [-1.0]
    assert late_scores([only_headline]) == pytest.approx([0.5])


def test_passages_in_a_row_are_joined() -> None:
    whole = joined([(0, given([-1, 0, 4], [0.1, 0.2, 0.3])), (20, given([-1, 5], [0.1, 0.9]))])
    assert whole.offsets.tolist() == [-1, 0, 4, -1, 25]
    assert whole.score_between(20, 30) == pytest.approx(0.9)
    assert whole.score_between(0, 20) == pytest.approx(0.3)
