"""Claims and the articles that are to bear them out -> findings: the verifier behind `onrecord check`.

The features that words alone give decide most claims; only where they leave doubt is the embedding asked, which
costs ten times as much (docs/benchmarks.md, "Verifier").
"""

from calendar import month_name
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from assistant.verification.claim import Claim
from assistant.verification.comparison import Comparison
from assistant.verification.document import Document
from assistant.verification.meaning import Meaning
from assistant.verification.objections import Objection, Verdict, objection
from assistant.verification.scoring import model
from assistant.verification.speech import Speech
from index.article import Article, Span
from index.attribution.attribution import Statement
from index.embedding import Embedding

LEAST_SCORE = 0.65
"""Probability from which a claim is supported (docs/benchmarks.md, "Verifier")."""
IN_DOUBT = (0.2, 0.7)
"""Scores by words alone between which the embedding is asked as well."""
VERBATIM = 0.9
"""Least score of a quotation that the article has, by the one who says it there."""
DOCUMENTS = 64
"""Articles kept prepared, the least recently used leaving first."""
CITED_FROM = 0.15
"""Share of a claim that a further sentence must add to be cited."""

Recorded = Callable[[Article], Sequence[Statement]]
_Source = tuple[str, str, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """How a claim stands against an article."""

    verdict: Verdict
    score: float
    """0 to 1: how probably the article bears the claim out."""
    nearness: float
    """0 to 1: the share of the claim's words that one sentence of the article has."""
    spans: tuple[Span, ...]
    """The sentences that come nearest, best first; empty if the article has no word of it."""
    reason: str | None
    """Why the claim is not supported, in a line; None if it is."""


class Verifier:
    """Holds claims against articles, and keeps what it has prepared of these. Safe to share between threads."""

    def __init__(self, embedding: Embedding, recorded: Recorded = lambda _: ()) -> None:
        """`recorded` gives what the ledger has of an article: it knows whom "he said" means."""
        self._recorded = recorded
        self._documents: OrderedDict[_Source, tuple[Document, Speech]] = OrderedDict()
        self._lock = Lock()
        self._embedding = embedding

    def verify(self, claims: Sequence[tuple[str, Article]]) -> list[Finding]:
        """A finding for each claim; many at once are quicker than one by one. Raises `EmbeddingError`."""
        judged = self._by_words(claims)
        self._by_meaning([one for one in judged if IN_DOUBT[0] < one.score < IN_DOUBT[1]])
        return [_finding(one) for one in judged]

    def _by_words(self, claims: Sequence[tuple[str, Article]]) -> list["_Judged"]:
        comparisons = [Comparison(Claim(text), *self._prepared(article)) for text, article in claims]
        scores = model("words").probabilities([one.word_features for one in comparisons])
        return [_Judged(one, float(score)) for one, score in zip(comparisons, scores, strict=True)]

    def _by_meaning(self, judged: Sequence["_Judged"]) -> None:
        """Score again with the embedding: all, or none if it gives no token vectors."""
        if not judged:
            return
        texts = list(dict.fromkeys(text for one in judged for text in one.comparison.texts))
        vectors, tokens = self._embedding.embed_with_tokens(texts)
        if tokens is None:
            return
        meanings = dict(zip(texts, map(Meaning, vectors, tokens), strict=True))
        comparisons = [one.comparison for one in judged]
        rows = [one.word_features | one.meaning_features([meanings[text] for text in one.texts]) for one in comparisons]
        for one, score in zip(judged, model("meaning").probabilities(rows), strict=True):
            one.score = float(score)

    def _prepared(self, article: Article) -> tuple[Document, Speech]:
        statements = tuple(self._recorded(article))
        key = (article.id, article.text, statements)
        with self._lock:
            found = self._documents.pop(key, None)
        found = found or prepare(article, statements)
        with self._lock:
            self._documents[key] = found
            while len(self._documents) > DOCUMENTS:
                self._documents.popitem(last=False)
        return found


@dataclass(slots=True)
class _Judged:
    """A claim and its score so far."""

    comparison: Comparison
    score: float


def prepare(article: Article, statements: Sequence[Statement] = ()) -> tuple[Document, Speech]:
    """An article as claims are compared with it; headline, outlet, byline and date supply names and numbers."""
    known = (article.title, article.source, article.author, _spoken(article.published_at))
    document = Document(article.text, "\n".join(filter(None, known)))
    return document, Speech(document, statements, [name for name in (article.source, article.author) if name])


def _spoken(published_at: str | None) -> str:
    """A date as an article would write it; empty if there is none."""
    if not published_at:
        return ""
    year, month, day = published_at[:10].split("-")
    return f"{int(day)} {month_name[int(month)]} {year}"


def _finding(judged: _Judged) -> Finding:
    comparison, score = judged.comparison, judged.score
    found = objection(comparison)
    if found is None and comparison.verbatim:
        score = max(score, VERBATIM)
    if found is None and score < LEAST_SCORE:
        names = comparison.unknown_names
        reason = f"the source does not name {', '.join(names)}" if names else "no source that was found says this"
        found = Objection("not_found", reason)
    elif found is not None:
        score = min(score, 0.9 * LEAST_SCORE)
    return Finding(
        verdict=found.verdict if found else "supported",
        score=round(score, 4),
        nearness=comparison.word_features["cover_1"],
        spans=comparison.bearing(CITED_FROM),
        reason=found.reason if found else None,
    )
