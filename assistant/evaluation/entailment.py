"""The local verifier as the entailment model of ALCE's citation measures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.errors import ArticleNotFound
from assistant.evidence import Evidence, sentences_before
from assistant.quotation import find_quotation, quotations
from assistant.records import Record
from assistant.verification import Finding, Verifier
from index.article import Article, Span
from index.library import Library

_INSERTED = re.compile(r" \[[^\]]*\]")
SENTENCES_BEFORE = 4
"""What a reader of the cited sentences knows besides: whom "he" or "the minister" means."""


class Entailment:
    """Whether citations of one answer bear its statements out.

    Unlike grounding, it looks at what is cited only, not at the rest of the articles.
    """

    def __init__(self, library: Library, citations: Sequence[Record], verifier: Verifier) -> None:
        """`citations` are those of the `ask --json` object."""
        self._evidence = _evidence(library, citations)
        self._verifier = verifier

    def __call__(self, statement: str, markers: Sequence[int]) -> bool:
        """Whether the cited sentences support the statement, one of them alone or all together."""
        cited = [self._evidence[one] for one in markers if one in self._evidence]
        if any(is_verbatim(statement, one) for one in cited):
            return True
        if not all(_has_words(cited, quotation.words) for quotation in quotations(statement)):
            return False
        return any(one.verdict == "supported" for one in self._findings(statement, cited))

    def confidence(self, statement: str, markers: Sequence[int]) -> float:
        """How well the cited sentences support the statement, 0 to 1."""
        cited = [self._evidence[one] for one in markers if one in self._evidence]
        if any(is_verbatim(statement, one) for one in cited):
            return 1.0
        return max((one.score for one in self._findings(statement, cited)), default=0.0)

    def _findings(self, statement: str, cited: Sequence[Evidence]) -> list[Finding]:
        sources = [_cited_alone(one) for one in cited]
        if len(sources) > 1:
            title = "\n".join(dict.fromkeys(one.title for one in sources))
            sources.append(Article(id="", title=title, text="\n\n".join(one.text for one in sources)))
        return self._verifier.verify([(statement, one) for one in sources])


def is_verbatim(statement: str, evidence: Evidence) -> bool:
    """Whether a statement is the cited words themselves, with nothing but their outlet or headline named before them.

    The verifier would miss the outlet, which it takes for a speaker, in the words.
    """
    words = _INSERTED.sub("", " ".join(evidence.text.split()))
    lead, found, rest = _INSERTED.sub("", statement).partition(words)
    article = evidence.article
    named = (article.source or article.title) in lead and lead.startswith("According to ") and lead.endswith(": ")
    return bool(found) and not rest.strip() and (named or not lead.strip())


def _cited_alone(evidence: Evidence) -> Article:
    """The cited sentences and those just before them as an article of their own."""
    before = sentences_before(evidence, SENTENCES_BEFORE)
    start = before[0].start if before else evidence.span.start
    return replace(evidence.article, id="", text=evidence.article.text[start : evidence.span.end])


def _evidence(library: Library, citations: Sequence[Record]) -> Mapping[int, Evidence]:
    """Marker -> what it cites; a citation of an article that is not there any more is left out."""
    found = {}
    for citation in citations:
        try:
            article = library.article(citation["article_id"])
        except ArticleNotFound:
            continue
        found[citation["marker"]] = Evidence(article, Span(citation["start"], citation["end"]))
    return found


def _has_words(cited: Sequence[Evidence], words: str) -> bool:
    return any(find_quotation(words, one.article.text) is not None for one in cited)
