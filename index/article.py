"""The values that everything else speaks of. They know nothing of files, databases or models."""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of `Article.text`: character offsets, the end exclusive."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published text."""

    id: str
    """Stable identifier, unique in a library."""
    title: str
    """Headline; never empty."""
    text: str
    """The body, exactly as stored. All offsets point into it."""
    source: str | None = None
    """The outlet, such as "Harbour Courier"."""
    author: str | None = None
    """Byline, without "By"."""
    url: str | None = None
    """Where it was published."""
    published_at: str | None = None
    """ISO 8601 date ("2025-03-04") or date and time with offset ("2025-03-04T09:30:00+00:00")."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article."""

    span: Span
    """Offsets into `Article.text`, without surrounding white space."""
    paragraph: int
    """Number of its paragraph, from 0."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The retrievable stretch of an article: whole sentences that follow one another."""

    article_id: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that a search found."""

    article: Article
    span: Span
    score: float
    """Higher is better; comparable within one search only."""
    rank: int
    """From 1."""
    story: int | None = None
    """The same for articles that are copies of one another; None if that is not known."""
    copies: tuple[str, ...] = ()
    """Ids of the other articles of the story, wherever they rank; each can be cited by itself."""

    @property
    def text(self) -> str:
        """The passage's words: `article.text[start:end]`."""
        return self.article.text[self.span.start : self.span.end]
