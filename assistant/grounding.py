"""Draft sentence -> a claim whose citations are checked, or the reason why it was removed.

A sentence is first held against what it cites, then against every other sentence that was found; the model's own
numbers are a hint, never proof.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from assistant.answer import Outcome, Removed
from assistant.draft import DraftSentence
from assistant.evidence import Evidence, EvidencePool, leaning, sentences_before
from assistant.question import Kind
from assistant.quotation import Quotation, find_quotation, in_source_words, quotations, without_marks
from assistant.support import akin, compare, names, stems
from assistant.verifying import SENTENCES_BEFORE, Judgement, judge, misattributed, surroundings
from index.article import Article, Span
from index.embedding import Vectors
from index.keywords import stem
from index.passages import split_sentences

LEAST_COVERAGE = 0.6
"""Share of a claim's content words, the question's included, that its source must have to stand in these words."""
LEAST_SIMILARITY = 0.4
"""Cosine of a claim and its source, likewise."""
LEAST_NAMED = 0.5
"""Share of the names in the question that an article must have to be about the matter."""
ALTERNATIVES = 5
"""Other sentences tried when the cited ones do not support the claim."""


@dataclass(frozen=True, slots=True)
class GroundedSentence:
    """A sentence that may stand in the answer."""

    text: str
    evidence: tuple[Evidence, ...]
    outcome: Outcome


class Grounding:
    """Checks the sentences of one answer."""

    def __init__(self, pool: EvidencePool, chosen: Sequence[Evidence]) -> None:
        """`chosen` is the evidence in the order in which the model was shown it."""
        self._pool = pool
        self._chosen = chosen

    def check(self, sentence: DraftSentence) -> GroundedSentence | Removed:
        """Ground a sentence. Raises `EmbeddingError`."""
        vector = self._pool.embedding.embed([sentence.text])[0]
        cited = [self._chosen[number - 1] for number in sentence.cited if 0 < number <= len(self._chosen)]
        text, quoted, repaired = self._checked_quotations(sentence.text, cited)
        supporting, reason = self._supporting(text, vector, cited)
        if not supporting:
            supporting, _ = self._supporting(text, vector, self._alternatives(vector, cited))
            supporting = supporting[:1]
            repaired = True
        if not supporting:
            return Removed(sentence.text, reason)
        if all(self._named_in(one) < LEAST_NAMED for one in supporting):
            return Removed(sentence.text, "its source is not about what the question names")
        if any(misattributed(text, one.text) for one in quoted):
            return Removed(sentence.text, "the quoted words are somebody else's")
        if not self._is_verifiable(text, vector, supporting):
            return self._in_its_own_words(sentence, supporting[0], alternative=supporting[0] not in cited)
        supporting = self._with_names(text, [*supporting, *(one for one in quoted if one not in supporting)])
        return GroundedSentence(text, tuple(supporting), "repaired" if repaired else "supported")

    def best(self) -> list[Evidence]:
        """What the ledger says that can be an answer, else the one sentence that bears most on the question."""
        if said := [one for one in self._pool.stated if self._may_answer(one)]:
            return said
        by_score = sorted(self._pool.sentences, key=lambda one: -one.score)[:ALTERNATIVES]
        return [one for one in by_score if self._may_answer(one)][:1]

    def _is_verifiable(self, claim: str, vector: Vectors, supporting: Sequence[Evidence]) -> bool:
        """Whether a claim says in its source's terms what it says, rather than in the question's.

        A claim that repeats the question around a name is true only if the source means the same, which shared words
        and similarity cannot tell: the source's own words are better then.
        """
        text = "\n".join(one.text for one in supporting)
        around = "\n".join(surroundings(one) for one in supporting)
        similarity = max(float(self._pool.embedding.embed([one.text])[0] @ vector) for one in supporting)
        return compare(claim, text, around).coverage >= LEAST_COVERAGE and similarity >= LEAST_SIMILARITY

    def _in_its_own_words(
        self, sentence: DraftSentence, evidence: Evidence, *, alternative: bool
    ) -> GroundedSentence | Removed:
        """The source's sentence in place of the model's, if the model itself chose it and it is about the matter."""
        if alternative or self._named_in(evidence) < LEAST_NAMED or not self._has_what_is_asked(evidence, {"speaker"}):
            return Removed(sentence.text, "no source that was found says this")
        return extract(evidence)

    def _may_answer(self, evidence: Evidence) -> bool:
        """Whether all that the question names is named in the article, and the sentence has what is asked for."""
        return self._named_in(evidence) == 1.0 and self._has_what_is_asked(evidence)

    def _named_in(self, evidence: Evidence) -> float:
        """Share of the names in the question that the article has."""
        article = evidence.article
        about = stems("\n".join([article.title, article.text, article.source or ""]))
        asked = names(self._pool.question.query)
        return sum(akin(stem(name), about) for name in asked) / len(asked) if asked else 1.0

    def _has_what_is_asked(self, evidence: Evidence, spared: Set[Kind] = frozenset()) -> bool:
        question = self._pool.question
        return question.kinds - question.kinds_in(evidence.text) <= {"words"} | spared

    def _supporting(self, claim: str, vector: Vectors, evidence: Sequence[Evidence]) -> tuple[list[Evidence], str]:
        """Those of `evidence` that bear the claim out, together or alone, and why not if none does."""
        if not evidence:
            return [], "the draft gave no source for it"
        judged = [(one, judge(claim, vector, one, self._pool.embedding, self._pool.question.text)) for one in evidence]
        alone = [one for one, judgement in judged if judgement.objection is None]
        if alone:
            return alone, ""
        if len(evidence) > 1 and self._together(claim, vector, evidence):
            return list(evidence), ""
        nearest = max((judgement for _, judgement in judged), key=lambda judgement: judgement.score)
        return [], nearest.objection or ""

    def _together(self, claim: str, vector: Vectors, evidence: Sequence[Evidence]) -> bool:
        text = "\n".join(one.text for one in evidence)
        around = "\n".join(surroundings(one) for one in evidence)
        similarity = float(self._pool.embedding.embed([text])[0] @ vector)
        support = compare(claim, text, around, self._pool.question.text)
        return Judgement(support, similarity, None).objection is None

    def _alternatives(self, vector: Vectors, cited: Sequence[Evidence]) -> list[Evidence]:
        order = np.argsort(-(self._pool.vectors @ vector))[:ALTERNATIVES]
        return [self._pool.sentences[i] for i in order if self._pool.sentences[i] not in cited]

    def _checked_quotations(self, claim: str, cited: Sequence[Evidence]) -> tuple[str, list[Evidence], bool]:
        """Put every quotation in the articles' own words, or take its marks off."""
        found: list[Evidence] = []
        articles = list({one.article.id: one.article for one in [*cited, *self._pool.sentences]}.values())
        repaired = False
        for quotation in reversed(quotations(claim)):
            evidence = locate(quotation, articles)
            if evidence is None:
                claim, repaired = without_marks(claim, quotation), True
            else:
                found.append(evidence[0])
                claim = in_source_words(claim, quotation, evidence[0].article.text, evidence[1])
        return claim, found, repaired

    def _with_names(self, claim: str, supporting: list[Evidence]) -> list[Evidence]:
        """Add the sentence that names whom the supporting ones call "he" or "the minister"."""
        first = supporting[0]
        known = stems(" ".join(one.text for one in supporting))
        missing = {name for name in names(claim) if not stems(name) <= known}
        if not missing:
            return supporting
        for sentence in reversed(sentences_before(first, SENTENCES_BEFORE)):
            text = first.article.text[sentence.start : sentence.end]
            if any(stems(name) <= stems(text) for name in missing):
                added = Evidence(first.article, sentence)
                return supporting if added in supporting else [*supporting, added]
        return supporting


def extract(evidence: Evidence) -> GroundedSentence:
    """A sentence of an article as an answer, given as the outlet's words, with the one before if it leans on that."""
    whole = leaning(evidence)
    article = whole.article
    whose = f"According to {article.source}" if article.source else f"According to the article {article.title}"
    if article.published_at:
        whose += f" ({article.published_at[:10]})"
    return GroundedSentence(f"{whose}: {' '.join(whole.text.split())}", (whole,), "extracted")


def locate(quotation: Quotation, articles: Sequence[Article]) -> tuple[Evidence, Span] | None:
    """The sentences that hold a quotation's words and the words' span, in the first article that has them."""
    for article in articles:
        span = find_quotation(quotation.words, article.text)
        if span is not None:
            inside = [one.span for one in split_sentences(article.text) if one.span.overlaps(span)]
            return Evidence(article, Span(inside[0].start, inside[-1].end)), span
    return None
