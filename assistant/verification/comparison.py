"""A claim against a document, in numbers."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from assistant.quotation import is_quoted_from, quotations
from assistant.verification.claim import Claim
from assistant.verification.copying import copying_features
from assistant.verification.coverage import cover, coverage_features, with_name
from assistant.verification.document import Document
from assistant.verification.meaning import Meaning, meaning_features
from assistant.verification.polarity import polarity_features, scale_features
from assistant.verification.speech import Speech, attributed
from assistant.verification.wording import NEGATIONS, number_values, words
from index.article import Span
from index.keywords import stem

EMBEDDED = 2
"""Sentences that are embedded beside the claim."""

_NEUTRAL = frozenset(
    stem(verb) for verb in "said says added wrote writes tweeted stated explained noted told reporters".split()
)
"""Words beside a quotation that say nothing of their own."""


class Comparison:
    """A claim laid against a document."""

    def __init__(self, claim: Claim, document: Document, speech: Speech) -> None:
        self.claim = claim
        self.document = document
        self.coverage = cover(claim, document)
        self.attributed = attributed(claim, document, speech, self.coverage)
        if self.attributed.speaker and self.attributed.sentence is not None:
            self.coverage = with_name(self.coverage, claim, self.attributed.speaker, self.attributed.sentence)
        quoted = quotations(claim.text)
        self.missing_quotations = [one for one in quoted if not is_quoted_from(one.words, document.plain)]
        self._quotations = quoted

    @cached_property
    def verbatim(self) -> bool:
        """Whether the claim is but a quotation that the document has, and the name of the one who says it there."""
        speaker = self.attributed.speaker
        if not self._quotations or self.missing_quotations or speaker is None or self.attributed.agrees != "same":
            return False
        named = {word.stem for word in words(speaker)}
        spans = [one.span for one in self._quotations]
        outside = [word for word in self.claim.words if not any(start <= word.start < end for start, end in spans)]
        return not any(
            word.stem in NEGATIONS
            or word.stem.endswith("n't")
            or (word.content and not word.capital and word.stem not in named | _NEUTRAL)
            for word in outside
        )

    @cached_property
    def missing_numbers(self) -> list[str]:
        """The claim's numbers that the document does not give in any form."""
        document = self.document
        values = document.values | number_values(words(document.context))
        found = []
        for place, word in enumerate(self.claim.words):
            known = word.stem in document.positions or word.stem in document.context_stems
            if word.digit and not known and not number_values(self.claim.words[place : place + 2], first=True) & values:
                found.append(self.claim.text[word.start : word.end])
        return found

    @property
    def unknown_names(self) -> list[str]:
        """The claim's names that neither the document nor its context has."""
        known = zip(self.claim.content, self.coverage.known, strict=True)
        missing = {word.stem for word, there in known if not there and word.capital and word.start}
        words = [word for word in self.claim.words if word.stem in missing]
        return list(dict.fromkeys(self.claim.text[word.start : word.end] for word in words))

    @cached_property
    def word_features(self) -> dict[str, float]:
        """The features that need no embedding."""
        claim, document = self.claim, self.document
        return (
            coverage_features(claim, document, self.coverage)
            | copying_features(claim, document)
            | polarity_features(claim, document, self.coverage)
            | scale_features(claim, document)
            | {
                "sentences": float(np.log1p(len(document.sentences))),
                "speaker_same": float(self.attributed.agrees == "same"),
                "speaker_another": float(self.attributed.agrees == "another"),
                "speaker_unknown": float(self.attributed.agrees == "unknown"),
                "numbers_missing": float(len(self.missing_numbers)),
                "quotes": float(bool(self._quotations)),
                "quotes_missing": float(len(self.missing_quotations)),
            }
        )

    @property
    def texts(self) -> list[str]:
        """What `meaning_features` needs embedded: the claim and the sentences chosen for it."""
        return [self.claim.text, *(self.document.text_of(number) for number in self.coverage.chosen[:EMBEDDED])]

    def meaning_features(self, embedded: Sequence[Meaning]) -> dict[str, float]:
        """The features of the `texts`, embedded."""
        matched = np.asarray(self.coverage.present[:, list(self.coverage.chosen[:EMBEDDED])].any(axis=1))
        return meaning_features(self.claim, embedded[0], embedded[1:], self.coverage.weights, matched)

    def bearing(self, least: float) -> tuple[Span, ...]:
        """The best sentence, and those that add at least a share of the claim to it."""
        weights, present, chosen = self.coverage.weights, self.coverage.present, self.coverage.chosen
        total = float(weights.sum()) or 1.0
        spans: list[Span] = []
        covered = np.zeros(len(weights), bool)
        for number in chosen:
            gain = float(weights @ (present[:, number] & ~covered)) / total
            if gain > 0 and (not spans or gain >= least):
                spans.append(self.document.sentences[number].span)
                covered = covered | present[:, number]
        return tuple(spans)
