"""Token F1 of an answer against the reference (Rajpurkar et al. 2016, "SQuAD", section 5; their normalisation)."""

import re
from collections import Counter

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_MARKERS = re.compile(r"\s*\[\d+\]")


def token_f1(answer: str, reference: str) -> float:
    """Harmonic mean of the shares of words that the two have in common, 0 to 1."""
    given, wanted = _tokens(answer), _tokens(reference)
    common = sum((Counter(given) & Counter(wanted)).values())
    if not given or not wanted or not common:
        return float(given == wanted)
    precision, recall = common / len(given), common / len(wanted)
    return 2 * precision * recall / (precision + recall)


def without_markers(answer: str) -> str:
    """The answer's own words."""
    return _MARKERS.sub("", answer)


def _tokens(text: str) -> list[str]:
    text = without_markers(text).lower().replace("’", "'")
    return _ARTICLES.sub(" ", _PUNCTUATION.sub("", text)).split()
