"""Hits -> the few numbered sentences that the model is shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from assistant.instructions import addresses_a_model
from assistant.matter import Matter
from assistant.question import Question
from index.article import Article, Hit, Span
from index.embedding import Embedding, Vectors
from index.keywords import content_words, stem, words
from index.late_interaction import TokenSimilarities
from index.passages import TEXTS_KEPT, split_sentences
from index.reranking import Passage, Reranker
from index.retrieval import Found
from prompts import fenced

Floats = NDArray[np.float64]
_Place = tuple[Hit, Span, TokenSimilarities | None]

HITS_READ = 12
"""Passages whose sentences compete."""
PASSAGES_READ = 6
"""Of them, those that the reranker reads, which takes most of the time of an answer without a model."""
RERANKER_WEIGHT = 0.67
"""Of the reranker's score beside the sum of the features."""
SENTENCES = 6
"""Sentences chosen for themselves; their context comes on top."""
MOST_CHARACTERS = 1500
"""Evidence shown to a large model, about 375 tokens."""
FEWER_CHARACTERS = 500
"""Evidence shown to a small one: of a 1.5B model's time on two cores reading takes the most."""
WEIGHTS = {"meaning": 1.5, "passage": 0.8, "shared": 0.2, "kind": 0.65, "length": -0.45, "beside": 0.3}
"""Of a sentence's features, each standardised over the question's sentences; a listwise logistic regression gave them
(docs/benchmarks.md). Long sentences come near to much, so that their length counts against them."""

_LEANS_BACK = re.compile(r"^[\"“‘'(]*(He|She|They|It|His|Her|Their|This|That|These|Those|But he|But she)\b")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may be cited."""

    article: Article
    span: Span
    score: float = 0.0
    """Its bearing on the question against that of the other sentences found."""
    meaning: float = 0.0
    """How near it comes to the question by itself, 0 to 1."""
    odds: float | None = None
    """Logarithm of the odds that it answers, by the reranker; None if that has not read it."""

    @property
    def text(self) -> str:
        """The sentence's exact words."""
        return self.article.text[self.span.start : self.span.end]


class EvidencePool:
    """Every sentence of the best hits, ordered by its bearing on the question."""

    def __init__(
        self,
        question: Question,
        found: Found,
        embedding: Embedding,
        stated: Sequence[Evidence] = (),
        reranker: Reranker | None = None,
    ) -> None:
        """Score the sentences of what was found; `stated` is what the ledger says, best first.

        Raises `EmbeddingError`.
        """
        self.stated = tuple(stated)
        self.question = question
        self.embedding = embedding
        self._found, self._reranker = found, reranker
        self._rank = {hit.article.id: hit.rank for hit in reversed(found.hits)}
        for one in self.stated:
            self._rank.setdefault(one.article.id, len(found.hits) + 1)
        places = list(_places(found))
        self._texts = [_words(hit, span) for hit, span, _ in places]
        meaning = self._meaning(places, found)
        features = {
            "meaning": meaning,
            "passage": np.array([hit.score for hit, _, _ in places]),
            "shared": _shared_words(question.query, self._texts),
            "kind": np.array([float(len(question.kinds_in(text))) for text in self._texts]),
            "length": np.log([max(1, len(text)) for text in self._texts]),
            "beside": _beside(places, meaning),
        }
        score = sum((WEIGHTS[name] * _standardised(values) for name, values in features.items()), np.zeros(len(places)))
        self.odds: float | None = None
        """Logarithm of the odds that a passage answers, by the reranker; None without one."""
        read: dict[tuple[str, Span], float] = {}
        if reranker and places:
            read = _reread(reranker, question.query, found)
            self.odds = float(np.logaddexp.reduce(list(read.values()))) if read else None
            score += RERANKER_WEIGHT * _spread(read, places)
        self.sentences = [
            Evidence(hit.article, span, float(score[i]), float(meaning[i]), read.get((hit.article.id, span)))
            for i, (hit, span, _) in enumerate(places)
        ]

    def _meaning(self, places: Sequence[_Place], found: Found) -> Floats:
        """How near each sentence comes to the question: late interaction, or else cosine."""
        if all(similar is not None for _, _, similar in places):
            return np.array(
                [
                    similar.score_between(span.start - hit.span.start, span.end - hit.span.start)
                    for hit, span, similar in places
                    if similar is not None
                ]
            )
        return (self.vectors @ found.query_vector).astype(np.float64)

    @cached_property
    def vectors(self) -> Vectors:
        """Unit vectors of the sentences, of shape `(len(sentences), dimension)`. Raises `EmbeddingError`."""
        return self.embedding.embed(self._texts)

    @cached_property
    def ranked(self) -> list[Evidence]:
        """The sentences, those that bear most on the question first."""
        return sorted(self.sentences, key=lambda one: -one.score)

    def reread(self, query: str) -> list[tuple[Evidence, float]]:
        """The sentences that the reranker reads, and how well they answer another question; none without one."""
        if self._reranker is None:
            return []
        read = _reread(self._reranker, query, self._found)
        return [(one, read[one.article.id, one.span]) for one in self.sentences if (one.article.id, one.span) in read]

    @cached_property
    def matter(self) -> Matter:
        """What the question names, and which of the articles have it."""
        return Matter(self.question, [one.article for one in (*self.stated, *self.sentences)])

    def choose(self, most: int = MOST_CHARACTERS) -> list[Evidence]:
        """What the ledger says, and the sentences that bear most on the question, with the context that they lean on.

        They have at most so many characters together, and come in the order of the articles' ranks and, within an
        article, in the text's order.
        """
        chosen: dict[tuple[str, Span], Evidence] = {}
        length = 0
        in_turn = (one for pair in zip_longest(self.stated, self.ranked[:SENTENCES]) for one in pair if one)
        for evidence in in_turn:
            for sentence in _sentences_in(leaning(evidence)):
                key = (sentence.article.id, sentence.span)
                if key not in chosen and length + len(sentence.text) <= most:
                    chosen[key] = sentence
                    length += len(sentence.text)
        return sorted(chosen.values(), key=lambda one: (self._rank[one.article.id], one.span))


def show(evidence: Sequence[Evidence]) -> str:
    """The evidence as the prompt shows it: numbered sentences under their article's outlet and date."""
    lines: list[str] = []
    article = None
    for number, one in enumerate(evidence, start=1):
        if one.article is not article:
            article = one.article
            outlet = fenced(article.source or "unnamed outlet")
            lines.append(f"{outlet}, {(article.published_at or 'undated')[:10]}:")
        lines.append(f"[{number}] {fenced(one.text)}")
    return "\n".join(lines)


def leaning(evidence: Evidence) -> Evidence:
    """The evidence together with the sentence before it, if it leans on that ("He said ...")."""
    return with_sentence_before(evidence) if _LEANS_BACK.match(evidence.text) else evidence


def with_sentence_before(evidence: Evidence) -> Evidence:
    """The evidence together with the sentence before it, if there is one, and it does not talk to a model."""
    before = sentences_before(evidence, 1)
    whole = replace(evidence, span=Span(before[0].start, evidence.span.end)) if before else evidence
    return evidence if addresses_a_model(whole.text) else whole


def sentences_before(evidence: Evidence, count: int) -> list[Span]:
    """The last `count` sentences before it, in order: those to which "he" or "the minister" may refer back."""
    spans = [one.span for one in split_sentences(evidence.article.text) if one.span.end <= evidence.span.start]
    return spans[-count:]


def _sentences_in(evidence: Evidence) -> list[Evidence]:
    spans = [one.span for one in split_sentences(evidence.article.text) if one.span.overlaps(evidence.span)]
    return [replace(evidence, span=span) for span in reversed(spans)]


def _places(found: Found) -> Iterator[_Place]:
    """The sentences of the best hits, each once, but for those that talk to a model."""
    seen = set()
    for hit, similar in list(zip(found.hits, found.similarities, strict=True))[:HITS_READ]:
        for sentence in _citeable(hit):
            if (hit.article.id, sentence) not in seen:
                seen.add((hit.article.id, sentence))
                yield hit, sentence, similar


def passage_of(hit: Hit) -> Passage:
    """A hit as the reranker reads it."""
    start, end = hit.span
    sentences = [Span(one.start - start, one.end - start) for one in _citeable(hit)]
    return Passage(hit.article.title, hit.article.text[start:end], sentences)


def _reread(reranker: Reranker, query: str, found: Found) -> dict[tuple[str, Span], float]:
    """The reranker's score of each sentence of the first passages: the best, if several passages have the sentence."""
    hits = found.hits[:PASSAGES_READ]
    best: dict[tuple[str, Span], float] = {}
    for hit, scores in zip(hits, reranker.scores(query, [passage_of(hit) for hit in hits]), strict=True):
        for sentence, score in zip(_citeable(hit), scores.tolist(), strict=True):
            key = (hit.article.id, sentence)
            best[key] = max(score, best.get(key, score))
    return best


def _spread(read: dict[tuple[str, Span], float], places: Sequence[_Place]) -> Floats:
    """The scores of all places: of those that were not read, the median of the others."""
    middle = float(np.median(list(read.values()))) if read else 0.0
    return np.array([read.get((hit.article.id, sentence), middle) for hit, sentence, _ in places])


def _citeable(hit: Hit) -> Iterator[Span]:
    """A hit's sentences, but for what follows words to a model in its paragraph."""
    spoilt = spoilt_sentences(hit.article.text)
    for one in split_sentences(hit.article.text):
        if one.span.overlaps(hit.span) and one.span not in spoilt:
            yield one.span


@lru_cache(TEXTS_KEPT)
def spoilt_sentences(text: str) -> frozenset[Span]:
    """The sentences of an article that talk to a model, and what follows them in their paragraphs."""
    paragraphs: set[int] = set()
    found = set()
    for one in split_sentences(text):
        if one.paragraph not in paragraphs and addresses_a_model(text[one.span.start : one.span.end]):
            paragraphs.add(one.paragraph)
        if one.paragraph in paragraphs:
            found.add(one.span)
    return frozenset(found)


def without_instructions(article: Article) -> Article:
    """The article with blanks in place of words to a model: all offsets stay, and nothing rests on these."""
    text = article.text
    for span in spoilt_sentences(text):
        text = text[: span.start] + re.sub(r"\S", " ", text[span.start : span.end]) + text[span.end :]
    return article if text == article.text else replace(article, text=text)


def _words(hit: Hit, span: Span) -> str:
    return hit.article.text[span.start : span.end]


def _beside(places: Sequence[_Place], meaning: Floats) -> Floats:
    """For each sentence the greater meaning of those found right before and after it in its article, 0 without any."""
    found = np.zeros(len(places))
    together = [one.article.id == other.article.id for (one, _, _), (other, _, _) in pairwise(places)]
    for place, together_with_next in enumerate(together):
        if together_with_next:
            found[place] = max(found[place], meaning[place + 1])
            found[place + 1] = max(found[place + 1], meaning[place])
    return found


def _standardised(values: Floats) -> Floats:
    return (values - values.mean()) / max(float(values.std()), 1e-9) if len(values) else values


def _shared_words(question: str, texts: Sequence[str]) -> Floats:
    """Share of the question's content words that each text has, rare ones (among the texts) counting more."""
    asked = {stem(word) for word in content_words(question)}
    present = [asked & {stem(word) for word in words(text)} for text in texts]
    weight = {word: np.log(1 + len(texts) / (1 + sum(word in each for each in present))) for word in asked}
    total = sum(weight.values()) or 1.0
    return np.array([sum(weight[word] for word in each) / total for each in present])
