"""Paired tests."""

import pytest

from benchmarks.significance import mcnemar, sign_flips


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        pytest.param(0, 0, 1.0, id="no difference"),
        pytest.param(1, 0, 1.0, id="one question says nothing"),
        pytest.param(5, 0, 2 / 32, id="five for, none against"),
        pytest.param(0, 6, 2 / 64, id="six against"),
        pytest.param(8, 1, 20 / 512, id="eight for, one against"),
        pytest.param(4, 4, 1.0, id="as many for as against"),
    ],
)
def test_mcnemar(gained: int, lost: int, p: float) -> None:
    same = [True] * 10 + [False] * 10
    first = same + [False] * gained + [True] * lost
    second = same + [True] * gained + [False] * lost
    assert mcnemar(first, second) == pytest.approx(p)


def test_sign_flips_agree_with_counting_all() -> None:
    # Of the 32 ways to choose the signs of five equal differences, two are as large as the sum.
    assert sign_flips([0.0] * 5, [0.5] * 5) == pytest.approx(2 / 32, abs=0.003)


def test_sign_flips_do_not_depend_on_the_order() -> None:
    first, second = [0.1, 0.5, 1.0, 0.25, 0.0], [0.2, 0.5, 0.5, 1.0, 1.0]
    assert sign_flips(first, second) == pytest.approx(sign_flips(second, first))
    assert sign_flips(first, first) == 1.0
