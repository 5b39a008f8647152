"""What candidates gain by one another."""

import numpy as np
import pytest

from index.candidate import of_articles, standardised


def test_standardised() -> None:
    values = standardised([1.0, 2.0, 3.0])
    assert values.mean() == pytest.approx(0) and values.std() == pytest.approx(1)
    assert standardised([4.0, 4.0]).tolist() == [0, 0]


def test_an_article_with_several_good_passages_gains_most() -> None:
    scores = np.array([3.0, 3.0, 1.5, 1.5, 1.5, -2.0])
    gains = of_articles(scores, [1, 2, 2, 2, 2, 3])
    assert gains == pytest.approx([1.0, 2.0, 2.0, 2.0, 2.0, 0.0])
