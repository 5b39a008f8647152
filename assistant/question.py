"""The user's turn -> a question that can be searched on its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.keywords import content_words

_LEANS_ON_BEFORE = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|this|that|these|those|there|then|else|"
    r"same|former|latter)\b",
    re.IGNORECASE,
)
_OPENS_AS_FOLLOW_UP = re.compile(r"^\s*(?:and|but|so|what about|how about|why|when|where|who)\b", re.IGNORECASE)
_FEW_WORDS = 4
_ASKS_WHO = re.compile(
    r"\b(?:who|whom|whose)\b|\bwhich (?:\w+ ){0,3}?(?:\w+(?:or|er|ist|ian|man|ent|ant)s?|chief|judge)\b", re.I
)
_ASKS_AMOUNT = re.compile(
    r"\bhow (?:many|much|long|steep|old|far|big|high|large)\b|\bwhat (?:sum|share|percentage|number|price)\b|\bwhen\b",
    re.I,
)
_ASKS_WORDS = re.compile(r"\b(?:quote|words|say|said|tell|told|call|called|describe|described)\b", re.I)


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
    def asks_who(self) -> bool:
        """Whether the answer is a person or body."""
        return bool(_ASKS_WHO.search(self.text))

    @property
    def asks_amount(self) -> bool:
        """Whether the answer is a number or a date."""
        return bool(_ASKS_AMOUNT.search(self.text))

    @property
    def asks_words(self) -> bool:
        """Whether the answer is what somebody said."""
        return bool(_ASKS_WORDS.search(self.text))


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
