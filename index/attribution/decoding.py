"""From scores to spans: the tags, the conditional random field's best path (Lafferty et al. 2001), spans of a path."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Span

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
"""BIO over the three roles: O, B-source, I-source, B-cue, I-cue, B-content, I-content."""

FORBIDDEN = -1e4
"""The score of a step that BIO does not allow."""

Scores = NDArray[np.float32]


class Part(NamedTuple):
    """A role's stretch of words."""

    role: str
    words: Span


@dataclass(frozen=True, slots=True)
class Transitions:
    """The field's parameters."""

    start: Scores
    """Shape (tags,)."""
    step: Scores
    """From a tag to the next, shape (tags, tags)."""

    def best_paths(self, emissions: Scores, lengths: Sequence[int]) -> list[NDArray[np.int64]]:
        """The best tags of each sequence (Viterbi); `emissions` (sequences, words, tags) are padded at the end."""
        count, longest, tags = emissions.shape
        ends = np.asarray(lengths)
        score = self.start + emissions[:, 0]
        identity = np.broadcast_to(np.arange(tags), (count, tags))
        back = np.empty((longest, count, tags), np.int64)
        for t in range(1, longest):
            candidates = score[:, :, None] + self.step
            best = candidates.argmax(axis=1)
            inside = (t < ends)[:, None]
            back[t] = np.where(inside, best, identity)
            reached = np.take_along_axis(candidates, best[:, None, :], axis=1)[:, 0] + emissions[:, t]
            score = np.where(inside, reached, score)
        paths = np.empty((count, longest), np.int64)
        paths[:, -1] = score.argmax(axis=1)
        rows = np.arange(count)
        for t in range(longest - 1, 0, -1):
            paths[:, t - 1] = back[t, rows, paths[:, t]]
        return [path[:length] for path, length in zip(paths, ends, strict=True)]


def allowed() -> tuple[Scores, Scores]:
    """What BIO allows, as scores to add to the starts and steps: 0, or `FORBIDDEN` for an I without its B."""
    start = np.zeros(len(TAGS), np.float32)
    step = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for to, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            start[to] = FORBIDDEN
            for origin, before in enumerate(TAGS):
                if before[2:] != tag[2:]:
                    step[origin, to] = FORBIDDEN
    return start, step


def parts(path: Sequence[int] | NDArray[np.int64], offset: int = 0) -> list[Part]:
    """The parts that a path of tags spells; word numbers count from `offset`."""
    found: list[Part] = []
    for i, number in enumerate(path, offset):
        tag = TAGS[number]
        if tag.startswith("B-"):
            found.append(Part(tag[2:], Span(i, i + 1)))
        elif tag != "O":
            role, words = found[-1]
            found[-1] = Part(role, Span(words.start, i + 1))
    return found
