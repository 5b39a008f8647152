"""What the ledger of a library has of an article's words."""

from collections.abc import Sequence

from assistant.evidence import Evidence, sentences_before
from assistant.speaker import speaker_of
from index.article import Article, Span
from index.attribution.attribution import Speaker, Statement
from index.library import Library


class Recorded:
    """Reads a library's ledger article by article."""

    def __init__(self, library: Library) -> None:
        self._ledger = library.catalog.ledger

    def statements(self, article: Article) -> Sequence[Statement]:
        """What is said in an article, in the order of its text; nothing for a text that is not in the library."""
        if not article.id or not self._ledger:
            return ()
        return [row.statement for row in self._ledger.of_articles([article.id]).get(article.id, [])]

    def speaker_in(self, evidence: Evidence) -> Speaker | None:
        """Who says most of what some sentences report; None if the ledger does not tell, or half of it nobody says."""
        statement = self.statement_in(evidence)
        return statement.speaker if statement else None

    def statement_in(self, evidence: Evidence) -> Statement | None:
        """The statement that makes up most of some sentences; None where none makes up half of them."""
        span = evidence.span
        best: Statement | None = None
        most = 0.5 * (span.end - span.start)
        for statement in self.statements(evidence.article):
            attribution = statement.attribution
            said = any(part.overlaps(span) for part in attribution.content)
            shared = _shared(attribution.extent, span) if said else 0
            if shared > most:
                best, most = statement, shared
        return best

    def name_in(self, evidence: Evidence) -> str | None:
        """The name of who says it: as the ledger has it or, where it has nothing, as the sentences themselves do."""
        if speaker := self.speaker_in(evidence):
            return speaker.name
        spans = [*sentences_before(evidence, 1), evidence.span]
        return speaker_of([evidence.article.text[one.start : one.end] for one in spans])


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))
