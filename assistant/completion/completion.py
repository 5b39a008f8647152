"""The protocol of every LLM."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol


class Message(NamedTuple):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a streamed completion."""

    text: str = ""
    prompt_tokens: int = 0
    """Tokens read, given with the last piece where the endpoint counts them."""
    completion_tokens: int = 0
    """Tokens written, given with the last piece where the endpoint counts them."""
    cached_tokens: int = 0
    """Of `prompt_tokens`, those that the endpoint says it remembered from an earlier prompt."""
    cut: bool = False
    """Whether the model stops here only because it has written `max_tokens`: its last sentence may be half one."""


class Completion(Protocol):
    """Something that continues a conversation."""

    name: str
    """The model's name, as answers report it; an endpoint that chooses the model names it after the first call."""

    may_decline: bool
    """Whether its own word that the evidence holds no answer is worth asking for (docs/benchmarks.md)."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """Stream a completion; closing the generator stops the model.

        Raises `CompletionError`: `EndpointUnreachable`, `EndpointRefused` or `DraftCut`.
        """
        ...

    def close(self) -> None:
        """Release the model."""
        ...
