"""Who says what in a document, and whether a claim has the same one say it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.quotation import quotations
from assistant.speaker import REPORTING_VERBS, named_speakers
from assistant.verification.claim import Claim
from assistant.verification.coverage import Coverage
from assistant.verification.document import Document
from assistant.verification.recorded_speech import RecordedSpeech
from assistant.verification.wording import PlacedWord, words
from index.attribution.aliases import matching
from index.attribution.attribution import Statement
from index.keywords import stem

BACK = 6
"""Sentences before it in which "he" or "the minister" is looked for."""
SAID_AT_LEAST = 0.4
"""Share of what a claim has somebody say that one sentence of the source must have for its speaker to matter."""
Agreement = Literal["nobody", "same", "another", "unknown"]

_VERBS = "(?:" + "|".join(sorted(REPORTING_VERBS)) + ")"
_PRONOUN = re.compile(
    rf"\b(?:he|she|they|who)(?:\s+(?:also|later|has|had|then|would|again|\w+ly))*\s+{_VERBS}\b|{_VERBS}\s+(?:he|she)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:the|a|an|his|her|its|their|one|some|\d+)\s+(?:[\w’'-]+\s+){0,4}?[a-z]+(?:\s+also|\s+later|\s+has|\s+had)?"
    rf"\s+{_VERBS}\b|{_VERBS}\s+(?:the|a|an|his|her|its|their|one)\s+[a-z]+"
    r"|according to (?:the|a|an|his|her)?\s*[a-z]+",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w’'\-]+(?:\s+(?:[A-Z]\.\s+)?[A-Z][\w’'\-]+)*")
_FIRST = re.compile(
    r"(?:^|\"\"\s+)([A-Z][\w’'\-]+(?:\s+(?:[A-Z]\.\s+)?[A-Z][\w’'\-]+)*)" + rf"(?:,[^\"]{{1,90}},)?\s+{_VERBS}\b"
)
"""A name that begins a sentence or follows a quotation, whatever marks and asides stand between it and its verb."""
_MARKS = '"“”'
_VERB_STEMS = frozenset(stem(verb) for verb in REPORTING_VERBS)
_TITLES = frozenset(
    stem(word)
    for word in """mr mrs ms dr sen senator rep representative gov governor president vice minister prime secretary
    state judge mayor chairman chairwoman professor sir lord general director chief attorney former acting deputy
    spokesman spokeswoman congressman congresswoman leader republican democrat democratic jr sr house senate white press
    officer the of""".split()
)
_GRAVITY: tuple[Agreement, ...] = ("nobody", "same", "unknown", "another")


def agree(one: str, other: str) -> bool:
    """Whether two names can be the same one's: one has the other's last word, or all of its words."""
    first, second = (_essence(name) for name in (one, other))
    if not first or not second:
        return bool({word.stem for word in words(one)} & {word.stem for word in words(other)})
    return first[-1] == second[-1] or set(first) <= set(second) or set(second) <= set(first)


@lru_cache(maxsize=10_000)
def _essence(name: str) -> tuple[str, ...]:
    found = tuple(word.stem for word in words(name) if word.stem != "s" and word.stem not in _TITLES)
    return found or tuple(word.stem for word in words(name) if word.content)


class Speech:
    """The speakers of a document's sentences, as far as its words and the ledger tell."""

    def __init__(
        self, document: Document, statements: Sequence[Statement] = (), publishers: Sequence[str] = ()
    ) -> None:
        """`statements`: what the ledger has of the document; `publishers`: its outlet and author."""
        self._document = document
        self._known: dict[int, tuple[str, ...]] = {}
        self.recorded = RecordedSpeech(document.text, statements)
        self._publishers = frozenset(word.stem for name in publishers for word in words(name))

    def publishes(self, name: str) -> bool:
        """Whether a name is the outlet's or the author's: "according to the Delta Post" gives nobody's words away."""
        return {word.stem for word in words(name) if word.content} <= self._publishers

    def speakers(self, number: int) -> tuple[str, ...]:
        """Names of those who may be speaking in a sentence; empty if nobody is, or the text does not tell."""
        if number not in self._known:
            self._known[number] = ()  # while it is being found: a sentence never explains itself
            self._known[number] = self._find(number)
        return self._known[number]

    def _find(self, number: int) -> tuple[str, ...]:
        text = self._document.text_of(number)
        outside = _outside_quotation(text)
        first = [match.group(1) for match in _FIRST.finditer(outside)]
        named = [*named_speakers(text), *(name for name in first if any(word.content for word in words(name)))]
        if named:
            return tuple(dict.fromkeys(named))
        if _PRONOUN.search(outside):
            return self._antecedents(number)
        if _ROLE.search(outside):
            return ()
        if any(mark in text for mark in _MARKS) or self._within_quotation(number):
            return self._neighbours(number)
        return ()

    def _antecedents(self, number: int) -> tuple[str, ...]:
        """Whom "he" may mean: who spoke last, or whom the sentences before name first."""
        for before in range(number - 1, max(-1, number - 1 - BACK), -1):
            found = list(self.speakers(before))
            text = self._document.text_of(before)
            found += [match.group() for match in _NAME.finditer(_outside_quotation(text))][:2]
            found = [name for name in found if any(word.content for word in words(name))]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def _neighbours(self, number: int) -> tuple[str, ...]:
        """The speaker of a bare quotation: of its paragraph, else of the one before or after it."""
        sentences = self._document.sentences
        paragraph = sentences[number].paragraph
        for near in (number - 1, number + 1, number - 2, number + 2):
            if 0 <= near < len(sentences) and sentences[near].paragraph == paragraph:
                found = named_speakers(self._document.text_of(near)) or (
                    self._antecedents(near) if _PRONOUN.search(_outside_quotation(self._document.text_of(near))) else ()
                )
                if found:
                    return tuple(found)
        found = []
        for near in (number - 1, number + 1):
            if 0 <= near < len(sentences):
                found += self.speakers(near)
        return tuple(dict.fromkeys(found))

    def _within_quotation(self, number: int) -> bool:
        paragraph = self._document.sentences[number].paragraph
        first = number
        while first > 0 and self._document.sentences[first - 1].paragraph == paragraph:
            first -= 1
        before = self._document.text[
            self._document.sentences[first].span.start : self._document.sentences[number].span.start
        ]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1


class Attributed(NamedTuple):
    """How whom a claim has speak stands to who speaks in the source."""

    agrees: Agreement
    speaker: str | None = None
    """Whom the claim has speak, if that matters."""
    sentence: int | None = None
    """The sentence of the source whose speaker the ledger knows to be this one, be it "he" there."""
    instead: str | None = None
    """Who says it, where the ledger knows that to be another."""


def attributed(claim: Claim, document: Document, speech: Speech, coverage: Coverage) -> Attributed:
    """Compare whom a claim has speak with the source. Of a claim of several sentences, what is worst counts."""
    found = [Attributed("nobody")]
    if claim.cased and coverage.present.shape[1]:
        for own, rows in claim.sentences:
            text = claim.text[own[0].start - 1 if own[0].start else 0 : own[-1].end + 1]
            named = [name for name in named_speakers(text) if not speech.publishes(name)]
            if named:
                quoted = _quoted(named[0], text, document, speech)
                found.append(quoted or _attributed(named, rows, claim, document, speech, coverage))
    return max(found, key=lambda one: _GRAVITY.index(one.agrees))


def _quoted(name: str, text: str, document: Document, speech: Speech) -> Attributed | None:
    """Whether the ledger has the words that a sentence quotes said by the one it names; None if it does not tell."""
    for quotation in quotations(text):
        span, speakers = speech.recorded.speakers_of_quotation(quotation.words)
        if span is not None and speakers:
            place = next(i for i, sentence in enumerate(document.sentences) if sentence.span.overlaps(span))
            if _among(name, speakers):
                return Attributed("same", name, place)
            return Attributed("another", name, instead=min(speakers))
    return None


def _among(name: str, speakers: Collection[str]) -> bool:
    return bool(matching(name, speakers)) or any(agree(name, one) for one in speakers)


def _attributed(
    named: Sequence[str], rows: Sequence[int], claim: Claim, document: Document, speech: Speech, coverage: Coverage
) -> Attributed:
    """The same for one sentence, whose content words are `rows`."""
    names = {word.stem for name in named for word in words(name)}
    content = [(row, claim.content[row]) for row in rows]
    said = [row for row, word in content if word.stem not in names | _VERB_STEMS and not _is_title(word)]
    score = coverage.weights[said] @ coverage.present[said]
    if not said or score.max() < SAID_AT_LEAST * coverage.weights[said].sum():
        return Attributed("nobody")
    places = [int(i) for i in (-score).argsort()[:4] if score[i] >= 0.85 * score.max() and score[i] > 0]
    weighted = {claim.content[row].stem: float(coverage.weights[row]) for row in said}
    others, instead = False, None
    for place in places:
        recorded = speech.recorded.speakers_of_words(weighted, document.sentences[place].span)
        if recorded and _among(named[0], recorded):
            return Attributed("same", named[0], place)
        speakers = recorded or speech.speakers(place)
        if any(agree(named[0], speaker) for speaker in speakers):
            return Attributed("same", named[0])
        if not speakers and _named_near(named[0], document, place):
            return Attributed("same", named[0])
        others, instead = others or bool(speakers), instead or min(recorded, default=None)
    return Attributed("another" if others else "unknown", named[0], instead=instead)


def _is_title(word: PlacedWord) -> bool:
    return word.capital and word.stem in _TITLES


def _named_near(name: str, document: Document, place: int) -> bool:
    """Whether a sentence, or those just before it, names somebody: enough where a role alone speaks."""
    start = document.sentences[max(0, place - 3)].span.start
    text = document.text[start : document.sentences[min(place + 1, len(document.sentences) - 1)].span.end]
    return any(agree(name, match.group()) for match in _NAME.finditer(text))


def _outside_quotation(text: str) -> str:
    """A sentence with what stands between quotation marks left out."""
    return re.sub(r"[“\"][^“”\"]*(?:[”\"]|$)", lambda match: '""', text)
