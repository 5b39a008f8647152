"""One question and what has come back for it so far."""

from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.answer import Answer, Citation, Done, Event, Grounded, Progress
from assistant.conversation import PastTurn
from index.filters import Filters

TurnState = Literal["running", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turn of a conversation. Events make the next `Turn`; nothing changes one."""

    question: str
    """The user's words."""
    state: TurnState = "running"
    """`running` until the answer is complete, was stopped or failed."""
    filters: Filters = field(default_factory=Filters)
    """The user's limits on what is searched."""
    progress: str = "Reading the question"
    """What is being done now."""
    streamed: str = ""
    """The checked claims so far, with their markers."""
    citations: tuple[Citation, ...] = ()
    """The citations of the claims so far."""
    answer: Answer | None = None
    """The complete answer, without its hits; set exactly when `state` is `done`."""
    error: str | None = None
    """One line of what failed; set exactly when `state` is `failed`."""

    @classmethod
    def of(cls, past: PastTurn) -> "Turn":
        """The turn as it was kept."""
        return cls(
            question=past.question,
            state=past.end,
            filters=past.filters,
            streamed=past.streamed,
            citations=past.citations,
            answer=past.answer,
            error=past.error,
        )

    def past(self) -> PastTurn:
        """The turn as it is kept. It must have ended."""
        assert self.state != "running"
        broken_off = self.state != "done"
        return PastTurn(
            question=self.question,
            end=self.state,
            answer=self.answer,
            error=self.error,
            filters=self.filters,
            streamed=self.streamed if broken_off else "",
            citations=self.citations if broken_off else (),
        )

    def after(self, event: Event) -> "Turn":
        """The turn once `event` has come."""
        match event:
            case Progress(message=message):
                return replace(self, progress=message)
            case Grounded(text=text, citations=citations):
                glue = "" if not self.streamed or self.streamed[-1].isspace() or text[:1].isspace() else " "
                return replace(self, streamed=self.streamed + glue + text, citations=(*self.citations, *citations))
            case Done(answer=answer):
                return replace(self, state="done", answer=replace(answer, hits=()))

    def stopped(self) -> "Turn":
        """The turn as the user broke it off."""
        return replace(self, state="stopped")

    def failed(self, error: str) -> "Turn":
        """The turn with the line that says why there is no answer."""
        return replace(self, state="failed", answer=None, error=error)
