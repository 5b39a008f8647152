"""Citation recall and precision (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"
(ALCE), section 3.3, and the authors' `compute_autoais`).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

MOST_CITATIONS = 3
"""Of a statement's citations so many count, as in the authors' evaluation."""

Entails = Callable[[str, Sequence[int]], bool]
"""Whether some citations, read together, bear a statement out."""


class Statement(NamedTuple):
    """A sentence of an answer with the markers of its citations."""

    text: str
    citations: tuple[int, ...]


class CitationQuality(NamedTuple):
    """Of one answer, both 0 to 1."""

    recall: float
    """Share of the statements that their citations together bear out."""
    precision: float
    """Share of the citations that are needed: of a statement that is borne out, they support it alone, or the
    others do not without them."""


def citation_quality(statements: Sequence[Statement], entails: Entails) -> CitationQuality | None:
    """Judge an answer's citations; None if it has no statements. No citation at all is a precision of 0."""
    if not statements:
        return None
    supported = needed = total = 0
    for statement in statements:
        cited = statement.citations[:MOST_CITATIONS]
        total += len(cited)
        if cited and entails(statement.text, cited):
            supported += 1
            needed += sum(_is_needed(statement.text, cited, one, entails) for one in cited)
    return CitationQuality(supported / len(statements), needed / total if total else 0.0)


def _is_needed(statement: str, cited: Sequence[int], one: int, entails: Entails) -> bool:
    others = [other for other in cited if other != one]
    return not others or entails(statement, [one]) or not entails(statement, others)
