"""What the ledger knows of who spoke an article's words, be it "he" in the text."""

from collections.abc import Mapping, Sequence

from assistant.quotation import find_quotation
from assistant.verification.wording import words
from index.article import Span
from index.attribution.attribution import Statement

FEWEST_WORDS = 3
"""Of a quotation: fewer may stand in an article twice, said by two."""
MOST_OF_IT = 0.6
"""Share of what a claim has somebody say that the content of a statement has, to be what the claim is about."""


class RecordedSpeech:
    """The ledger's statements of one article."""

    def __init__(self, text: str, statements: Sequence[Statement] = ()) -> None:
        self._text = text
        self._statements = [one for one in statements if one.attribution.content]
        self._stems: dict[int, frozenset[str]] = {}

    def speakers_of_quotation(self, quoted: str) -> tuple[Span | None, frozenset[str]]:
        """Where these very words stand, and who said them; nobody if that is not known, or they are too few to tell."""
        span = find_quotation(quoted, self._text) if len(quoted.split()) >= FEWEST_WORDS else None
        return span, frozenset() if span is None else self._names(self._reaching(span))

    def speakers_of_words(self, said: Mapping[str, float], sentence: Span) -> frozenset[str]:
        """Who said, in a sentence, most of some words, given by stem with their weights.

        Empty if nobody is known to have, or several statements have as many of them and not all are known.
        """
        best, found = MOST_OF_IT * sum(said.values()), list[Statement]()
        for statement in self._reaching(sentence):
            score = sum(weight for stem, weight in said.items() if stem in self._content(statement))
            if score > best:
                best, found = score, []
            if score >= best > 0:
                found.append(statement)
        return self._names(found)

    def statements_in(self, span: Span) -> list[Statement]:
        """The statements whose content reaches into a span."""
        return self._reaching(span)

    def _reaching(self, span: Span) -> list[Statement]:
        return [one for one in self._statements if any(part.overlaps(span) for part in one.attribution.content)]

    def _names(self, statements: Sequence[Statement]) -> frozenset[str]:
        if any(one.speaker is None for one in statements):
            return frozenset()
        return frozenset(one.speaker.name for one in statements if one.speaker)

    def _content(self, statement: Statement) -> frozenset[str]:
        key = id(statement)
        if key not in self._stems:
            parts = statement.attribution.content
            self._stems[key] = frozenset(word.stem for part in parts for word in words(self._text[slice(*part)]))
        return self._stems[key]
