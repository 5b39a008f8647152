"""The LLM: an OpenAI-compatible endpoint or the local model, behind one protocol."""

from assistant.completion.completion import Completion, Message, Piece
from assistant.completion.local import LocalCompletion
from assistant.completion.opening import open_completion

__all__ = ["Completion", "LocalCompletion", "Message", "Piece", "open_completion"]
