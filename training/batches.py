"""Batches for both passes: windows of articles, and the surroundings of cues in them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from index.article import Span
from index.attribution.decoding import TAGS, Part
from index.attribution.instances import WINDOW, Surroundings, Window, presence, stack, surroundings, windows
from training.polnear import Labelled, tag_parts, tags_between

SHORTEST_WINDOW = 112
"""Each article's limit is drawn between this and `WINDOW`, so that other paragraphs meet in each epoch."""

CURLY = {1523: 1000, 1524: 1000, 1520: 1005, 1521: 1005}
"""The encoder's numbers of curly quotation marks and apostrophes -> of straight ones."""
STRAIGHTENED = 0.15
"""Share of the windows whose marks are made straight, as many outlets write them."""


MISMARKED = 0.4
"""Share of the true cues that are marked as the reader guesses them, so that the linker learns to correct."""
WRONG = 0.35
"""Most cues to reject, for each true one."""
CUE_TAGS = [number for number, tag in enumerate(TAGS) if tag.endswith("-cue")]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with what is attributed in it."""

    window: Window
    tags: NDArray[np.int64]
    """Of each word, over all attributions."""
    attributions: list[tuple[Span, list[Part]]]
    """Those whose cue lies in the window: the cue and all parts, in word numbers."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors for one pass; `words` picks each word's first piece."""

    words: Tensor
    tags: Tensor
    word_mask: Tensor


def examples(articles: list[Labelled], chance: random.Random) -> list[Example]:
    """Cut the articles into windows, differently each time."""
    return [
        _example(article, window, straight=chance.random() < STRAIGHTENED)
        for article in articles
        for window in windows(article.words, chance.randint(SHORTEST_WINDOW, WINDOW))
    ]


def batches(found: list[Example], tokens: int, chance: random.Random) -> Iterator[list[Example]]:
    """Examples of like length, about `tokens` together, in random order."""
    by_length = sorted(found, key=lambda example: len(example.window.ids) + 8 * chance.random())
    groups: list[list[Example]] = [[]]
    for example in by_length:
        groups[-1].append(example)
        if len(groups[-1]) * len(example.window.ids) >= tokens:
            groups.append([])
    chance.shuffle(groups)
    return (group for group in groups if group)


def window_batch(group: list[Example]) -> tuple[tuple[Tensor, Tensor, Tensor], Batch]:
    """The reader's inputs (ids, features, mask) and the words' tags."""
    ids = stack([example.window.ids for example in group])
    features = stack([example.window.features for example in group])
    mask = presence([len(example.window.ids) for example in group])
    inputs = (torch.from_numpy(ids), torch.from_numpy(features), torch.from_numpy(mask))
    return inputs, _batch([example.window.first for example in group], [example.tags for example in group])


def cue_batch(hidden: Tensor, cues: list[tuple[int, Surroundings, list[Part]]]) -> tuple[tuple[Tensor, ...], Batch]:
    """The linker's inputs (hidden, distances, mask) and tags; each cue has its window's row and the parts to find."""
    tags = []
    for _, around, parts in cues:
        row = np.zeros(len(around.first), np.int64)
        tag_parts(row, parts, around.words.start)
        tags.append(row)
    pieces = [hidden[row, around.tokens.start : around.tokens.end] for row, around, _ in cues]
    inputs = (
        torch.nn.utils.rnn.pad_sequence(pieces, batch_first=True),
        torch.from_numpy(stack([around.distances for _, around, _ in cues])),
        torch.from_numpy(presence([len(around.distances) for _, around, _ in cues])),
    )
    return inputs, _batch([around.first for _, around, _ in cues], tags)


def cues(
    group: list[Example], scores: NDArray[np.float32], threshold: float, chance: random.Random
) -> list[tuple[int, Surroundings, list[Part]]]:
    """True cues with their parts; also words that the reader takes for cues with none, for the linker to reject."""
    chosen: list[tuple[int, Surroundings, list[Part]]] = []
    wrong: list[tuple[float, int, Span]] = []
    for row, example in enumerate(group):
        guesses = _guesses(scores[row, : len(example.tags)], example.window.words.start, threshold)
        for cue, parts in example.attributions:
            like = [guess for _, guess in guesses if guess.overlaps(cue)]
            mark = chance.choice(like) if like and chance.random() < MISMARKED else cue
            chosen.append((row, surroundings(example.window, mark), parts))
        true = [cue for cue, _ in example.attributions]
        wrong += [(score, row, guess) for score, guess in guesses if not any(guess.overlaps(cue) for cue in true)]
    wrong.sort(reverse=True)
    most = int(WRONG * len(chosen)) + 2
    chosen += [(row, surroundings(group[row].window, guess), []) for _, row, guess in wrong[:most]]
    return sorted(chosen, key=lambda one: len(one[1].distances))


def _guesses(scores: NDArray[np.float32], offset: int, threshold: float) -> list[tuple[float, Span]]:
    """Neighbouring words whose score as a cue is above or not far below that of no role, with the best such score."""
    margins = scores[:, CUE_TAGS].max(axis=1) - scores[:, 0]
    likely = np.flatnonzero(margins > threshold)
    runs = np.split(likely, np.flatnonzero(np.diff(likely) > 1) + 1) if len(likely) else []
    return [(float(margins[run].max()), Span(offset + int(run[0]), offset + int(run[-1]) + 1)) for run in runs]


def _example(article: Labelled, window: Window, *, straight: bool) -> Example:
    start, end = window.words
    inside = []
    for parts in article.attributions:
        cue = next((part.words for part in parts if part.role == "cue"), None)
        if cue is not None and start <= cue.start and cue.end <= end:
            inside.append((cue, parts))
    if straight:
        ids = window.ids.copy()
        for curly, plain in CURLY.items():
            ids[ids == curly] = plain
        window = Window(ids, window.features, window.words, window.first, window.bounds)
    return Example(window, tags_between(article, start, end), inside)


def _batch(first: list[NDArray[np.int64]], tags: list[NDArray[np.int64]]) -> Batch:
    mask = presence([len(row) for row in first]).astype(bool)
    return Batch(torch.from_numpy(stack(first)), torch.from_numpy(stack(tags)), torch.from_numpy(mask))
