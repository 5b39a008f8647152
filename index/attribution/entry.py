"""A statement as the ledger gives it, with its article."""

from dataclasses import dataclass

from index.article import Article, Span
from index.attribution.attribution import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """Somebody said something, in this article, at these characters."""

    number: int
    """Never given to another entry of the library."""
    article: Article
    position: int
    """Its place among the article's statements, from 0."""
    statement: Statement
    speaker_key: str | None
    """The speaker's name made comparable; None if the speaker is not known."""
    story: int | None = None
    """The same for articles that are copies of one another; None if that is not known."""
    score: float | None = None
    """How well it fits what was asked: higher is better, comparable within one search only; None without a search."""

    def words(self, spans: tuple[Span, ...]) -> str:
        """The words of a role, its parts joined by an ellipsis."""
        return " … ".join(self.article.text[span.start : span.end] for span in spans)

    @property
    def content(self) -> str:
        """What is said."""
        return self.words(self.statement.attribution.content)
