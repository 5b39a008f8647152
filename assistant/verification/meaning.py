"""What words do not show: the embedding model's cosines, of whole sentences and of single words in their context."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.verification.claim import Claim
from index.embedding import TokenVectors, Vectors


class Meaning(NamedTuple):
    """An embedded text."""

    vector: Vectors
    tokens: TokenVectors


def meaning_features(
    claim: Claim, own: Meaning, theirs: Sequence[Meaning], weights: NDArray[np.float64], matched: NDArray[np.bool_]
) -> dict[str, float]:
    """`theirs`: of the chosen sentences; `weights`, `matched` as in Coverage: a number for each content word.

    BERTScore (Zhang et al. 2020, section 3): every word of the claim is met by the most similar one of the source.
    """
    cosines = np.array([float(one.vector @ own.vector) for one in theirs] or [0.0])
    if not theirs or not len(own.tokens.vectors):
        met = np.zeros(len(claim.content))
        first = met
        recall = 0.0
    else:
        all_theirs = np.concatenate([one.tokens.vectors for one in theirs])
        similar = own.tokens.vectors @ all_theirs.T
        best = similar.max(axis=1)
        of_first = similar[:, : len(theirs[0].tokens.vectors)]
        best_first = of_first.max(axis=1) if of_first.size else np.zeros(len(best))
        recall = float(of_first.max(axis=0).mean()) if of_first.size else 0.0
        met = _by_word(claim, own.tokens, best)
        first = _by_word(claim, own.tokens, best_first)
    total = float(weights.sum()) or 1.0
    ordered = np.sort(met) if len(met) else np.zeros(1)
    unmatched = met[~matched] if len(met) else met
    parts = [float(met[part].mean()) if part else 1.0 for part in claim.parts]
    return {
        "cosine_1": float(cosines[0]),
        "cosine_most": float(cosines.max()),
        "cosine_mean": float(cosines.mean()),
        "met_mean": float(weights @ met / total),
        "met_first": float(weights @ first / total),
        "met_least": float(ordered[0]),
        "met_second": float(ordered[min(1, len(ordered) - 1)]),
        "met_tenth": float(np.quantile(ordered, 0.1)),
        "met_unmatched": float(unmatched.mean()) if len(unmatched) else 1.0,
        "met_unmatched_least": float(unmatched.min()) if len(unmatched) else 1.0,
        "met_part_least": min(parts),
        "met_recall": recall,
    }


def _by_word(claim: Claim, tokens: TokenVectors, values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """For each content word the least of its tokens' values; a word past the model's reach counts as half met."""
    starts = np.array([word.start for word in claim.content])
    ends = np.array([word.end for word in claim.content])
    found = np.full(len(starts), np.inf)
    owner = np.searchsorted(starts, tokens.offsets, side="right") - 1 if len(starts) else np.zeros(0, int)
    for token, word in enumerate(owner):
        if word >= 0 and tokens.offsets[token] < ends[word]:
            found[word] = min(found[word], float(values[token]))
    return np.where(np.isfinite(found), found, 0.5)
