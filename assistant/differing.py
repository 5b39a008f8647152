"""Reports of one matter that give other figures: an answer shows them beside its own, each with its source."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assistant.evidence import Evidence, EvidencePool
from assistant.naming import names
from assistant.question import Question
from index.keywords import content_words, stem

SAME_MATTER = 0.65
"""Cosine of two sentences that report one matter."""

ROUNDED = 0.05
"""Share by which two large figures may differ and be one, rounded."""

SMALL = 100
"""Figures below it are counted, not rounded."""

COMPARED, OTHERS = 12, 2
"""Sentences with figures that are compared, and differing ones that are shown."""

_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SPELLED = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_FIGURE = re.compile(
    rf"(?P<money>[$€£])?(?<![\w.,-])(?P<number>\d[\d,]*(?:\.\d+)?|{'|'.join(_SPELLED)})\b"
    r"(?:[\s-]+(?P<scale>thousand|million|billion|trillion))?(?:\s*(?P<share>%|percent|per cent))?"
    r"(?P<counted>(?:[\s-]+(?:of\s+(?:the|its|their)\s+)?[A-Za-z]{3,}){1,3})?",
    re.I,
)
_HOW_MANY = re.compile(
    r"\bhow\s+many\s+(?P<what>(?:[\w’'-]+\s+){1,4}?)(?:\w+ed|do|did|does|is|are|was|were|ha[sd]|have|will|would|could|can|may)\b",
    re.I,
)
_HOW_MUCH = re.compile(r"\bhow\s+much\b|\bwhat\s+(?:sum|price|amount)\b", re.I)


class Figure(NamedTuple):
    """A number with what it counts."""

    value: float
    counted: frozenset[str]
    """"$" or "%", or else the stems of the words after it."""


def differing(question: Question, pool: EvidencePool, given: Sequence[Evidence]) -> list[Evidence]:
    """Sentences that give another figure for what the question asks for than those `given`, and than each other.

    Best first; nothing where the question asks for no figure. Raises `EmbeddingError`.
    """
    shown = [one for one in given if _asked_for(question, figures(one.text))]
    if not shown:
        return []
    counting = [one for one in pool.ranked if _asked_for(question, figures(one.text))][:COMPARED]
    counting = [one for one in counting if all(_differ(question, other.text, one.text) for other in shown)]
    if not counting:
        return []
    vectors = pool.embedding.embed([one.text for one in (*shown, *counting)])
    near, own = vectors[len(shown) :], vectors[: len(shown)]
    found: list[Evidence] = []
    for sentence, alike in zip(counting, (near @ own.T).max(axis=1), strict=True):
        if alike >= SAME_MATTER and all(_differ(question, one.text, sentence.text) for one in shown):
            found.append(sentence)
            shown.append(sentence)
    return found[:OTHERS]


def figures(text: str) -> set[Figure]:
    """The figures of a text, but for years and what nobody counts."""
    found = set()
    for match in _FIGURE.finditer(text):
        number = match.group("number").lower()
        value = float(_SPELLED[number]) if number in _SPELLED else float(number.replace(",", ""))
        plain = number.isdigit() and len(number) == 4 and 1900 <= value <= 2100
        value *= _SCALES.get((match.group("scale") or "").lower(), 1.0)
        counted = "$" if match.group("money") else "%" if match.group("share") else match.group("counted") or ""
        if counted and not (plain and counted != "$"):
            units = [counted] if counted in "$%" else [stem(word) for word in content_words(counted)]
            found.add(Figure(value, frozenset(units)))
    return found


def _asked_for(question: Question, found: Iterable[Figure]) -> set[Figure]:
    """Those that count what the question asks for."""
    sought = _sought(question.asked)
    return {one for one in found if one.counted & sought}


def _sought(asked: str) -> frozenset[str]:
    """What a question wants counted: "$", "%", or the stems of the words after "how many"."""
    if match := _HOW_MANY.search(asked):
        return frozenset(stem(word) for word in content_words(match.group("what")))
    if re.search(r"\b(?:share|percentage|per cent|percent)\b", asked, re.I):
        return frozenset("%")
    return frozenset("$") if _HOW_MUCH.search(asked) else frozenset()


def _differ(question: Question, one: str, other: str) -> bool:
    """Whether two sentences that name the same give figures for the same, none of which agree."""
    first, second = _asked_for(question, figures(one)), _asked_for(question, figures(other))
    named = {stem(name) for name in names(one)} & {stem(name) for name in names(other)}
    return bool(named and first and second) and not any(_agree(a.value, b.value) for a in first for b in second)


def _agree(one: float, other: float) -> bool:
    if max(one, other) < SMALL:
        return one == other
    return abs(one - other) <= ROUNDED * max(one, other)
