"""The LLM: an OpenAI-compatible endpoint or the local model, behind one protocol."""

from assistant.completion.completion import Completion, Message, Piece
from assistant.completion.opening import open_completion

__all__ = ["Completion", "Message", "Piece", "open_completion"]
