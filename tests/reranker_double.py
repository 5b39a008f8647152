"""A reranker for tests: it looks for one word."""

from collections.abc import Sequence

import numpy as np

from index.reranking import Passage
from index.reranking.reranker import Scores


class Rating:
    """Gives the sentences with a word one score, others another, and keeps what it was shown."""

    name = "double"

    def __init__(self, word: str, score: float = 100.0, otherwise: float = 0.0) -> None:
        self.word, self.score, self.otherwise = word, score, otherwise
        self.passages: list[Passage] = []

    def scores(self, question: str, passages: Sequence[Passage]) -> list[Scores]:
        self.passages += passages
        return [
            np.array(
                [
                    self.score if self.word in one.text[max(start, 0) : end] else self.otherwise
                    for start, end in one.sentences
                ]
            )
            for one in passages
        ]
