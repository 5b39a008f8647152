"""A claim against a sentence: does the sentence bear it out, and if not, why."""

from calendar import month_name
from dataclasses import dataclass

from assistant.evidence import Evidence, sentences_before
from assistant.speaker import actors, named_speaker, named_speakers
from assistant.support import Support, compare, stems
from index.embedding import Embedding, Vectors

LEAST_SCORE = 0.5
"""Of a claim's score against its evidence, 0 to 1; set by hand, not calibrated yet."""
SENTENCES_BEFORE = 4
"""How far back a name may stand that "he" or "the minister" refers to."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a claim stands against one piece of evidence."""

    support: Support
    similarity: float
    """Cosine of the two."""
    misattributed_to: str | None
    """Whom the claim names although the evidence names somebody else as speaking."""

    @property
    def score(self) -> float:
        """0 to 1: how well the evidence bears the claim out, before what rules it out."""
        return 0.5 * max(0.0, min(1.0, (self.similarity - 0.1) / 0.6)) + 0.5 * self.support.coverage

    @property
    def objection(self) -> str | None:
        """Why the evidence does not support the claim; None if it does."""
        if self.misattributed_to:
            return f"the source has somebody other than {self.misattributed_to} say this"
        if self.support.missing_numbers:
            return f"no source gives the number {', '.join(sorted(self.support.missing_numbers))}"
        if self.support.missing_names:
            return f"the source does not name {', '.join(sorted(self.support.missing_names))}"
        if self.support.negation_differs and self.similarity > 0.4:
            return "the source denies where this affirms, or the reverse"
        if self.score < LEAST_SCORE:
            return "no source that was found says this"
        return None


def judge(claim: str, vector: Vectors, evidence: Evidence, embedding: Embedding, asked: str = "") -> Judgement:
    """Hold a claim, with its unit vector of shape `(dimension,)`, against one sentence; `asked` as in `compare`."""
    support = compare(claim, evidence.text, surroundings(evidence), asked)
    similarity = float(embedding.embed([evidence.text])[0] @ vector)
    return Judgement(support, similarity, misattributed(claim, evidence.text))


def misattributed(claim: str, evidence: str) -> str | None:
    """Whom a claim has say or do something that the evidence has others say or do, and not this one."""
    claimed, real = named_speaker(claim), named_speakers(evidence)
    if claimed is not None and real and not stems(claimed) & stems(" ".join(real)):
        return claimed
    for actor, verb in actors(claim)[:1]:
        others = [name for name, _ in actors(evidence, verb)]
        if others and not stems(actor) & stems(" ".join(others)):
            return actor
    return None


def surroundings(evidence: Evidence) -> str:
    """What a reader of the sentence knows: the sentences before it, headline, outlet, author and date."""
    article = evidence.article
    before = " ".join(article.text[span.start : span.end] for span in sentences_before(evidence, SENTENCES_BEFORE))
    return "\n".join(
        [before, article.title, article.source or "", article.author or "", spoken_date(article.published_at)]
    )


def spoken_date(published_at: str | None) -> str:
    """A date as an article would write it; empty if there is none."""
    if not published_at:
        return ""
    year, month, day = published_at[:10].split("-")
    return f"{int(day)} {month_name[int(month)]} {year}"
