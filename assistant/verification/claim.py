"""A claim read: its words, its parts, its names and numbers, and whom it has speak."""

import re
from functools import cached_property

from assistant.verification.wording import PlacedWord, placed_words
from index.passages import split_sentences

LEAST_PART = 2
"""Content words that a part of a claim has at least: fewer are left with the part before."""

_JOINT = re.compile(
    r"[.;:!?]+[\"”’']*\s+|,?\s+(?:and|but|while|whereas|although|though|because|after|before|when|where|which|who|whose|"
    r"including|with|as)\s+|,\s+|\s[–—-]+\s",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=[\w”\"’'][\w”\"’'])\s?[.!?]+[\"”’']*\s+(?=[A-Za-z“\"‘'`])")
_LEANING = frozenset("he she they it his her their its this that these those".split())


class Claim:
    """A sentence, or a few, that a source is to bear out."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = placed_words(text)

    @cached_property
    def content(self) -> list[PlacedWord]:
        """Its words that carry meaning, each once."""
        return list({word.stem: word for word in reversed(self.words) if word.content}.values())[::-1]

    @cached_property
    def parts(self) -> list[list[int]]:
        """Its clauses, as numbers of the words in `content`; together they have all of them."""
        ends = [match.start() for match in _JOINT.finditer(self.text)] + [len(self.text)]
        parts: list[list[int]] = [[]]
        place = 0
        for end in ends:
            while place < len(self.content) and self.content[place].start < end:
                parts[-1].append(place)
                place += 1
            if len(parts[-1]) >= LEAST_PART:
                parts.append([])
        if len(parts) > 1 and len(parts[-1]) < LEAST_PART:
            rest = parts.pop()
            parts[-1] += rest
        return parts

    @cached_property
    def sentences(self) -> list[tuple[list[PlacedWord], list[int]]]:
        """The words of each of its sentences, with the numbers of those in `content`."""
        if self.cased:
            ends = [one.span.end for one in split_sentences(self.text)]
        else:
            ends = [match.end() for match in _STOP.finditer(self.text)] + [len(self.text) + 1]
        found = []
        start = 0
        for end in ends:
            own = [word for word in self.words if start <= word.start < end]
            stems = {word.stem for word in own}
            if own:
                found.append((own, [row for row, word in enumerate(self.content) if word.stem in stems]))
            start = end
        return found

    @cached_property
    def leaning(self) -> list[bool]:
        """Of each of its sentences, whether it begins by referring back."""
        return [own[0].stem in _LEANING for own, _ in self.sentences]

    @cached_property
    def cased(self) -> bool:
        """Whether it has capitals at all: a machine's summary may have none."""
        return any(word.capital for word in self.words)
