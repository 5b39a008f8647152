"""Conversations that are forgotten when the process ends: for a library whose folder cannot be written."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from assistant.conversation.conversation import Conversation, PastTurn
from assistant.conversation.store import short_name


@dataclass(slots=True)
class _Kept:
    owner: str
    name: str = ""
    turns: list[PastTurn] = field(default_factory=list)
    updated_at: str = ""


class MemoryStore:
    """Does what `ConversationStore` does, in memory. May be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def start(self, owner: str) -> str:
        """The id of a new conversation; it is listed once it has a turn."""
        conversation = uuid4().hex
        with self._lock:
            self._kept[conversation] = _Kept(owner)
        return conversation

    def listed(self, owner: str, words: str = "") -> list[Conversation]:
        """The owner's conversations, the latest first; `words` must all occur in the name or in a question."""
        with self._lock:
            found = [
                Conversation(
                    id=id_,
                    name=one.name or short_name(one.turns[0].question),
                    turns=len(one.turns),
                    updated_at=one.updated_at,
                )
                for id_, one in self._kept.items()
                if one.owner == owner and one.turns and _holds(one, words)
            ]
        return sorted(found, key=lambda one: one.updated_at, reverse=True)

    def turns(self, conversation: str, owner: str) -> list[PastTurn]:
        """The turns, oldest first; none of a conversation that is gone or somebody else's."""
        with self._lock:
            return [turn for one in self._mine(conversation, owner) for turn in one.turns]

    def append(self, conversation: str, owner: str, turn: PastTurn) -> None:
        """Add a turn; nothing happens if the conversation is gone."""
        with self._lock:
            for one in self._mine(conversation, owner):
                one.turns.append(turn)
                one.updated_at = datetime.now(UTC).isoformat(timespec="microseconds")

    def keep(self, conversation: str, owner: str, turns: int) -> None:
        """Keep the first `turns` turns and forget the rest."""
        with self._lock:
            for one in self._mine(conversation, owner):
                del one.turns[turns:]

    def rename(self, conversation: str, owner: str, name: str) -> None:
        """Give it a name; an empty one brings back the first question."""
        with self._lock:
            for one in self._mine(conversation, owner):
                one.name = short_name(name)

    def delete(self, conversation: str, owner: str) -> None:
        """Forget it with all its turns."""
        with self._lock:
            for _ in self._mine(conversation, owner):
                del self._kept[conversation]

    def _mine(self, conversation: str, owner: str) -> Iterator[_Kept]:
        one = self._kept.get(conversation)
        if one is not None and one.owner == owner:
            yield one


def _holds(one: _Kept, words: str) -> bool:
    text = " ".join([one.name, *(turn.question for turn in one.turns)]).lower()
    return all(word.lower() in text for word in words.split())
