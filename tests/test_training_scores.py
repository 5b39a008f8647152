"""The figures by which taggers are judged."""

import pytest

from index.article import Span
from index.attribution.attribution import Attribution
from training.scores import nested, overlap_score, recall_where, role_score, triple_score


def attribution(source: tuple[int, int], cue: tuple[int, int], *content: tuple[int, int]) -> Attribution:
    return Attribution(
        source=(Span(*source),), cue=(Span(*cue),), content=tuple(Span(*one) for one in content), kind="indirect"
    )


TRUE = attribution((0, 10), (11, 15), (16, 40), (50, 60))


def test_each_part_counts_by_itself() -> None:
    score = role_score([[TRUE]], [[attribution((0, 10), (11, 15), (16, 40), (48, 60), (70, 80))]], "content")
    assert (score.precision, score.recall) == pytest.approx((1 / 3, 1 / 2))
    assert score.f1 == pytest.approx(0.4)


def test_a_span_that_two_share_counts_once() -> None:
    other = attribution((0, 10), (41, 45), (46, 49))
    assert role_score([[TRUE, other]], [[TRUE]], "source").f1 == 1
    assert role_score([[TRUE, other]], [[TRUE]], "cue").recall == 0.5


def test_the_same_offsets_in_another_article_are_wrong() -> None:
    assert triple_score([[TRUE], []], [[], [TRUE]]).f1 == 0


def test_a_triple_is_exact_in_all_or_not_at_all() -> None:
    near = attribution((0, 10), (11, 15), (16, 40), (50, 59))
    assert triple_score([[TRUE]], [[near]]).f1 == 0
    assert triple_score([[TRUE]], [[TRUE]]).f1 == 1
    assert overlap_score([[TRUE]], [[near]]).f1 == 1


def test_overlap_needs_the_cue_and_half_of_each() -> None:
    assert overlap_score([[TRUE]], [[attribution((0, 10), (16, 20), (16, 40), (50, 60))]]).f1 == 0
    assert overlap_score([[TRUE]], [[attribution((0, 4), (11, 15), (16, 40), (50, 60))]]).f1 == 0


def test_overlap_takes_each_true_triple_once() -> None:
    score = overlap_score([[TRUE]], [[TRUE, TRUE]])
    assert (score.precision, score.recall) == (0.5, 1)


def test_nested_are_both() -> None:
    inner = attribution((16, 20), (21, 25), (26, 40))
    apart = attribution((70, 75), (76, 80), (81, 90))
    assert nested([[TRUE, inner, apart]]) == {TRUE, inner}
    assert recall_where([[TRUE, inner, apart]], [[inner]], nested([[TRUE, inner, apart]]).__contains__)["triple"] == 0.5


def test_nothing_found() -> None:
    assert role_score([[TRUE]], [[]], "cue").f1 == 0
    assert overlap_score([[]], [[]]).f1 == 0
