"""What rules a claim out, whatever its score: the errors that must never pass, each with its reason in a line."""

from typing import Literal, NamedTuple

from assistant.quotation import Quotation
from assistant.verification.comparison import Comparison

Verdict = Literal["supported", "contradicted", "misattributed", "not_found"]
NEAR_COPY = 0.6
"""Share of a claim's words that its source has in the same order, from which a difference is a change."""
WHOLE = 0.9
"""Share of a claim's words that one sentence has in the same order, from which the claim is of one piece."""
SAME_MATTER = 0.5
"""Share of a claim that one sentence of the source has, from which a difference is a contradiction."""


class Objection(NamedTuple):
    """Why a claim is not supported."""

    verdict: Verdict
    reason: str


def objection(comparison: Comparison) -> Objection | None:
    """The first rule that a claim breaks, if it breaks any."""
    features = comparison.word_features
    near = features["aligned"] >= NEAR_COPY
    differs: Verdict = "contradicted" if near or features["cover_1"] >= SAME_MATTER else "not_found"
    agrees, speaker, _, instead = comparison.attributed
    if agrees in ("another", "unknown"):
        said = f"has {instead}" if instead else f"does not have {speaker}"
        return Objection("misattributed", f"the source {said} say this")
    if missing := comparison.missing_quotations:
        return Objection(differs, f"the source does not have the words {_shown(missing[0])}")
    if numbers := comparison.missing_numbers:
        return Objection(differs, f"the source does not give the number {', '.join(numbers)}")
    if features["scale_differs"]:
        return Objection(differs, "the source counts the number in another unit")
    if comparison.verbatim:
        return None
    if near and features["negation_odd"]:
        return Objection("contradicted", "the source denies where this affirms, or the reverse")
    if near and features["swapped"]:
        return Objection("contradicted", "the source has another name or number in this place")
    if near and features["antonyms"]:
        return Objection("contradicted", "the source says the opposite")
    if near and features["hardened"]:
        return Objection("contradicted", "the source is less sure of it")
    if features["seams"] and features["aligned"] < WHOLE:
        return Objection("not_found", "the source says these things in different places, not as one")
    return None


def _shown(quotation: Quotation) -> str:
    words = quotation.words.split()
    return "“" + " ".join(words[:8]) + (" …" if len(words) > 8 else "") + "”"
