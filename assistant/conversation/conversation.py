"""The values of a conversation."""

from dataclasses import dataclass, field
from typing import Literal

from assistant.answer import Answer, Citation
from index.filters import Filters

TurnEnd = Literal["done", "stopped", "failed"]
"""How a turn ended: with an answer, broken off by the user, or with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTurn:
    """A turn that has ended."""

    question: str
    """The user's words."""
    end: TurnEnd = "done"
    answer: Answer | None = None
    """Set exactly when `end` is `done`. Its `hits` are not kept."""
    error: str | None = None
    """One line of what failed; set exactly when `end` is `failed`."""
    filters: Filters = field(default_factory=Filters)
    """The user's limits on what was searched."""
    streamed: str = ""
    """The checked claims that had come when the turn was broken off, with their markers; empty once `end` is `done`."""
    citations: tuple[Citation, ...] = ()
    """The citations of `streamed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What a list of conversations shows of one."""

    id: str
    name: str
    """Given by the user, else the first question."""
    turns: int
    updated_at: str
    """ISO 8601 date and time, UTC."""
