"""An LLM for tests: it gives the drafts that were queued, or fails as it was told."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from assistant.completion import Message, Piece


@dataclass
class QueuedCompletion:
    """Streams the queued drafts in turn, a few characters at a time; an exception in the queue is raised."""

    drafts: list[str | Exception] = field(default_factory=list)
    name: str = "queued"
    may_decline: bool = True
    prompts: list[Sequence[Message]] = field(default_factory=list)
    closed_early: int = 0

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """See `Completion.stream`."""
        self.prompts.append(messages)
        draft = self.drafts.pop(0)
        if isinstance(draft, Exception):
            raise draft
        whole = False
        try:
            for start in range(0, len(draft), 7):
                yield Piece(draft[start : start + 7])
            yield Piece("", 100, 20)
            whole = True
        finally:
            self.closed_early += not whole

    def close(self) -> None:
        """See `Completion.close`."""
