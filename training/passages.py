"""The passages that a query encoder learns to find, as a library keeps them."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from index.late_interaction import BLOCK, STRETCH, unpack
from training.model import WIDTH

_NOWHERE = -2
"""Stands for the offset of padding."""


class Question(NamedTuple):
    """A question and where it is answered."""

    text: str
    evidence: list[list[tuple[int, int, int]]]
    """For each piece the passages that hold it: number, start and end."""
    candidates: list[int]

    @property
    def positives(self) -> set[int]:
        """Every passage that holds evidence."""
        return {place[0] for piece in self.evidence for place in piece}


class Similar(NamedTuple):
    """How near a question comes to some passages."""

    passages: Tensor
    """As `index.late_interaction.late_scores`. Shape (passages,)."""
    sentences: list[Tensor]
    """MaxSim of every sentence, for each passage of shape (sentences,)."""


class Passages:
    """The passages of one library, and the questions about them; see `training.query_cases`."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "passages.npz") as stored:
            numbers, ends, packed = stored["numbers"].tolist(), stored["ends"].tolist(), stored["tokens"].tobytes()
            self.places = {number: place for place, number in enumerate(numbers)}
            """Row of each passage's vector."""
            self.vectors = torch.from_numpy(stored["vectors"])
            """Shape (passages, width)."""
            self._packed = [packed[start:end] for start, end in zip([0, *ends], ends, strict=False)]
            self._sentences: list[list[tuple[int, int]]] = [[] for _ in numbers]
            for place, start, end in stored["sentences"].tolist():
                self._sentences[place].append((start, end))
        lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        read = [json.loads(line) for line in lines]
        self.questions = [Question(one["question"], one["evidence"], one["candidates"]) for one in read]

    def sentences_at(self, number: int, start: int, end: int) -> list[int]:
        """Which sentences of a passage a stretch of it touches."""
        of_passage = self._sentences[self.places[number]]
        return [i for i, (first, last) in enumerate(of_passage) if first < end and start < last]

    def similar(self, question: Tensor, numbers: list[int]) -> Similar:
        """Compare the tokens of a question, unit vectors of shape (tokens, width), with those of passages."""
        places = [self.places[number] for number in numbers]
        tokens = [unpack(self._packed[place], WIDTH) for place in places]
        longest = max(len(one.offsets) for one in tokens)
        signs = np.zeros((len(tokens), longest, WIDTH), np.float32)
        offsets = np.full((len(tokens), longest), _NOWHERE)
        sentences = np.full((len(tokens), longest), -1)
        for row, (place, one) in enumerate(zip(places, tokens, strict=True)):
            signs[row, : len(one.offsets)] = one.vectors
            offsets[row, : len(one.offsets)] = one.offsets
            for number, (start, end) in enumerate(self._sentences[place]):
                sentences[row, : len(one.offsets)][(one.offsets >= start) & (one.offsets < end)] = number
        cosines = torch.from_numpy(signs) @ question.T / WIDTH**0.5
        whole = cosines.masked_fill(torch.from_numpy(offsets == _NOWHERE)[:, :, None], -1).amax(1).mean(1)
        blocks = _greatest(cosines, np.where(offsets >= 0, offsets // BLOCK, -1), STRETCH)
        count = blocks.shape[1] - STRETCH + 1
        stretches = torch.stack([blocks[:, start : start + count] for start in range(STRETCH)]).amax(0).mean(2).amax(1)
        of_sentences = _greatest(cosines, sentences, 0).mean(2)
        return Similar(
            whole + stretches.clamp(min=0),
            [scores[: len(self._sentences[place])] for scores, place in zip(of_sentences, places, strict=True)],
        )


def _greatest(cosines: Tensor, groups: np.ndarray, spare: int) -> Tensor:
    """The greatest cosine of each group of tokens, of shape (passages, groups + spare, question tokens).

    `groups` has the group of each token, -1 for those in none; a group without tokens has -1.
    """
    count = int(groups.max()) + 1 + spare
    index = torch.from_numpy(np.where(groups >= 0, groups, count))[:, :, None].expand_as(cosines)
    found = cosines.new_full((cosines.shape[0], count + 1, cosines.shape[2]), -1)
    return found.scatter_reduce(1, index, cosines, "amax")[:, :count]
