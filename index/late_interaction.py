"""Late interaction: how well each word of a question is met by some word of a passage.

Every token of a passage keeps its contextual embedding, reduced to the signs of its components (one bit each), as
ColBERT (Khattab and Zaharia 2020, section 3) keeps vectors and ColBERTv2 (Santhanam et al. 2022) compresses them.
The score of a passage is the mean over the question's tokens of the greatest cosine with any of its tokens
("MaxSim"). The model is the ordinary sentence encoder: its tokens were never trained for this, and it still ranks
better than its pooled vectors (docs/benchmarks.md has the ablation, also of the reduction to bits).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embedding import TokenVectors, Vectors

HEADLINE = 0xFFFF
"""Stands for the offset of a token that belongs to the headline, not to the passage."""

BLOCK = 64
"""Characters of a block, of which stretches are made."""

STRETCH = 4
"""Blocks of a stretch that is scored for itself: about two sentences."""

_SIGNS = 2 * np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) - 1
"""For every byte the eight signs that it stands for."""


class TokenSimilarities(NamedTuple):
    """How near the tokens of a passage are to those of a question."""

    offsets: NDArray[np.int64]
    """Where each token begins in the passage, -1 in the headline above it. Shape `(tokens,)`."""
    cosines: NDArray[np.float32]
    """Shape `(question tokens, tokens)`."""

    def score(self) -> float:
        """MaxSim of the whole passage, headline included."""
        return float(self.cosines.max(axis=1).mean()) if self.cosines.size else 0.0

    def score_between(self, start: int, end: int) -> float:
        """MaxSim of the words from `start` to `end` (offsets into the passage)."""
        return self.score_within([(start, end)])

    def score_within(self, stretches: Iterable[tuple[int, int]], *, headline: bool = False) -> float:
        """MaxSim of the words of several stretches together, and of the headline's if wanted."""
        inside = self.offsets < 0 if headline else np.zeros(len(self.offsets), bool)
        for start, end in stretches:
            inside |= (self.offsets >= start) & (self.offsets < end)
        return float(self.cosines[:, inside].max(axis=1).mean()) if inside.any() else 0.0


def pack(tokens: TokenVectors, headline: int) -> bytes:
    """Tokens -> bytes for the catalog: for each an offset (2 bytes) and a bit for each component.

    `headline` is the length of what stands before the passage in the embedded text.
    """
    offsets = np.where(tokens.offsets < headline, HEADLINE, np.minimum(tokens.offsets - headline, HEADLINE - 1))
    bits = np.packbits(tokens.vectors > 0, axis=1)
    return np.hstack([offsets.astype("<u2").view(np.uint8).reshape(-1, 2), bits]).tobytes()


def similarities(question: Vectors, packed: Sequence[bytes]) -> list[TokenSimilarities]:
    """Compare a question's token vectors, of shape `(question tokens, dimension)`, with packed passages."""
    if not packed:
        return []
    dimension = question.shape[1]
    rows = np.frombuffer(b"".join(packed), np.uint8).reshape(-1, 2 + dimension // 8)
    offsets = rows[:, :2].copy().view("<u2").ravel().astype(np.int64)
    offsets[offsets == HEADLINE] = -1
    signs = np.take(_SIGNS, rows[:, 2:], axis=0).reshape(len(rows), dimension)
    cosines = question @ signs.T / np.float32(np.sqrt(dimension))
    ends = np.cumsum([len(one) // rows.shape[1] for one in packed])[:-1]
    return [
        TokenSimilarities(*pair) for pair in zip(np.split(offsets, ends), np.split(cosines, ends, axis=1), strict=True)
    ]


def late_scores(similar: Sequence[TokenSimilarities]) -> NDArray[np.float64]:
    """Score passages, the result having the shape `(passages,)`.

    The score is the MaxSim of the whole passage, headline included, plus that of its best stretch: is what was asked
    said in one place?
    """
    whole = np.array([one.score() for one in similar])
    return whole + np.maximum(best_stretches(similar), 0.0)


def best_stretches(similar: Sequence[TokenSimilarities]) -> NDArray[np.float64]:
    """The greatest MaxSim of any stretch of each passage, headline left out; -1 where there is no other token."""
    best = np.full(len(similar), -1.0)
    if not similar:
        return best
    offsets = np.concatenate([one.offsets for one in similar])
    inside = offsets >= 0
    if not inside.any():
        return best
    passages = np.repeat(np.arange(len(similar)), [len(one.offsets) for one in similar])[inside]
    numbers = offsets[inside] // BLOCK
    firsts = np.flatnonzero(np.diff(passages, prepend=-1) | np.diff(numbers, prepend=-1))
    cosines = np.hstack([one.cosines for one in similar])[:, inside]
    blocks = np.maximum.reduceat(cosines, firsts, axis=1)
    passages, numbers = passages[firsts], numbers[firsts]
    stretches = blocks.copy()
    for ahead in range(1, min(STRETCH, len(passages))):
        near = (passages[ahead:] == passages[:-ahead]) & (numbers[ahead:] - numbers[:-ahead] < STRETCH)
        np.maximum(stretches[:, :-ahead], blocks[:, ahead:], out=stretches[:, :-ahead], where=near)
    np.maximum.at(best, passages, stretches.mean(axis=0).astype(np.float64))
    return best


def joined(parts: Sequence[tuple[int, TokenSimilarities]]) -> TokenSimilarities:
    """The similarities of passages in a row as those of one; each comes with where it begins in the whole."""
    return TokenSimilarities(
        np.concatenate([np.where(one.offsets < 0, -1, one.offsets + start) for start, one in parts]),
        np.hstack([one.cosines for _, one in parts]),
    )


def unpack(packed: bytes, dimension: int) -> TokenVectors:
    """The tokens of a packed passage: offsets as `TokenSimilarities` has them, and signs for vectors."""
    rows = np.frombuffer(packed, np.uint8).reshape(-1, 2 + dimension // 8)
    offsets = rows[:, :2].copy().view("<u2").ravel().astype(np.int64)
    offsets[offsets == HEADLINE] = -1
    return TokenVectors(offsets, 2 * np.unpackbits(rows[:, 2:], axis=1).astype(np.float32) - 1)
