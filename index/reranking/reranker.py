"""What every reranker can do."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Span

Scores = NDArray[np.float64]


class Passage(NamedTuple):
    """What is read together with the question."""

    headline: str
    text: str
    sentences: Sequence[Span]
    """Offsets into `text`; a sentence may reach out of it."""


class Reranker(Protocol):
    """Scores sentences by how well they answer a question. Safe to share between threads."""

    name: str

    def scores(self, question: str, passages: Sequence[Passage]) -> list[Scores]:
        """For each passage the scores of its sentences: the log-odds that one answers, against that nothing does."""
