"""What the ledger knows of who spoke the words that a claim quotes."""

from collections.abc import Sequence

from assistant.quotation import find_quotation, quotations
from assistant.speaker import named_speaker
from index.article import Article
from index.attribution.aliases import matching
from index.attribution.attribution import Statement

FEWEST_WORDS = 3
"""Of a quotation: fewer may stand in an article twice, said by two."""


def real_speaker(claim: str, article: Article, statements: Sequence[Statement]) -> str | None:
    """Who said the words that the claim gives to somebody else; None if it names the right one, or nobody knows."""
    named = named_speaker(claim)
    if named is None:
        return None
    for quotation in quotations(claim):
        span = find_quotation(quotation.words, article.text) if len(quotation.words.split()) >= FEWEST_WORDS else None
        if span is None:
            continue
        speakers = {
            statement.speaker.name
            for statement in statements
            if statement.speaker and any(part.overlaps(span) for part in statement.attribution.content)
        }
        if speakers and not matching(named, speakers):
            return min(speakers)
    return None
