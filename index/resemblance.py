"""Is one article a copy of another? A sketch to find candidates by, and a measure to confirm them with.

Only the reporter's own words count. What stands between quotation marks is left out, because two articles that
quote one speech at length are two sources, not one. Copies are rewritten, cut and merged, so sentences are compared
as sets of words, whatever their order; benchmarks/near_duplicates.py has the figures that settled this.
"""

import re
import zlib
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.keywords import STOP_WORDS, words

Hashes = NDArray[np.uint64]

SHINGLE = 3
"""Words in a shingle: few, so that some survive when every fourth word is changed."""

SKETCHED_AT_LEAST = 96
"""Shingles of an article in its sketch: all, when it has no more; never fewer than one in `SAMPLED`."""

SAMPLED = 8

COPIED_AT_LEAST = 0.54
"""Share of the shorter article that must be in the longer one for it to be a copy; measured, see the benchmark."""

SENTENCE_SHARED_AT_LEAST = 0.5
"""Share of a sentence's content words that makes another sentence a version of it."""

LENGTH_RATIO_AT_LEAST = 0.2
"""A much shorter article is an item of a round-up, not a copy of it: else round-ups would merge their stories."""

WORDS_AT_LEAST = 20
"""Content words that must be shared: two notes of one line each show nothing."""

_OWN_WORDS_AT_LEAST = 1 / 3  # an article with a smaller share of words outside quotation marks is compared whole
_LONGEST = 60  # content words; what is longer is a list of links or names that an outlet puts into many articles
_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+|\n+")


class Likeness(NamedTuple):
    """How much of the shorter of two articles is in the longer one."""

    share: float
    """Share of its content words, from 0 to 1, that stand in sentences of which the longer one has a version."""
    words: int
    """Number of these words."""
    ratio: float
    """Length of the shorter over that of the longer."""

    @property
    def is_copy(self) -> bool:
        """Whether one article is a copy of the other, perhaps cut, extended or rewritten."""
        enough = self.words >= WORDS_AT_LEAST and self.ratio >= LENGTH_RATIO_AT_LEAST
        return enough and self.share >= COPIED_AT_LEAST


class Wording:
    """The sentences of a text as sets of content words: what is compared."""

    def __init__(self, words: NDArray[np.uint32], sizes: NDArray[np.uint16]) -> None:
        """`words`: the hashed words of all sentences in a row; `sizes`: how many belong to each."""
        self.words = words
        self.sizes = sizes

    @classmethod
    def of(cls, sentences: list[list[str]]) -> Self:
        """The wording of a text; sentences of fewer than 3 or more than 60 content words are left out."""
        sets = [{word for word in sentence if word not in STOP_WORDS} for sentence in sentences]
        sets = [one for one in sets if 3 <= len(one) <= _LONGEST]
        hashed = [zlib.crc32(word.encode()) for one in sets for word in one]
        return cls(np.array(hashed, np.uint32), np.array([len(one) for one in sets], np.uint16))

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """What `pack` packed."""
        count = int.from_bytes(packed[:4], "little")
        return cls(np.frombuffer(packed, "<u4", offset=4 + 2 * count), np.frombuffer(packed, "<u2", count, 4))

    def pack(self) -> bytes:
        """As bytes: about 2 kB for 5,000 characters of text."""
        count = len(self.sizes).to_bytes(4, "little")
        return count + self.sizes.astype("<u2").tobytes() + self.words.astype("<u4").tobytes()

    def likeness(self, other: "Wording") -> Likeness:
        """How much of the shorter of the two is in the longer one."""
        shared = self._words_shared(other)
        key, other_key = ((len(one.words), one.words.tobytes()) for one in (self, other))
        if key <= other_key:
            return _likeness(self, other, shared)
        return _likeness(other, self, shared.T)

    def share_in(self, other: "Wording") -> float:
        """Share of the content words that stand in sentences of which `other` has a version."""
        return _likeness(self, other, other._words_shared(self).T).share

    def _words_shared(self, other: "Wording") -> NDArray[np.float32]:
        """Shape (sentences, sentences of `other`): how many words they share."""
        places = np.searchsorted(self._vocabulary, other.words)
        known = places < len(self._vocabulary)
        known[known] = self._vocabulary[places[known]] == other.words[known]
        theirs = np.zeros((len(other.sizes), len(self._vocabulary)), np.float32)
        theirs[other._rows[known], places[known]] = 1
        shared: NDArray[np.float32] = self._matrix @ theirs.T
        return shared

    @cached_property
    def _vocabulary(self) -> NDArray[np.uint32]:
        return np.unique(self.words)

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def _matrix(self) -> NDArray[np.float32]:
        matrix = np.zeros((len(self.sizes), len(self._vocabulary)), np.float32)
        matrix[self._rows, np.searchsorted(self._vocabulary, self.words)] = 1
        return matrix


def _likeness(shorter: Wording, longer: Wording, shared: NDArray[np.float32]) -> Likeness:
    if not len(shorter.words) or not len(longer.words):
        return Likeness(0.0, 0, 0.0)
    # A long sentence would contain half of many short ones: hence half its own length counts too.
    lengths = np.maximum(shorter.sizes[:, None], longer.sizes[None, :] / 2)
    versions = (shared >= SENTENCE_SHARED_AT_LEAST * lengths).any(axis=1)
    found = int(shorter.sizes[versions].sum())
    return Likeness(found / len(shorter.words), found, len(shorter.words) / len(longer.words))


def sentences_of(text: str) -> list[list[str]]:
    """The words of every sentence."""
    return [words(sentence) for sentence in _SENTENCE_END.split(text)]


def own_sentences_of(text: str) -> list[list[str]]:
    """The same without the quotations, unless they are nearly all of the text."""
    own = _QUOTED.sub(" ", text)
    return sentences_of(own if len(own) >= _OWN_WORDS_AT_LEAST * len(text) else text)


def sketch(sentences: list[list[str]]) -> Hashes:
    """The lowest of a text's hashed shingles, ascending, 48 bits each.

    Texts that share much share many of them, and one that is in the other as much as two that are alike (Broder
    1997, "On the resemblance and containment of documents", section 3: the sketches for containment).
    """
    hashed = np.array([zlib.crc32(word.encode()) for sentence in sentences for word in sentence], np.uint64)
    count = len(hashed) - SHINGLE + 1
    if count < 1:
        return np.empty(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for i in range(SHINGLE):
        mixed = (mixed + hashed[i : i + count]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    lowest: Hashes = np.unique(mixed >> np.uint64(16))
    return lowest[: max(SKETCHED_AT_LEAST, len(lowest) // SAMPLED)]
