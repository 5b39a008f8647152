"""A text as the tagger reads it: words, windows of whole paragraphs, and the surroundings of a cue."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.article import Span
from index.attribution.features import Quotation, Start, features

WINDOW = 192
"""Tokens read at once: as many whole paragraphs as fit."""

LONGEST_UNIT = 160
"""Tokens; longer paragraphs are cut between sentences."""

REACH = 120
"""Tokens before and after a cue among which its source and content are sought."""

CLASSIFY, SEPARATE = 101, 102
"""The encoder's numbers for [CLS] and [SEP]; the latter ends each paragraph."""

DISTANCES = 17
"""Classes of a token's distance from the cue: in it, eight before and eight after it."""

_LINE = re.compile(r"[^\n]+")
Integers = NDArray[np.int64]
Number = TypeVar("Number", np.int64, np.float32)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, as the encoder's tokenizer parts it."""

    spans: list[Span]
    tokens: list[list[int]]
    """The word pieces of each word; never empty."""
    features: Integers
    """Shape (words, 3), see `features`."""
    units: list[Span]
    """Paragraphs, or pieces of long ones: stretches of word numbers that follow one another."""
    linked: list[bool]
    """For each unit whether it goes on with the one before: the same paragraph, or a quotation that runs on."""


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder reads at once: whole units."""

    ids: Integers
    """[CLS], then the word pieces of each unit and [SEP]; shape (tokens,)."""
    features: Integers
    """Of each token, shape (tokens, 3); zero for [CLS] and [SEP]."""
    words: Span
    """The numbers of its words."""
    first: Integers
    """The position of each word's first piece, shape (words,)."""
    bounds: Integers
    """Where the run of linked units around each word begins, and the position after its end; shape (words, 2)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the second pass reads of a window for one cue."""

    tokens: Span
    """Positions in the window."""
    distances: Integers
    """The class of each token's distance from the cue, shape (tokens,)."""
    words: Span
    """The numbers of its words."""
    first: Integers
    """The position of each word's first piece, counted from `tokens.start`."""


def read_words(texts: Sequence[str], tokenizer: Tokenizer) -> list[Words]:
    """Part each text into words. The tokenizer must neither cut nor pad."""
    lines = [[line.span() for line in _LINE.finditer(text)] for text in texts]
    encodings = iter(
        tokenizer.encode_batch(
            [text[start:end] for text, spans in zip(texts, lines, strict=True) for start, end in spans],
            add_special_tokens=False,
        )
    )
    return [
        _words(text, [(start, next(encodings)) for start, _ in spans]) for text, spans in zip(texts, lines, strict=True)
    ]


def windows(words: Words, longest: int = WINDOW) -> Iterator[Window]:
    """Pack the units into windows of at most `longest` tokens, in order."""
    start = 0
    while start < len(words.units):
        end, length = start, 1
        while end < len(words.units):
            length += 1 + sum(len(words.tokens[i]) for i in range(*words.units[end]))
            if length > longest and end > start:
                break
            end += 1
        yield _window(words, start, end)
        start = end


def surroundings(window: Window, cue: Span) -> Surroundings:
    """What the second pass reads to find the source and content of a cue; `cue` in word numbers."""
    first, last = cue.start - window.words.start, cue.end - 1 - window.words.start
    cue_start, cue_end = int(window.first[first]), int(window.first[last]) + 1
    start = max(int(window.bounds[first, 0]), cue_start - REACH)
    end = min(int(window.bounds[last, 1]), cue_end + REACH)
    low, high = np.searchsorted(window.first, (start, end))
    return Surroundings(
        tokens=Span(start, end),
        distances=_distances(np.arange(start, end), cue_start, cue_end),
        words=Span(window.words.start + int(low), window.words.start + int(high)),
        first=window.first[low:high] - start,
    )


def stack(rows: Sequence[NDArray[Number]]) -> NDArray[Number]:
    """Rows of unequal length as one array, zeros at their ends."""
    stacked = np.zeros((len(rows), max(map(len, rows)), *rows[0].shape[1:]), rows[0].dtype)
    for target, row in zip(stacked, rows, strict=True):
        target[: len(row)] = row
    return stacked


def presence(lengths: Sequence[int]) -> Integers:
    """1 where a row of this length has something, 0 behind its end; shape (rows, longest)."""
    mask: Integers = (np.arange(max(lengths)) < np.asarray(lengths)[:, None]).astype(np.int64)
    return mask


def _distances(positions: Integers, start: int, end: int) -> Integers:
    """The class of each position's distance from the cue at `start` to `end`: 0 in it, 1-8 before, 9-16 after it."""
    before = np.clip(start - positions, 0, None)
    far = before + np.clip(positions - end + 1, 0, None)
    magnitude = np.ceil(np.log2(np.clip(far, 1, 128))).astype(np.int64) + 1
    return np.where(far == 0, 0, np.where(before > 0, magnitude, magnitude + 8))


def _words(text: str, lines: list[tuple[int, Encoding]]) -> Words:
    spans: list[Span] = []
    tokens: list[list[int]] = []
    paragraphs: list[int] = []
    for paragraph, (offset, encoding) in enumerate(lines):
        previous = None
        for number, word, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
            if word == previous:
                tokens[-1].append(number)
                spans[-1] = Span(spans[-1].start, max(spans[-1].end, offset + end))
            else:
                tokens.append([number])
                spans.append(Span(offset + start, offset + end))
                paragraphs.append(paragraph)
                previous = word
    table = features(text, spans, paragraphs)
    units, linked = _units(tokens, paragraphs, table)
    return Words(spans, tokens, table, units, linked)


def _units(tokens: list[list[int]], paragraphs: list[int], table: Integers) -> tuple[list[Span], list[bool]]:
    """Cut at paragraphs; a unit that grows too long also at its last sentence start, or where it is full."""
    cuts: list[int] = []
    start, length, sentence = 0, 0, 0
    starts_sentence = (table[:, 2] == Start.SENTENCE).tolist()
    for i, pieces in enumerate(tokens):
        if i > 0 and paragraphs[i] != paragraphs[i - 1]:
            start, length = i, 0
            cuts.append(i)
        elif length + len(pieces) > LONGEST_UNIT:
            start = sentence if sentence > start else i
            length = sum(len(tokens[k]) for k in range(start, i))
            cuts.append(start)
        if starts_sentence[i]:
            sentence = i
        length += len(pieces)
    edges = [0, *cuts, len(tokens)] if tokens else [0]
    units = [Span(*pair) for pair in pairwise(edges)]
    return units, [_goes_on(unit.start, paragraphs, table) for unit in units]


def _goes_on(first: int, paragraphs: list[int], table: Integers) -> bool:
    if first == 0:
        return False
    if paragraphs[first] == paragraphs[first - 1]:
        return True
    left_open = table[first - 1, 1] in (Quotation.INSIDE, Quotation.OPENS)
    return bool(left_open and table[first, 1] == Quotation.OPENS)


def _window(words: Words, start: int, end: int) -> Window:
    ids, rows, first = [CLASSIFY], [-1], []
    runs: list[list[int]] = []
    run_of: list[int] = []
    for number in range(start, end):
        if number == start or not words.linked[number]:
            runs.append([len(ids), 0])
        for word in range(*words.units[number]):
            first.append(len(ids))
            run_of.append(len(runs) - 1)
            ids += words.tokens[word]
            rows += [word] * len(words.tokens[word])
        ids.append(SEPARATE)
        rows.append(-1)
        runs[-1][1] = len(ids)
    padded = np.vstack([words.features, np.zeros((1, words.features.shape[1]), np.int64)])
    span = Span(words.units[start].start, words.units[end - 1].end)
    return Window(np.array(ids), padded[rows], span, np.array(first), np.array(runs)[run_of])
