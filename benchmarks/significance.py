"""Whether two systems differ on the same questions, or by chance: paired tests without assumptions."""

from collections.abc import Sequence

import numpy as np

from assistant.evaluation.mcnemar import mcnemar as exact

FLIPS = 100_000
"""Random sign flips: a p-value of 0.05 is then known to 0.001."""


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Two-sided p-value that both are right equally often (exact McNemar test, a sign test on the questions that
    one gets right and the other wrong)."""
    gained = sum(not one and other for one, other in zip(first, second, strict=True))
    lost = sum(one and not other for one, other in zip(first, second, strict=True))
    return exact(lost, gained)


def sign_flips(first: Sequence[float], second: Sequence[float], seed: int = 0) -> float:
    """Two-sided p-value that the mean difference is 0 (paired permutation test: under the hypothesis every
    difference might as well have the other sign; Smucker et al. 2007 recommend it for retrieval)."""
    differences = np.asarray(second, np.float64) - np.asarray(first, np.float64)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), size=(FLIPS, len(differences)))
    as_large = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12
    return float((as_large.sum() + 1) / (FLIPS + 1))
