"""A claim against a document, in numbers."""

from functools import cached_property

import numpy as np

from assistant.quotation import find_quotation, quotations
from assistant.verification.claim import Claim
from assistant.verification.copying import copying_features
from assistant.verification.coverage import cover, coverage_features
from assistant.verification.document import Document
from assistant.verification.meaning import Meaning, meaning_features
from assistant.verification.polarity import polarity_features, scale_features
from assistant.verification.speech import Speech, attributed


class Comparison:
    """A claim laid against a document."""

    def __init__(self, claim: Claim, document: Document, speech: Speech) -> None:
        self.claim = claim
        self.document = document
        self.coverage = cover(claim, document)
        self.attributed, self.speaker = attributed(claim, document, speech, self.coverage)
        self.quotes = [find_quotation(one.words, document.text) is not None for one in quotations(claim.text)]

    @cached_property
    def words(self) -> dict[str, float]:
        """The features that need no embedding."""
        claim, document = self.claim, self.document
        return (
            coverage_features(claim, document, self.coverage)
            | copying_features(claim, document)
            | polarity_features(claim, document, self.coverage)
            | scale_features(claim, document)
            | {
                "sentences": float(np.log1p(len(document.sentences))),
                "speaker_same": float(self.attributed == "same"),
                "speaker_another": float(self.attributed == "another"),
                "speaker_unknown": float(self.attributed == "unknown"),
                "quotes": float(bool(self.quotes)),
                "quotes_missing": float(sum(not one for one in self.quotes)),
            }
        )

    def meaning(self, own: Meaning, theirs: list[Meaning]) -> dict[str, float]:
        """The features of the claim's and the chosen sentences' embeddings."""
        matched = self.coverage.present[:, list(self.coverage.chosen)].any(axis=1)
        return meaning_features(self.claim, own, theirs, self.coverage.weights, matched)
