"""What the page needs from a store of conversations. `assistant.conversation` has one on disk and one in memory."""

from typing import Protocol

from assistant.conversation import Conversation, PastTurn


class Store(Protocol):
    """Conversations, each with an owner who alone sees it; usable from several threads."""

    def start(self, owner: str) -> str:
        """The id of a new conversation; it is listed once it has a turn."""

    def listed(self, owner: str, words: str = "") -> list[Conversation]:
        """The owner's conversations, the latest first; `words` must all occur in the name or in a question."""

    def turns(self, conversation: str, owner: str) -> list[PastTurn]:
        """The turns, oldest first; none of a conversation that is gone or somebody else's."""

    def append(self, conversation: str, owner: str, turn: PastTurn) -> None:
        """Add a turn; nothing happens if the conversation is gone."""

    def keep(self, conversation: str, owner: str, turns: int) -> None:
        """Keep the first `turns` turns and forget the rest."""

    def rename(self, conversation: str, owner: str, name: str) -> None:
        """Give it a name; an empty one brings back the first question."""

    def delete(self, conversation: str, owner: str) -> None:
        """Forget it with all its turns."""
