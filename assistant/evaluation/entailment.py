"""The local verifier as the entailment model of ALCE's citation measures."""

from collections.abc import Mapping, Sequence

from assistant.errors import ArticleNotFound
from assistant.evidence import Evidence
from assistant.quotation import find_quotation, quotations
from assistant.records import Record
from assistant.support import compare
from assistant.verifying import Judgement, judge, surroundings
from index.article import Span
from index.embedding import Vectors
from index.library import Library


class Entailment:
    """Whether citations of one answer bear its statements out.

    Unlike grounding, it does not spare what a statement repeats of the question.
    """

    def __init__(self, library: Library, citations: Sequence[Record]) -> None:
        """`citations` are those of the `ask --json` object."""
        self._library = library
        self._evidence = _evidence(library, citations)
        self._vectors: dict[str, Vectors] = {}

    def __call__(self, statement: str, markers: Sequence[int]) -> bool:
        """Whether the cited sentences support the statement, one of them alone or all together."""
        cited = [self._evidence[one] for one in markers if one in self._evidence]
        if any(is_verbatim(statement, one) for one in cited):
            return True
        if not all(_has_words(cited, quotation.words) for quotation in quotations(statement)):
            return False
        return any(one.objection is None for one in self._judgements(statement, cited))

    def confidence(self, statement: str, markers: Sequence[int]) -> float:
        """How well the cited sentences support the statement, 0 to 1."""
        cited = [self._evidence[one] for one in markers if one in self._evidence]
        if any(is_verbatim(statement, one) for one in cited):
            return 1.0
        scores = [one.score * (1.0 if one.objection is None else 0.5) for one in self._judgements(statement, cited)]
        return max(scores, default=0.0)

    def _judgements(self, statement: str, cited: Sequence[Evidence]) -> list[Judgement]:
        embedding = self._library.embedding
        if statement not in self._vectors:
            self._vectors[statement] = embedding.embed([statement])[0]
        vector = self._vectors[statement]
        found = [judge(statement, vector, one, embedding) for one in cited]
        if len(cited) > 1:
            text = "\n".join(one.text for one in cited)
            support = compare(statement, text, "\n".join(surroundings(one) for one in cited))
            found.append(Judgement(support, float(embedding.embed([text])[0] @ vector), None))
        return found


def is_verbatim(statement: str, evidence: Evidence) -> bool:
    """Whether a statement is the cited words themselves, with nothing but their outlet or headline named before them.

    The verifier would miss the outlet, which it takes for a speaker, in the words.
    """
    words = " ".join(evidence.text.split())
    lead, found, rest = statement.partition(words)
    article = evidence.article
    named = (article.source or article.title) in lead and lead.startswith("According to ") and lead.endswith(": ")
    return bool(found) and not rest.strip() and (named or not lead.strip())


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
