"""The user's turn -> a question that can be searched on its own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.speaker import named_speaker
from index.keywords import content_words

_LEANS_ON_BEFORE = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|this|that|these|those|there|then|else|"
    r"same|former|latter)\b",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(r"^\s*(?:and|but|so|what about|how about|why|when|where|who)\b", re.IGNORECASE)
_FEW_WORDS = 4

Kind = Literal["speaker", "amount", "words"]

_ASKS: dict[Kind, re.Pattern[str]] = {
    "speaker": re.compile(
        r"\b(?:who|whom|whose)\b|\bwhich (?:\w+ ){0,3}?(?:\w+(?:or|er|ist|ian|man|ent|ant)s?|chief|judge)\b", re.I
    ),
    "amount": re.compile(
        r"\bhow (?:many|much|long|steep|old|far|big|high|large)\b|\bwhat (?:sum|share|percentage|number|price)\b|"
        r"^when (?:did|does|do|was|were|is|are|will|would|has|had)\b",
        re.I,
    ),
    "words": re.compile(r"\b(?:quote|words|say|said|tell|told|call|called|describe|described)\b", re.I),
}
_HAS: dict[Kind, Callable[[str], bool]] = {
    "speaker": lambda sentence: named_speaker(sentence) is not None,
    "amount": lambda sentence: any(map(str.isdigit, sentence)),
    "words": lambda sentence: any(mark in sentence for mark in '"“'),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood."""

    text: str
    """The user's words."""
    query: str
    """What is searched: the words with whatever earlier turns they lean on."""
    earlier: tuple[str, ...] = ()
    """The earlier turns that it leans on."""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What the question asks for; empty when it is something else."""
        return frozenset(kind for kind, asks in _ASKS.items() if asks.search(self.text))

    def kinds_in(self, sentence: str) -> frozenset[Kind]:
        """Which of these things a sentence has: a named speaker, a number, quoted words."""
        return frozenset(kind for kind in self.kinds if _HAS[kind](sentence))


def understand(text: str, history: Sequence[str] = ()) -> Question:
    """Read a turn in the light of the user's earlier turns, oldest first."""
    text = " ".join(text.split())
    if not history or not _is_follow_up(text):
        return Question(text, text)
    earlier = tuple(" ".join(turn.split()) for turn in history[-2:])
    return Question(text, " ".join((*earlier, text)), earlier)


def _is_follow_up(text: str) -> bool:
    few = len(content_words(text)) < _FEW_WORDS
    return bool(_LEANS_ON_BEFORE.search(text)) or bool(few and _OPENS_AS_FOLLOW_UP.match(text)) or few
