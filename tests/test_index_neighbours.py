"""Passages in a row become one hit."""

import numpy as np
import pytest

from index.article import Span
from index.candidate import Candidate
from index.late_interaction import TokenSimilarities
from index.neighbours import AMONG, LONGEST, Stretch, merged
from index.stored_passage import StoredPassage

LENGTH = 500


def found(number: int, *, article: int = 1, query: int = 0, score: float = 1.0, tokens: bool = True) -> Candidate:
    """Passage `number` of an article whose passages are numbered from 0."""
    similar = TokenSimilarities(np.array([-1, 10]), np.array([[0.1, number / 10]], np.float32))
    span = Span(number * LENGTH, (number + 1) * LENGTH - 1)
    return Candidate(StoredPassage(number, article, span), score, query, similar if tokens else None)


def numbers(stretches: list[Stretch]) -> list[list[int]]:
    return [[member.passage.number for member in stretch.members] for stretch in stretches]


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param([found(5), found(1), found(4)], [[4, 5], [1]], id="the better one's place"),
        pytest.param([found(2), found(4), found(3)], [[2, 3, 4]], id="one between two joins both"),
        pytest.param([found(1), found(3)], [[1], [3]], id="a gap"),
        pytest.param([found(1), found(2, article=2)], [[1], [2]], id="the next article"),
        pytest.param([found(1), found(2, query=1)], [[1], [2]], id="another query"),
        pytest.param([found(1), found(2), found(3), found(4)], [[1, 2, 3], [4]], id="too long"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_merging(candidates: list[Candidate], expected: list[list[int]]) -> None:
    stretches = merged(candidates)
    assert numbers(stretches) == expected
    assert all(stretch.span.end - stretch.span.start <= LONGEST for stretch in stretches)


def test_a_stretch_has_the_best_score_and_all_the_tokens() -> None:
    (stretch,) = merged([found(3, score=2.0), found(2, score=1.0)])
    assert (stretch.score, stretch.article, stretch.span) == (2.0, 1, Span(1000, 1999))
    assert stretch.tokens is not None
    assert stretch.tokens.offsets.tolist() == [-1, 10, -1, 510]
    assert stretch.tokens.score_between(500, 600) == pytest.approx(0.3)


def test_without_tokens_there_are_none() -> None:
    (stretch,) = merged([found(2), found(3, tokens=False)])
    assert stretch.tokens is None


def test_only_the_best_are_merged() -> None:
    apart = [found(10 * i, article=i) for i in range(AMONG)]
    late = found(1, article=0)
    assert len(merged([*apart, late])) == AMONG + 1
    assert len(merged([*apart[:-1], late])) == AMONG - 1
