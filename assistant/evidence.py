"""Hits -> the few numbered sentences that the model is shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.article import Article, Hit, Span
from index.embedding import Embedding, Vectors
from index.keywords import content_words, stem, words
from index.passages import split_sentences
from prompts import fenced

HITS_READ = 10
"""Passages whose sentences compete."""
SENTENCES = 6
"""Sentences chosen for themselves; their context comes on top."""
MOST_CHARACTERS = 2000
"""Evidence shown to the model, about 500 tokens: reading them takes a 1.5B model 5 s on two cores."""

_LEANS_BACK = re.compile(r"^[\"“‘'(]*(He|She|They|It|His|Her|Their|This|That|These|Those|But he|But she)\b")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may be cited."""

    article: Article
    span: Span
    score: float = 0.0
    """Its bearing on the question; higher is better."""

    @property
    def text(self) -> str:
        """The sentence's exact words."""
        return self.article.text[self.span.start : self.span.end]


class EvidencePool:
    """Every sentence of the best hits, scored against the question by meaning, shared words and passage rank."""

    def __init__(self, question: str, query_vector: Vectors, hits: Sequence[Hit], embedding: Embedding) -> None:
        """`query_vector` is the question's unit vector, of shape `(dimension,)`. Raises `EmbeddingError`."""
        self.question = question
        self.embedding = embedding
        self._rank = {hit.article.id: hit.rank for hit in reversed(hits)}
        places: dict[tuple[str, Span], tuple[Article, int]] = {}
        for hit in hits[:HITS_READ]:
            for sentence in split_sentences(hit.article.text):
                if sentence.span.overlaps(hit.span):
                    places.setdefault((hit.article.id, sentence.span), (hit.article, hit.rank))
        texts = [f"{a.title}. {a.text[span.start : span.end]}" for (_, span), (a, _) in places.items()]
        self.vectors = embedding.embed(texts) if texts else np.empty((0, embedding.dimension), np.float32)
        """Unit vectors of the sentences under their headlines, of shape `(len(sentences), dimension)`."""
        meaning = self.vectors @ query_vector
        shared = _shared_words(question, texts)
        self.sentences = [
            Evidence(article, span, float(0.6 * meaning[i] + 0.4 * shared[i] + 1.0 / (4 + rank)))
            for i, ((_, span), (article, rank)) in enumerate(places.items())
        ]

    def choose(self) -> list[Evidence]:
        """The sentences that bear most on the question, with the context that they lean on.

        In the order of the articles' ranks and, within an article, in the text's order.
        """
        chosen: dict[tuple[str, Span], Evidence] = {}
        length = 0
        for evidence in sorted(self.sentences, key=lambda one: -one.score)[:SENTENCES]:
            for sentence in _with_context(evidence):
                key = (sentence.article.id, sentence.span)
                if key not in chosen and length + len(sentence.text) <= MOST_CHARACTERS:
                    chosen[key] = sentence
                    length += len(sentence.text)
        return sorted(chosen.values(), key=lambda one: (self._rank[one.article.id], one.span))


def show(evidence: Sequence[Evidence]) -> str:
    """The evidence as the prompt shows it: numbered lines with outlet and date."""
    return "\n".join(
        f"[{number}] ({fenced(one.article.source or 'unnamed outlet')}, "
        f"{(one.article.published_at or 'undated')[:10]}) {fenced(one.text)}"
        for number, one in enumerate(evidence, start=1)
    )


def _with_context(evidence: Evidence) -> list[Evidence]:
    """A sentence and, if it leans on the one before ("He said ..."), that one as well."""
    if not _LEANS_BACK.match(evidence.text):
        return [evidence]
    before = [one for one in split_sentences(evidence.article.text) if one.span.end <= evidence.span.start]
    return [evidence, *(Evidence(evidence.article, one.span, evidence.score) for one in before[-1:])]


def _shared_words(question: str, texts: Sequence[str]) -> np.ndarray:
    """Share of the question's content words that each text has, rare ones (among the texts) counting more."""
    asked = {stem(word) for word in content_words(question)}
    present = [asked & {stem(word) for word in words(text)} for text in texts]
    weight = {word: np.log(1 + len(texts) / (1 + sum(word in each for each in present))) for word in asked}
    total = sum(weight.values()) or 1.0
    return np.array([sum(weight[word] for word in each) / total for each in present])
