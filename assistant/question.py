"""The user's turn -> a question that can be searched on its own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.follow_up import stand_alone
from assistant.speaker import named_speaker

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
    """The question that stands on its own, with whatever it takes from earlier turns: what is searched."""
    core: str = ""
    """The same without what was put behind it in brackets: what is asked; empty if that is `text`."""
    earlier: str = ""
    """The earlier question that it leans on, standing on its own; empty if it leans on none."""

    @property
    def asked(self) -> str:
        """What is asked, in words that tell who and what."""
        return self.core or self.text

    @property
    def kinds(self) -> frozenset[Kind]:
        """What the question asks for; empty when it is something else."""
        return frozenset(kind for kind, asks in _ASKS.items() if asks.search(self.asked))

    def kinds_in(self, sentence: str) -> frozenset[Kind]:
        """Which of these things a sentence has: a named speaker, a number, quoted words."""
        return frozenset(kind for kind in self.kinds if _HAS[kind](sentence))


def understand(text: str, history: Sequence[str] = ()) -> Question:
    """Read a turn in the light of the user's earlier turns, oldest first."""
    text = " ".join(text.split())
    read = stand_alone(text, history)
    return Question(text, read.text, read.core if read.earlier else "", read.earlier)
