"""Conversations that outlive the page: turns, their answers, and the store that keeps them in the library."""

from assistant.conversation.conversation import Conversation, PastTurn, TurnEnd
from assistant.conversation.store import ConversationStore, history

__all__ = ["Conversation", "ConversationStore", "PastTurn", "TurnEnd", "history"]
