"""Claims and the articles that are to bear them out -> findings: the verifier behind `onrecord check`.

The features that words alone give decide most claims; only where they leave doubt is the embedding asked, which
costs ten times as much (docs/benchmarks.md, "Verifier").
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.verification.claim import Claim
from assistant.verification.comparison import Comparison
from assistant.verification.document import Document
from assistant.verification.meaning import Meaning
from assistant.verification.objections import Objection, Verdict, objection
from assistant.verification.scoring import model
from assistant.verification.speech import Speech
from assistant.verifying import spoken_date
from index.article import Article, Span
from index.embedding import Embedding

LEAST_SCORE = 0.65
"""Probability from which a claim is supported (docs/benchmarks.md, "Verifier")."""
IN_DOUBT = (0.1, 0.7)
"""Scores by words alone between which the embedding is asked as well."""
VERBATIM = 0.9
"""Least score of a quotation that the article has, by the one who says it there."""
DOCUMENTS = 64
"""Articles kept prepared, the least recently used leaving first."""
MEANINGS = 1000
"""Sentences kept embedded: 40 kB each, at most."""
CITED_FROM = 0.15
"""Share of a claim that a further sentence must add to be cited."""


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
    """Holds claims against articles, and keeps what it has prepared of these."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding
        self._documents: OrderedDict[tuple[str, str], tuple[Document, Speech]] = OrderedDict()
        self._meanings: OrderedDict[str, Meaning] = OrderedDict()

    def verify(self, claims: Sequence[tuple[str, Article]]) -> list[Finding]:
        """A finding for each claim; many at once are quicker than one by one. Raises `EmbeddingError`."""
        comparisons = [Comparison(Claim(text), *self._prepared(article)) for text, article in claims]
        features = [dict(one.word_features) for one in comparisons]
        objections = [objection(one, row) for one, row in zip(comparisons, features, strict=True)]
        scores = [float(score) for score in model("words").probabilities(features)]
        low, high = IN_DOUBT
        doubtful = [i for i, score in enumerate(scores) if low < score < high and comparisons[i].coverage.chosen]
        if doubtful and self._embed([comparisons[i] for i in doubtful]):
            rows = [features[i] | self._meaning(comparisons[i]) for i in doubtful]
            for i, score in zip(doubtful, model("meaning").probabilities(rows), strict=True):
                scores[i] = float(score)
        return [_finding(*each) for each in zip(comparisons, features, scores, objections, strict=True)]

    def _prepared(self, article: Article) -> tuple[Document, Speech]:
        key = (article.id, article.text)
        if key not in self._documents:
            self._documents[key] = prepare(article)
            if len(self._documents) > DOCUMENTS:
                self._documents.popitem(last=False)
        self._documents.move_to_end(key)
        return self._documents[key]

    def _embed(self, comparisons: Sequence[Comparison]) -> bool:
        """Embed claims and the sentences chosen for them; False if the model gives no token vectors."""
        wanted = dict.fromkeys(text for one in comparisons for text in one.texts)
        for text in wanted:
            if text in self._meanings:
                self._meanings.move_to_end(text)
        missing = [text for text in wanted if text not in self._meanings]
        if missing:
            vectors, tokens = self._embedding.embed_with_tokens(missing)
            if tokens is None:
                return False
            for text, vector, of_text in zip(missing, vectors, tokens, strict=True):
                self._meanings[text] = Meaning(vector, of_text)
            while len(self._meanings) > max(MEANINGS, len(wanted)):
                self._meanings.popitem(last=False)
        return True

    def _meaning(self, comparison: Comparison) -> dict[str, float]:
        return comparison.meaning_features([self._meanings[text] for text in comparison.texts])


def prepare(article: Article) -> tuple[Document, Speech]:
    """An article as claims are compared with it; headline, outlet, byline and date supply names and numbers."""
    known = (article.title, article.source, article.author, spoken_date(article.published_at))
    document = Document(article.text, "\n".join(filter(None, known)))
    return document, Speech(document)


def _finding(comparison: Comparison, features: Mapping[str, float], score: float, found: Objection | None) -> Finding:
    if found is None and comparison.verbatim:
        score = max(score, VERBATIM)
    if found is None and score < LEAST_SCORE:
        found = Objection("not_found", "no source that was found says this")
    elif found is not None:
        score = min(score, 0.9 * LEAST_SCORE)
    return Finding(
        verdict=found.verdict if found else "supported",
        score=round(score, 4),
        nearness=features["cover_1"],
        spans=comparison.bearing(CITED_FROM),
        reason=found.reason if found else None,
    )
