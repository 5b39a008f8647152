"""How far the check of a draft has come."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.checking import Checked
from assistant.errors import OnRecordError
from index.article import Sentence

State = Literal["running", "stopped", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A draft, its sentences, and the verdicts so far."""

    draft: str
    sentences: tuple[Sentence, ...]
    verdicts: tuple[Checked | OnRecordError, ...] = ()
    """Those of the first sentences, in order."""
    state: State = "running"
    left_out: int = 0
    """Characters at the draft's end that are too many."""
    error: str | None = None
    """What broke it off."""

    def after(self, verdict: Checked | OnRecordError) -> "Check":
        """One sentence further."""
        return replace(self, verdicts=(*self.verdicts, verdict))

    def ended(self, state: State, error: str | None = None) -> "Check":
        """It will go no further."""
        return replace(self, state=state, error=error)

    def lines(self) -> Iterator[tuple[str, bool, Checked | OnRecordError | None]]:
        """Each sentence's words, whether a paragraph begins with it, and its verdict once there is one."""
        before = None
        for number, sentence in enumerate(self.sentences):
            words = self.draft[sentence.span.start : sentence.span.end]
            yield words, sentence.paragraph != before, self.verdicts[number] if number < len(self.verdicts) else None
            before = sentence.paragraph
