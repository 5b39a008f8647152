"""Grounded sentences -> claims with numbered citations."""

from assistant.answer import Citation, Claim, Grounded
from assistant.evidence import Evidence
from assistant.extracting import GroundedSentence
from assistant.naming import stems
from assistant.recorded import Recorded

REPEATED = 0.9
"""Share of a sentence's words that the answer has, when the sentence says nothing new."""


class Writing:
    """An answer that grows by one claim at a time; a span keeps one number throughout."""

    def __init__(self, recorded: Recorded) -> None:
        """`recorded` tells whose the cited words are."""
        self._recorded = recorded
        self.claims: list[Claim] = []
        self.evidence: list[Evidence] = []
        self.citations: list[Citation] = []
        self.text = ""

    def add(self, sentence: GroundedSentence) -> Grounded:
        """Append a sentence and number its citations."""
        known = len(self.citations)
        markers = tuple(dict.fromkeys(self._marker(evidence) for evidence in sentence.evidence))
        claim = Claim(text=sentence.text, citations=markers, outcome=sentence.outcome, change=sentence.change)
        self.claims.append(claim)
        self.evidence += sentence.evidence
        # What articles say in their own words stands by itself; sentences of a draft follow each other.
        apart = "extracted" in (claim.outcome, *(one.outcome for one in self.claims[-2:-1]))
        shown = ("" if not self.text else "\n\n" if apart else " ") + _marked(claim)
        self.text += shown
        return Grounded(claim, tuple(self.citations[known:]), shown)

    @property
    def last(self) -> Evidence | None:
        """What the end of the answer rests on."""
        return self.evidence[-1] if self.evidence else None

    def repeats(self, sentence: GroundedSentence) -> bool:
        """Whether the answer says already what the sentence says, in the same words."""
        said = stems(sentence.text)
        return len(said & stems(self.text)) >= REPEATED * len(said)

    def _marker(self, evidence: Evidence) -> int:
        for citation in self.citations:
            if (citation.article_id, citation.span) == (evidence.article.id, evidence.span):
                return citation.marker
        self.citations.append(cite(evidence, len(self.citations) + 1, self._recorded.name_in(evidence)))
        return len(self.citations)


def cite(evidence: Evidence, marker: int, speaker: str | None) -> Citation:
    """A citation of a sentence, and who says it."""
    article = evidence.article
    return Citation(
        marker=marker,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        url=article.url,
        span=evidence.span,
        quote=evidence.text,
        speaker=speaker,
    )


def _marked(claim: Claim) -> str:
    """The claim with its markers before its final stop: "He said so [1]."."""
    markers = "".join(f"[{marker}]" for marker in claim.citations)
    text = claim.text.rstrip()
    if text.endswith((".", "!", "?")) and not text.endswith(("...", "U.S.", "a.m.", "p.m.")):
        return f"{text[:-1]} {markers}{text[-1]}"
    return f"{text} {markers}"
