"""One story run by many outlets must not crowd out the rest of what a search finds."""

from collections.abc import Iterable
from dataclasses import replace

from index.article import Hit
from index.resemblance import Wording, sentences_of

ALREADY_SHOWN_AT_LEAST = 0.5
"""Share of a passage's content words, in sentences that the story has shown, that makes the passage superfluous."""


class Collapse:
    """Goes through hits from the best on and lets through what adds something.

    The article of a story's best hit stands for it. Of the other copies only passages that it does not have are let
    through, such as the end of a report that others have cut.
    """

    def __init__(self) -> None:
        self._best: dict[int, Hit] = {}
        self._shown: dict[int, list[Wording]] = {}

    def admits(self, hit: Hit) -> bool:
        """Whether a hit is to be shown; hits are given in the order of their rank."""
        if hit.story is None:
            return True
        best = self._best.setdefault(hit.story, hit)
        if best.article.id == hit.article.id:
            return True
        shown = self._shown.setdefault(hit.story, [Wording.of(sentences_of(best.article.text))])
        passage = Wording.of(sentences_of(hit.text))
        if not len(passage.words) or any(passage.share_in(one) >= ALREADY_SHOWN_AT_LEAST for one in shown):
            return False
        shown.append(passage)
        return True


def collapse(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits that add something, in the same order, ranked anew."""
    seen = Collapse()
    admitted = (hit for hit in hits if seen.admits(hit))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(admitted, start=1))


def independent_sources(hits: Iterable[Hit]) -> int:
    """How many sources the hits come from, the copies of one story counted once."""
    return len({hit.article.id if hit.story is None else hit.story for hit in hits})
