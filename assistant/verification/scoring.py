"""Features -> the probability that a claim is supported, by a model that training/verifier.py has fitted."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FeatureSet = Literal["words", "meaning"]
"""Without and with the features of the embedding."""
DEPTH = 3
"""Every tree asks three questions in a row."""


class Model:
    """A logistic regression on ranked features and an ensemble of trees: their sum is a log-odds."""

    def __init__(
        self,
        *,
        names: Sequence[str],
        knots: Sequence[Sequence[float]],
        ranks: Sequence[Sequence[float]],
        weights: Sequence[float],
        trees: Mapping[str, list[list[float]]],
        scale: float,
        shift: float,
    ) -> None:
        """For every feature some values (`knots`) with their ranks among the training claims, and its weight.

        `trees`: of each tree the seven features and thresholds, by level, and the eight values at its leaves.
        """
        self.names = tuple(names)
        self._knots, self._ranks = knots, ranks
        self._weights = np.array(weights, np.float64)
        self._features = np.array(trees["features"], np.int64)
        self._thresholds = np.array(trees["thresholds"], np.float64)
        self._values = np.array(trees["values"], np.float64)
        self._scale, self._shift = scale, shift

    def probabilities(self, rows: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """One for each row of features, 0 to 1. Shape `(rows,)`."""
        table = np.array([[row[name] for name in self.names] for row in rows], np.float64).reshape(-1, len(self.names))
        odds = self._scale * (self._regression(table) + self._boosted(table)) + self._shift
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        return probabilities

    def _regression(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        columns = zip(table.T, self._knots, self._ranks, strict=True)
        ranked = np.stack([np.interp(column, knots, ranks) for column, knots, ranks in columns], axis=1)
        return np.asarray(ranked @ self._weights)

    def _boosted(self, table: NDArray[np.float64]) -> NDArray[np.float64]:
        trees = np.arange(len(self._features))
        node = np.zeros((len(table), len(trees)), np.int64)
        table = table.astype(np.float32)  # as scikit-learn compares
        for _ in range(DEPTH):
            value = np.take_along_axis(table, self._features[trees, node], axis=1)
            node = 2 * node + 1 + (value > self._thresholds[trees, node])
        return np.asarray(self._values[trees, node - (2**DEPTH - 1)].sum(axis=1))


@cache
def model(kind: FeatureSet) -> Model:
    """The model that the package brings."""
    data = json.loads(files("assistant.verification").joinpath("model.json").read_text("utf-8"))
    return Model(**data[kind])
