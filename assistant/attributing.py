"""A claim that gives somebody's words as a fact -> the same claim with its speaker."""

import re
from collections.abc import Iterable

from assistant.naming import stems
from assistant.quotation import quotations
from assistant.speaker import REPORTING_VERBS
from index.article import Article
from index.attribution.attribution import Statement
from index.keywords import content_words, stem

MOST_OF_IT = 0.6
"""Share of a claim's content words that the content of a statement has, to be what the claim repeats."""
LONGEST_SOURCE = 8
"""Words of a source that is named as the text describes it ("aides to the mayor"), for want of a name."""

_VERB = "(?:" + "|".join(sorted(REPORTING_VERBS)) + ")"
_SAYS = re.compile(rf"\b{_VERB}\b|\b[Aa]ccording to\b|\b(?:[Ii]n (?:the )?(?:words|view|opinion) of)\b")
_HE_SAID = re.compile(rf"^(?:He|She|They)(?=(?:\s+(?:also|later|then|has|had|\w+ly))*\s+{_VERB}\b)")
"""A sentence that begins by saying who says it, but only with a pronoun."""
_POINTING = re.compile(r"\b(?:he|she|they|it|who|we|i|his|her|their|this|that|these|those)\b", re.IGNORECASE)


def repeated(claim: str, statements: Iterable[Statement], article: Article) -> Statement | None:
    """The statement whose content a claim repeats without saying, or naming, whose words they are.

    "He said ..." says it only to those who know who he is: there the claim needs the speaker's name as well.
    """
    if _SAYS.search(outside_quotations(claim)) and not _HE_SAID.match(claim):
        return None
    own = {stem(word) for word in content_words(claim)}
    best, most = None, MOST_OF_IT * len(own)
    for statement in statements:
        content = " ".join(article.text[slice(*part)] for part in statement.attribution.content)
        shared = len(own & stems(content))
        if shared > most:
            best, most = statement, shared
    if best is None or (best.speaker and stems(best.speaker.name) & stems(claim)):
        return None
    return best


def with_speaker(claim: str, statement: Statement, article: Article) -> str | None:
    """The claim with whoever says it; None if the article does not tell who that is."""
    name = statement.speaker.name if statement.speaker else _described(statement, article)
    if name is None:
        return None
    if _HE_SAID.match(claim):
        return _HE_SAID.sub(lambda _: name[0].upper() + name[1:], claim, count=1)
    return f"According to {name}, {_within_sentence(claim, article)}"


def _described(statement: Statement, article: Article) -> str | None:
    words = " ".join(" ".join(article.text[slice(*part)] for part in statement.attribution.source).split())
    if not words or len(words.split()) > LONGEST_SOURCE or _POINTING.search(words):
        return None
    return _within_sentence(words, article)


def _within_sentence(words: str, article: Article) -> str:
    """Words as they stand within a sentence: the first without its capital if the article writes it small."""
    first = re.match(r"[A-Z][a-z]+\b|A\b", words)
    if first is None or re.search(rf"(?<!\w){first.group().lower()}(?!\w)", article.text) is None:
        return words
    return words[0].lower() + words[1:]


def outside_quotations(claim: str) -> str:
    """A claim without the words that it quotes."""
    for quotation in reversed(quotations(claim)):
        claim = claim[: quotation.span.start] + claim[quotation.span.end :]
    return claim
