"""The model's words -> draft sentences with the evidence numbers that they cite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import segment

MOST_TOKENS = 220
"""Length of a draft: three sentences."""
DECLINED = "NONE"
"""What the prompt tells the model to reply, alone, when the evidence does not hold the answer."""

_NUMBERS = r"\d{1,2}(?:\s*[,;]\s*\d{1,2})*"
_MARKER = re.compile(rf"\s*\[({_NUMBERS})\]")
_MARKER_IN_PARENTHESES = re.compile(rf"\s*\(({_NUMBERS})\)(?=[.!?\"”’]*$)")
"""Only at a sentence's end: elsewhere it is an age or a count."""
_AFTER_STOP = re.compile(rf"([.!?][\"”’)]*)((?:[^\S\n]*\[{_NUMBERS}\])+)[.!?]?")
_LEADS = re.compile(rf"\s*\[{_NUMBERS}\]\s*\S")
_LED_SENTENCE = re.compile(rf"(?<=[.!?\"”])\s+(?=\[{_NUMBERS}\]\s+[^\W\d_])")
_DATE = r"(?:\d{4}-\d\d-\d\d|undated)"
_EVIDENCE_HEAD = re.compile(rf"^\s*((?:\[{_NUMBERS}\]\s*)?)(?:\([^()]{{1,80}}, {_DATE}\)|[^():,]{{1,80}}, {_DATE}:)\s*")
"""Outlet and date as the prompt shows them."""
_OPEN_BRACKET = re.compile(r"\s*!?\[[^\]\n]*$")
_LEAD_IN = re.compile(r"^[\s*_#]*(?:answer|reply)\s*:[*_\s]*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:(?:[-*•>]|#+|\d{1,2}[.)])(?:\s+|$))+")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_RUNS_ON = re.compile(r"\n\s*(?:</?evidence>|Question:|Earlier question:|Rules:|Example:)")
"""The model goes on to write the next example of the prompt."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence of the draft."""

    text: str
    """Without its markers."""
    cited: tuple[int, ...]
    """Evidence numbers, from 1, as the model gave them."""


class Draft:
    """A draft that is being written: feed it text, take whole sentences."""

    def __init__(self) -> None:
        self._text = ""
        self._taken = 0

    def feed(self, text: str) -> list[DraftSentence]:
        """Add text; returns the sentences that have become whole since."""
        self._text += text
        # A word or a marker that has only begun may still change where the sentences before it end.
        whole = self._text[: max(self._text.rfind(" "), self._text.rfind("\n")) + 1]
        return self._new(_sentences(_OPEN_BRACKET.sub("", whole))[:-1])

    def finish(self, *, cut: bool = False) -> list[DraftSentence]:
        """The sentences that are left when the text has ended; `cut` leaves out a last one that was broken off."""
        sentences = _sentences(self._text)
        if cut and sentences and not sentences[-1].rstrip(' "”’)]*').endswith((".", "!", "?")):
            del sentences[-1]
        return self._new(sentences)

    @property
    def declined(self) -> bool:
        """Whether the model replied that the evidence does not hold the answer, whatever it added."""
        first = _sentences(self._text)[:1]
        return bool(first) and _is_declined(_read(first[0]).text)

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self._text.strip()

    def _new(self, sentences: list[str]) -> list[DraftSentence]:
        new = [_read(sentence) for sentence in sentences[self._taken :]]
        self._taken = max(self._taken, len(sentences))
        return [sentence for sentence in new if _says_something(sentence.text)]


def _sentences(text: str) -> list[str]:
    """The sentences of a draft, each with its markers before its final stop."""
    text = _RUNS_ON.split(_LEAD_IN.sub("", _CONTROL.sub("", text)))[0]
    text = _IMAGE_OR_LINK.sub(lambda link: f"[{link[1]}]" if link[1].isdecimal() else link[1], text)
    return [sentence for line in text.split("\n") for sentence in _of_line(_BULLET.sub("", line))]


def _of_line(line: str) -> Iterator[str]:
    leads = _LEADS.match(line)  # "[1] He came. [2] He left.": each marker belongs to what follows it
    parts = _LED_SENTENCE.split(line) if leads else [_AFTER_STOP.sub(r"\2\1", line)]
    for part in parts:
        sentence = ""
        for piece in segment("en", part):
            sentence += piece
            if _closed(sentence):
                yield from [sentence] if sentence.strip() else []
                sentence = ""
        if sentence.strip():
            yield sentence


def _closed(sentence: str) -> bool:
    """Whether every quotation that opens in it closes in it."""
    return sentence.count('"') % 2 == 0 and sentence.count("“") <= sentence.count("”")


def _read(sentence: str) -> DraftSentence:
    sentence = _EVIDENCE_HEAD.sub(r"\1", sentence.strip())
    numbers = []
    for marker in (_MARKER, _MARKER_IN_PARENTHESES):
        numbers += [int(number) for found in marker.findall(sentence) for number in re.findall(r"\d+", found)]
        sentence = marker.sub("", sentence)
    text = _BULLET.sub("", " ".join(_BOLD.sub(r"\2", sentence).split()))
    if not _closed(text):  # a mark without its other half would let unchecked words pass for a quotation
        text = re.sub('["“”]', "", text)
    return DraftSentence(text, tuple(dict.fromkeys(numbers)))


def _is_declined(text: str) -> bool:
    return text.strip(" .\"'*[]").upper() == DECLINED


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text) and not _is_declined(text)
