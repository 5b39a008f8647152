"""Conversations that outlive the page: turns, their answers, and the store that keeps them in the library."""

from assistant.conversation.conversation import Conversation, PastTurn, TurnEnd
from assistant.conversation.memory import MemoryStore
from assistant.conversation.store import ConversationStore, history, short_name

__all__ = ["Conversation", "ConversationStore", "MemoryStore", "PastTurn", "TurnEnd", "history", "short_name"]
