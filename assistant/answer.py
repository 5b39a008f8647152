"""What a question gets back."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from index.article import Hit, Span

Status = Literal["answered", "not_found"]
Outcome = Literal["supported", "repaired", "attributed", "extracted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A claim's evidence: a span of an article, with what a reader needs to find and judge it.

    The span's words are `quote`: `article.text[span.start:span.end] == quote`, always.
    """

    marker: int
    """The number that stands in the answer as `[1]`; one number for one span."""
    article_id: str
    title: str
    source: str | None
    published_at: str | None
    url: str | None
    span: Span
    quote: str
    speaker: str | None = None
    """Who says the quoted words, where the text tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable sentence of an answer."""

    text: str
    """The sentence without its markers."""
    citations: tuple[int, ...]
    """Markers of the citations that support it; at least one."""
    outcome: Outcome = "supported"
    """`supported` as drafted, `repaired` (its citation or quotation was put right), `attributed` (its speaker was
    added), `extracted` (the article's own words, not the model's)."""
    change: str | None = None
    """What was put right, in a line; None where nothing was."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence of the draft that did not pass the check."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An honest non-answer: what was searched, and what came nearest."""

    reason: str
    articles_searched: int
    first_date: str | None
    last_date: str | None
    nearest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole result of a question."""

    question: str
    """The user's words."""
    query: str
    """The standalone question that was searched."""
    status: Status
    text: str
    """The answer with its markers, ready to show; for `not_found`, what the refusal says."""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    """What retrieval found, best first."""
    removed: tuple[Removed, ...] = ()
    refusal: Refusal | None = None
    """Set exactly when `status` is `not_found`."""
    independent_sources: int = 0
    """How many sources the cited articles are; copies of one story are one source."""
    note: str | None = None
    """What failed on the way, in plain words; None when nothing did."""
    model: str
    """Name of the LLM, or "extractive" when none was used."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds by stage: `retrieval`, `first_words`, `total`."""
    usage: dict[str, int] = field(default_factory=dict)
    """Tokens: `prompt_tokens`, `completion_tokens`."""

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each outcome, and how many sentences of the draft were removed."""
        outcomes = [claim.outcome for claim in self.claims]
        return {one: outcomes.count(one) for one in get_args(Outcome)} | {"removed": len(self.removed)}


@dataclass(frozen=True, slots=True)
class Progress:
    """Event: a stage has begun; `message` is for people ("Searching 1,908 articles")."""

    stage: Literal["understanding", "searching", "writing"]
    message: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """Event: one more claim of the answer has passed its check and can be shown."""

    claim: Claim
    citations: tuple[Citation, ...]
    """The citations that this claim is the first to use."""
    text: str
    """The claim with its markers, to be appended to what is shown."""


@dataclass(frozen=True, slots=True)
class Done:
    """Event: the answer is complete. It supersedes everything streamed before it."""

    answer: Answer


Event = Progress | Grounded | Done
