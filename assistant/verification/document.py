"""A source prepared for many claims: its sentences and words, and where each word stands."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from assistant.quotation import plain_words
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
        for sentence in self.sentences:
            self.first.append(len(self.words))
            self.words += words(text[slice(*sentence.span)])
        self.first.append(len(self.words))
        self.positions: dict[str, list[int]] = {}
        """Stem -> the numbers of the words that have it, in order."""
        for position, word in enumerate(self.words):
            self.positions.setdefault(word.stem, []).append(position)
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

    def places(self, stem: str) -> list[int]:
        """The sentences that have a stem, in order, each once."""
        return sorted({self.sentence_of(position) for position in self.positions.get(stem, ())})

    def sentence_of(self, position: int) -> int:
        """The sentence in which a word stands."""
        return bisect_right(self.first, position, hi=len(self.sentences)) - 1

    def follows(self, one: str, other: str) -> list[int]:
        """Where two stems stand in a row: numbers of the first of them."""
        ends = self.words
        return [at for at in self.positions.get(one, ()) if at + 1 < len(ends) and ends[at + 1].stem == other]

    @cached_property
    def plain(self) -> str:
        """Its words alone, in which quotations are looked for."""
        return plain_words(self.text)

    @cached_property
    def values(self) -> frozenset[float]:
        """What its numbers come to: 1500000.0 for "1.5 million"."""
        return number_values(self.words)

    @cached_property
    def _roots(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stem in self.positions:
            if len(stem) >= KIN:
                found.setdefault(stem[:KIN], []).append(stem)
        return found

    def kin(self, stem: str) -> list[str]:
        """The document's stems that are this one or, if it has it not, those of the same root."""
        if stem in self.positions:
            return [stem]
        if len(stem) < KIN + 1 or stem[0].isdigit():
            return []
        shared = max(KIN, len(stem) - 3)
        return [
            one
            for one in self._roots.get(stem[:KIN], ())
            if one[:shared] == stem[:shared] and len(one) <= len(stem) + 3
        ]

    def rarity(self, stems: Sequence[str]) -> float:
        """How much a word tells, 1 and more: by the share of sentences that have any of its stems."""
        count = max((len(self.places(stem)) for stem in stems), default=0)
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
