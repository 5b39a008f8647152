"""Passages of an article that follow one another and are all found become one hit: context whole, nothing twice.

At equal characters it finds what single passages find (docs/benchmarks.md); a reader gets fewer, more whole hits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Span
from index.candidate import Candidate
from index.late_interaction import TokenSimilarities, joined

LONGEST = 1500
"""Characters of a merged hit at the most: about two passages."""

AMONG = 30
"""Only this many of the best candidates are merged: a good passage does not drag poor neighbours along."""


@dataclass(slots=True, eq=False)
class Stretch:
    """Neighbouring passages, the best one's score standing for all."""

    members: list[Candidate]
    """In the order of the text."""
    score: float

    @property
    def article(self) -> int:
        """Number of the article."""
        return self.members[0].passage.article

    @property
    def span(self) -> Span:
        """From the first passage's start to the last one's end."""
        return Span(self.members[0].passage.span.start, self.members[-1].passage.span.end)

    @property
    def tokens(self) -> TokenSimilarities | None:
        """The members' similarities as those of one text."""
        parts = [
            (one.passage.span.start - self.span.start, one.tokens) for one in self.members if one.tokens is not None
        ]
        return joined(parts) if len(parts) == len(self.members) else None

    def _can_join(self, other: "Stretch") -> bool:
        return (
            self.article == other.article
            and self.members[0].query == other.members[0].query
            and max(self.span.end, other.span.end) - min(self.span.start, other.span.start) <= LONGEST
        )

    def join(self, other: "Stretch") -> bool:
        """Take in a neighbour, unless the two belong to different articles or queries or would be too long."""
        if not self._can_join(other):
            return False
        self.members = sorted(self.members + other.members, key=lambda one: one.passage.number)
        return True


def merged(candidates: Sequence[Candidate]) -> list[Stretch]:
    """Candidates, best first -> stretches, best first."""
    stretches: list[Stretch] = []
    holding: dict[int, Stretch] = {}
    for place, candidate in enumerate(candidates):
        own = Stretch([candidate], candidate.score)
        stretches.append(own)
        for beside in (-1, 1) if place < AMONG else ():
            # The passages of an article are numbered in a row.
            other = holding.get(candidate.passage.number + beside)
            if other is None or other is own:
                continue
            first, second = sorted((own, other), key=stretches.index)
            if first.join(second):
                stretches.remove(second)
                holding.update({one.passage.number: first for one in first.members})
                own = first
        if place < AMONG:
            holding.update({one.passage.number: own for one in own.members})
    return stretches
