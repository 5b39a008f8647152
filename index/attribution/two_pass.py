"""Finds attributions in two passes: one reads the text for cues, one reads around each cue for its source and content.

The second pass also decides whether the cue is one at all, and where exactly it ends, so the first may offer too
many. As each cue has a pass of its own, attributions may share a source and lie within one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from tokenizers import Tokenizer

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.decoding import Scores, Transitions, parts
from index.attribution.instances import (
    Integers,
    Surroundings,
    Window,
    Words,
    presence,
    read_words,
    stack,
    surroundings,
    windows,
)
from index.attribution.quoting import kind_of

WINDOWS = 8
"""Windows of a batch; more are no faster on a CPU and need more memory."""

CUES = 16
"""Cues of a batch."""

TEXTS = 64
"""Texts that are in memory as words at once."""


Item = TypeVar("Item")


class Passes(Protocol):
    """The network, however it is run."""

    def read(self, ids: Integers, features: Integers, mask: Integers) -> tuple[Scores, Scores]:
        """Hidden states (windows, tokens, width) and scores of tags (windows, tokens, tags)."""
        ...

    def link(self, hidden: Scores, distances: Integers, mask: Integers) -> Scores:
        """Scores of tags for the attribution of one cue each (cues, tokens, tags)."""
        ...


class Found(NamedTuple):
    """An attribution in word numbers."""

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]


class TwoPassTagger:
    """A `Tagger` over any `Passes`. Batches run side by side, one thread each."""

    def __init__(
        self,
        name: str,
        passes: Passes,
        reading: Transitions,
        linking: Transitions,
        tokenizer: Tokenizer,
        *,
        threads: int,
    ) -> None:
        self.name = name
        self._passes = passes
        self._reading = reading
        self._linking = linking
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="tagger")

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """See `Tagger.tag`."""
        found: list[list[Attribution]] = []
        for start in range(0, len(texts), TEXTS):
            found += self._tag(texts[start : start + TEXTS])
        return found

    def _tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        read = read_words(texts, self._tokenizer)
        cut = [(number, window) for number, words in enumerate(read) for window in windows(words)]
        cut.sort(key=lambda one: -len(one[1].ids))
        groups = list(_grouped(cut, WINDOWS))
        found: list[list[Attribution]] = [[] for _ in texts]
        results = self._pool.map(lambda group: self._run([window for _, window in group]), groups)
        for group, of_windows in zip(groups, results, strict=True):
            for (number, _), attributions in zip(group, of_windows, strict=True):
                found[number] += [_attribution(read[number], one) for one in attributions]
        return [sorted(of_text, key=_first_character) for of_text in found]

    def _run(self, group: list[Window]) -> list[list[Found]]:
        """Both passes over a few windows."""
        hidden, scores = self._passes.read(
            stack([window.ids for window in group]),
            stack([window.features for window in group]),
            presence([len(window.ids) for window in group]),
        )
        paths = self._reading.best_paths(*_of_words(scores, [window.first for window in group]))
        cues = [
            (row, surroundings(window, part.words), part.words)
            for row, (window, path) in enumerate(zip(group, paths, strict=True))
            for part in parts(path, window.words.start)
            if part.role == "cue"
        ]
        cues.sort(key=lambda cue: len(cue[1].distances))
        found: list[list[Found]] = [[] for _ in group]
        for some in _grouped(cues, CUES):
            for (row, _, _), attribution in zip(some, self._link(hidden, some), strict=True):
                if attribution and all(attribution.cue != other.cue for other in found[row]):
                    found[row].append(attribution)
        return found

    def _link(self, hidden: Scores, cues: list[tuple[int, Surroundings, Span]]) -> Iterator[Found | None]:
        lengths = [len(around.distances) for _, around, _ in cues]
        states = np.zeros((len(cues), max(lengths), hidden.shape[2]), np.float32)
        for target, length, (row, around, _) in zip(states, lengths, cues, strict=True):
            target[:length] = hidden[row, around.tokens.start : around.tokens.end]
        distances = stack([around.distances for _, around, _ in cues])
        scores = self._passes.link(states, distances, presence(lengths))
        paths = self._linking.best_paths(*_of_words(scores, [around.first for _, around, _ in cues]))
        for path, (_, around, cue) in zip(paths, cues, strict=True):
            spans: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
            for role, words in parts(path, around.words.start):
                spans[role].append(words)
            kept = next((words for words in spans["cue"] if words.overlaps(cue)), None)
            if kept is None or not spans["content"]:
                yield None
            else:
                yield Found(tuple(spans["source"]), kept, tuple(spans["content"]))


def _grouped(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


def _of_words(scores: Scores, first: list[Integers]) -> tuple[Scores, list[int]]:
    """The scores of each word's first piece, and how many words each row has."""
    picked: Scores = np.take_along_axis(scores, stack(first)[:, :, None], axis=1)
    return picked, [len(row) for row in first]


def _attribution(words: Words, found: Found) -> Attribution:
    def characters(stretches: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(Span(words.spans[start].start, words.spans[end - 1].end) for start, end in stretches)

    return Attribution(
        source=characters(found.source),
        cue=characters([found.cue]),
        content=characters(found.content),
        kind=kind_of(words, found.content),
    )


def _first_character(attribution: Attribution) -> int:
    return min(span.start for span in attribution.source + attribution.cue + attribution.content)
