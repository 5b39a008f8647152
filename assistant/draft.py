"""The model's words -> draft sentences with the evidence numbers that they cite."""

import re
from dataclasses import dataclass

from sentencex import segment

DECLINED = "NONE"
"""What the prompt tells the model to reply, alone, when the evidence does not hold the answer."""

_MARKER = re.compile(r"\s*[\[(](\d{1,2}(?:\s*[,;]\s*\d{1,2})*)[\])]")
_MARKER_AFTER_STOP = re.compile(r"([.!?][\"”’)]*)((?:\s*\[[\d,; ]+\])+)")
_LEAD_IN = re.compile(r"^\s*(?:answer|reply)\s*:\s*", re.IGNORECASE)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


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
        return self._new(self._sentences()[:-1])

    def finish(self) -> list[DraftSentence]:
        """The sentences that are left when the text has ended."""
        return self._new(self._sentences())

    @property
    def declined(self) -> bool:
        """Whether the model replied that the evidence does not hold the answer."""
        return _LEAD_IN.sub("", self._text).strip(" .\n\"'*[]").upper() == DECLINED

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not self._text.strip()

    def _new(self, sentences: list[str]) -> list[DraftSentence]:
        new = [_read(sentence) for sentence in sentences[self._taken :]]
        self._taken = max(self._taken, len(sentences))
        return [sentence for sentence in new if sentence.text]

    def _sentences(self) -> list[str]:
        text = _IMAGE_OR_LINK.sub(r"\1", _LEAD_IN.sub("", self._text))
        text = _MARKER_AFTER_STOP.sub(r"\2\1", text)
        return [piece for line in text.split("\n") for piece in segment("en", line) if piece.strip()]


def _read(sentence: str) -> DraftSentence:
    cited = [int(number) for match in _MARKER.finditer(sentence) for number in re.findall(r"\d+", match.group(1))]
    text = " ".join(_MARKER.sub("", sentence).replace("**", "").split())
    text = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", text)
    if text.strip(" .\"'*").upper() == DECLINED:
        text = ""
    return DraftSentence(text, tuple(dict.fromkeys(cited)))
