"""Finds attributions in two passes: one reads the text for cues, one reads around each cue for its source and content.

The second pass also decides whether the cue is one at all, and where exactly it ends, so the first may offer too
many. As each cue has a pass of its own, attributions may share a source and lie within one another.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

from tokenizers import Tokenizer

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.decoding import Scores, Transitions, parts
from index.attribution.instances import (
    Integers,
    Surroundings,
    Window,
    Words,
    read_words,
    stack,
    surroundings,
    windows,
)
from index.attribution.quoting import kind_of

WINDOWS = 16
"""Windows whose paths are sought side by side."""

TEXTS = 64
"""Texts that are in memory as words at once."""


Item = TypeVar("Item")


class Passes(Protocol):
    """The network, however it is run: on one window or cue at a time, as a CPU gains nothing by padded batches."""

    def read(self, ids: Integers, features: Integers) -> tuple[Scores, Scores]:
        """One window's (tokens,) and (tokens, 3) -> hidden states (tokens, width), scores of tags (tokens, tags)."""
        ...

    def link(self, hidden: Scores, distances: Integers) -> Scores:
        """The states (tokens, width) around one cue -> scores of tags for its attribution (tokens, tags)."""
        ...


class Found(NamedTuple):
    """An attribution in word numbers."""

    source: tuple[Span, ...]
    cue: Span
    content: tuple[Span, ...]


class TwoPassTagger:
    """A `Tagger` over any `Passes`. Groups of windows run side by side, one thread each."""

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
        read = [self._passes.read(window.ids, window.features) for window in group]
        paths = _best_paths(
            self._reading, [scores[window.first] for (_, scores), window in zip(read, group, strict=True)]
        )
        cues = [
            (row, surroundings(window, part.words), part.words)
            for row, (window, path) in enumerate(zip(group, paths, strict=True))
            for part in parts(path, window.words.start)
            if part.role == "cue"
        ]
        found: list[list[Found]] = [[] for _ in group]
        linked = self._link([(read[row][0], around, cue) for row, around, cue in cues])
        for (row, _, _), attribution in zip(cues, linked, strict=True):
            if attribution and all(attribution.cue != other.cue for other in found[row]):
                found[row].append(attribution)
        return found

    def _link(self, cues: list[tuple[Scores, Surroundings, Span]]) -> Iterator[Found | None]:
        """The attribution of each cue, given its window's states and its surroundings; None where it is rejected."""
        scores = [
            self._passes.link(hidden[around.tokens.start : around.tokens.end], around.distances)[around.first]
            for hidden, around, _ in cues
        ]
        for path, (_, around, cue) in zip(_best_paths(self._linking, scores), cues, strict=True):
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


def _best_paths(field: Transitions, scores: list[Scores]) -> list[Integers]:
    """The best tags of each row of words, `scores` (words, tags)."""
    return field.best_paths(stack(scores), [len(row) for row in scores]) if scores else []


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
