"""How well attributions were found: exact spans of each role, whole triples, recall by kind."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.decoding import ROLES

SHARED = 0.5
"""Jaccard index over characters from which a source or content counts as found in part."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 if both are 0."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


Found = Sequence[Sequence[Attribution]]
"""The attributions of each article, in the same order in gold and predicted."""


def role_score(gold: Found, predicted: Found, role: str) -> Score:
    """Exact spans of a role, each part by itself, duplicates once (CofeNet's protocol, Wang et al. 2022, section 4)."""
    return _agreement(_spans(gold, role), _spans(predicted, role))


def triple_score(gold: Found, predicted: Found) -> Score:
    """Triples with every part of every role exact."""
    return _agreement(_triples(gold), _triples(predicted))


def overlap_score(gold: Found, predicted: Found) -> Score:
    """Triples whose cues overlap and whose sources and contents share at least half of their characters.

    Each predicted triple takes the gold one of its cue that it resembles most and that no earlier one took.
    """
    found = 0
    for true, guessed in zip(gold, predicted, strict=True):
        free = list(true)
        for one in guessed:
            alike = [other for other in free if _jaccard(one.cue, other.cue) > 0]
            if alike:
                best = max(alike, key=lambda other, one=one: sum(_source_and_content(one, other)))  # type: ignore[misc]
                free.remove(best)
                found += min(_source_and_content(one, best)) >= SHARED
    return Score(found / max(1, sum(map(len, predicted))), found / max(1, sum(map(len, gold))))


def recall_where(gold: Found, predicted: Found, wanted: Callable[[Attribution], bool]) -> dict[str, float]:
    """Recall of the triples, and of each role's spans, over the gold attributions that are wanted."""
    some = [[one for one in article if wanted(one)] for article in gold]
    recalls = {role: role_score(some, predicted, role).recall for role in ROLES}
    return {"count": float(sum(map(len, some))), **recalls, "triple": triple_score(some, predicted).recall}


def nested(articles: Found) -> set[Attribution]:
    """Attributions whose cue lies in the content of another one of its article, or whose content holds such a cue."""
    return {
        one
        for article in articles
        for inner in article
        for outer in article
        if inner is not outer and any(cue.overlaps(span) for cue in inner.cue for span in outer.content)
        for one in (inner, outer)
    }


def _spans(articles: Found, role: str) -> set[tuple[int, Span]]:
    return {(i, span) for i, article in enumerate(articles) for one in article for span in getattr(one, role)}


def _triples(articles: Found) -> set[tuple[int, tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]]:
    return {(i, one.source, one.cue, one.content) for i, article in enumerate(articles) for one in article}


def _agreement(gold: AbstractSet[Hashable], predicted: AbstractSet[Hashable]) -> Score:
    right = len(gold & predicted)
    return Score(right / max(1, len(predicted)), right / max(1, len(gold)))


def _source_and_content(one: Attribution, other: Attribution) -> tuple[float, float]:
    return _jaccard(one.source, other.source), _jaccard(one.content, other.content)


def _jaccard(some: Iterable[Span], others: Iterable[Span]) -> float:
    """Shared characters over all characters; 1 if there are none."""
    first, second = ({i for span in spans for i in range(*span)} for spans in (some, others))
    return len(first & second) / len(first | second) if first | second else 1.0
