"""A source prepared for many claims: its sentences and words, and where each word stands."""

import math
from collections.abc import Sequence
from functools import cached_property

from assistant.verification.wording import Word, number_values, words
from index.article import Span
from index.passages import split_sentences

KIN = 4
"""Letters that two stems of one root share at least: "china" and "chines"."""


class Document:
    """A text that claims are held against, with what its reader knows besides."""

    def __init__(self, text: str, context: str = "") -> None:
        """`context`: headline, outlet, author and date, which supply names and dates but no statements."""
        self.text = text
        self.context = context
        self.sentences = split_sentences(text)
        self.words: list[Word] = []
        self.first: list[int] = []
        """Number of the first word of each sentence, and of the end."""
        self.places: dict[str, list[int]] = {}
        """Stem -> the sentences that have it, in order, each once."""
        for number, sentence in enumerate(self.sentences):
            self.first.append(len(self.words))
            start = sentence.span.start
            for word in words(text[start : sentence.span.end]):
                self.words.append(word._replace(start=word.start + start, end=word.end + start))
                there = self.places.setdefault(word.stem, [])
                if not there or there[-1] != number:
                    there.append(number)
        self.first.append(len(self.words))
        self.context_stems = {word.stem for word in words(context)}

    def words_of(self, sentence: int) -> list[Word]:
        """The words of a sentence."""
        return self.words[self.first[sentence] : self.first[sentence + 1]]

    def text_of(self, sentence: int) -> str:
        """The words of a sentence as they stand."""
        return self.text[slice(*self.sentences[sentence].span)]

    def span_of(self, sentences: Sequence[int]) -> Span:
        """From the first to the last of some sentences."""
        return Span(self.sentences[min(sentences)].span.start, self.sentences[max(sentences)].span.end)

    @cached_property
    def stems_of(self) -> list[frozenset[str]]:
        """The stems of every sentence."""
        return [frozenset(word.stem for word in self.words_of(number)) for number in range(len(self.sentences))]

    @cached_property
    def values(self) -> frozenset[float]:
        """What its numbers come to: 1500000.0 for "1.5 million"."""
        return number_values(self.words)

    @cached_property
    def pairs(self) -> dict[tuple[str, str], list[int]]:
        """Two words in a row -> the numbers of the first of them, wherever they stand."""
        found: dict[tuple[str, str], list[int]] = {}
        stems = [word.stem for word in self.words]
        for place, pair in enumerate(zip(stems, stems[1:], strict=False)):
            found.setdefault(pair, []).append(place)
        return found

    @cached_property
    def _roots(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stem in self.places:
            if len(stem) >= KIN:
                found.setdefault(stem[:KIN], []).append(stem)
        return found

    def kin(self, stem: str) -> list[str]:
        """The document's stems that are this one or, if it has it not, those of the same root."""
        if stem in self.places:
            return [stem]
        if len(stem) < KIN + 1 or stem[0].isdigit():
            return []
        shared = max(KIN, len(stem) - 3)
        return [
            one for one in self._roots.get(stem[:KIN], ()) if one[:shared] == stem[:shared] and len(one) <= len(stem) + 3
        ]

    def rarity(self, stems: Sequence[str]) -> float:
        """How much a word tells, 1 and more: by the share of sentences that have any of its stems."""
        count = max((len(self.places[stem]) for stem in stems), default=0)
        return 1.0 + math.log((1 + len(self.sentences)) / (1 + count)) / math.log(2 + len(self.sentences))

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems that the text writes with a capital wherever they do not begin a sentence."""
        capital: dict[str, int] = {}
        small: set[str] = set()
        for number in range(len(self.sentences)):
            for place, word in enumerate(self.words_of(number)):
                if not word.content or word.digit:
                    continue
                if not word.capital:
                    small.add(word.stem)
                elif place:
                    capital[word.stem] = capital.get(word.stem, 0) + 1
        return frozenset(stem for stem in capital if stem not in small)
