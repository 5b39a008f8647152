"""Whether passages reach the very words of the evidence, not only its article."""

from collections.abc import Sequence

from index.article import Span

Place = tuple[str, Span]
"""An article's id and a span of it."""


def found(passages: Sequence[Place], evidence: Sequence[Place]) -> list[bool]:
    """For each piece of evidence, whether any passage overlaps it."""
    return [any(article == one and span.overlaps(other) for one, other in passages) for article, span in evidence]


def evidence_hit(passages: Sequence[Place], evidence: Sequence[Place], depth: int) -> float:
    """1 if the first `depth` passages reach any piece of the evidence, else 0."""
    return float(any(found(passages[:depth], evidence)))


def evidence_recall(passages: Sequence[Place], evidence: Sequence[Place], depth: int) -> float:
    """Share of the evidence that the first `depth` passages reach."""
    return sum(found(passages[:depth], evidence)) / max(len(evidence), 1)
