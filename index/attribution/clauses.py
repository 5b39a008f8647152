"""Sentences in words, with each quotation as one word, for the rules-only tagger."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.article import Span
from index.attribution.cues import cue_table, plain
from index.attribution.quotations import find_quotations
from index.passages import split_sentences

_TOKEN = re.compile(
    r"[nN][’']t\b|[’'](?:s|re|ve|d|ll|m)\b|\d[\d,.]*\d|\w+?(?=[nN][’']t\b)|\w+(?:[-.&/]\w+)*(?:(?<=\b\w)\.)?|[^\w\s]"
)
_SPEECH_END = re.compile(r"[.,?!—–―…-]\W*$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Capt|Prof|Rev|St)\.$")
_TELLS_SPEAKER = frozenset("said says wrote writes told tells asked asks".split())

_SPEECH_WORDS = 5
"""A quotation without a mark at its end is speech from this many words on, if it begins with a capital."""

_LONGEST_TERM = 300
"""Characters of a quotation from which on it is speech, whatever it looks like."""

_LONGEST_CLAUSE = 2000
_LONGEST_SPEECH = 20_000
"""Characters that count as one clause at most: the time that one takes grows with the square of its words."""

_LONGEST_TAIL = 70
"""Characters of a sentence that only tells whose the quotation before it is."""


class Token(NamedTuple):
    """A word, a mark, or a whole quotation that is speech."""

    start: int
    end: int
    word: str
    """In the spelling of the cue table; empty for a quotation."""
    capital: bool

    @property
    def speech(self) -> bool:
        """Whether it is a whole quotation."""
        return not self.word


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence in tokens; a quotation with the words around it counts as one, though it has several sentences."""

    tokens: Sequence[Token]
    paragraph: int

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.tokens[0].start, self.tokens[-1].end)

    @property
    def only_speech(self) -> bool:
        """Whether it is nothing but quotations."""
        return all(token.speech or not token.word.isalnum() for token in self.tokens)


def clauses_of(text: str) -> Iterator[Clause]:
    """The sentences of a text, cut outside quotations only."""
    quotations = _Quotations(text)
    pending: Span | None = None
    paragraph = -1
    for sentence in split_sentences(text):
        if pending is not None:
            if sentence.paragraph == paragraph and _goes_on(text, pending, sentence.span, quotations):
                pending = Span(pending.start, sentence.span.end)
                continue
            yield Clause(_tokens_of(text, pending, quotations), paragraph)
        pending, paragraph = sentence.span, sentence.paragraph
    if pending is not None:
        yield Clause(_tokens_of(text, pending, quotations), paragraph)


class _Quotations:
    def __init__(self, text: str) -> None:
        self.spans = find_quotations(text)
        self._starts = [span.start for span in self.spans]

    def number_at(self, position: int) -> int:
        """Number of the last quotation that begins at or before the position; -1 if there is none."""
        return bisect_right(self._starts, position) - 1

    def hold(self, position: int) -> bool:
        number = self.number_at(position)
        return number >= 0 and self.spans[number].start < position < self.spans[number].end - 1


def _goes_on(text: str, before: Span, sentence: Span, quotations: _Quotations) -> bool:
    """Whether what the segmenter cut belongs together: one quotation, one with its speaker, "Ms." with a name."""
    if quotations.hold(sentence.start):
        return sentence.end - before.start <= _LONGEST_SPEECH
    if sentence.end - before.start > _LONGEST_CLAUSE:
        return False
    if text[sentence.start].islower():
        return True
    if _TITLE.search(text[max(before.end - 8, before.start) : before.end]):
        return True
    after = text[sentence.start : sentence.end]
    return text[before.end - 1] in "”\"'’" and (_tells_speaker(after) or bool(_TITLE.fullmatch(after)))


def _tells_speaker(sentence: str) -> bool:
    """Whether a sentence after a quotation only tells whose it is: "Ms. Okafor asked." """
    if len(sentence) > _LONGEST_TAIL:
        return False
    words = [found.group().lower() for found in _TOKEN.finditer(sentence)][1:]
    verbs = cue_table().open_verbs
    return any(word in _TELLS_SPEAKER or (word.endswith("ed") and word in verbs) for word in words)


def _tokens_of(text: str, span: Span, quotations: _Quotations) -> list[Token]:
    tokens: list[Token] = []
    position = span.start
    number = max(quotations.number_at(span.start), 0)
    while number < len(quotations.spans) and quotations.spans[number].start < span.end:
        quotation = quotations.spans[number]
        number += 1
        if quotation.start >= position and _is_speech(text[quotation.start : quotation.end]):
            tokens += _words(text, position, quotation.start)
            tokens.append(Token(quotation.start, min(quotation.end, span.end), "", True))
            position = tokens[-1].end
    tokens += _words(text, position, span.end)
    return list(_with_abbreviations(tokens))


def _is_speech(quoted: str) -> bool:
    if _SPEECH_END.search(quoted[-8:]) or len(quoted) > _LONGEST_TERM:
        return True
    return quoted[1:2].isupper() and len(quoted.split()) > _SPEECH_WORDS


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        word = found.group()
        yield Token(found.start(), found.end(), plain(word), word[0].isupper())


def _with_abbreviations(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, a full stop within the sentence joined to its word: "Ms" and "." to "Ms."."""
    joined = False
    for position, token in enumerate(tokens):
        if joined:
            joined = False
            continue
        after = tokens[position + 1 : position + 3]
        if len(after) == 2 and after[0].word == "." and after[0].start == token.end and not after[1].speech:
            joined = True
            yield token._replace(end=after[0].end)
        else:
            yield token
