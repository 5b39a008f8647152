"""Text -> words with offsets, in the one form in which a claim and its source are compared."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.keywords import STOP_WORDS, stem

_WORD = re.compile(r"\d+(?:[.,]\d+)*(?!\w)|[^\W\d_]+n[’'´`]t\b|[^\W_]+")
_APOSTROPHE = re.compile("[’´`]")
_SHORT_FORMS = frozenset("s t d m re ve ll".split())
"""What an apostrophe cuts off: "it's", "they're"."""
_SPELLED = {
    word: str(value)
    for value, word in enumerate(
        """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split(),
        start=2,
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_MONTHS = {
    month[:3]: month
    for month in "january february march april june july august september october november december".split()
}
_IGNORED = (
    STOP_WORDS | _SHORT_FORMS | frozenset("who's would may might shall upon among us per via yet still even".split())
)
_VALUE = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)")
SCALES = {
    "hundr": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
"""By stem."""
NEGATIONS = frozenset(
    "not never no nor neither none without cannot nobody nothing nowhere hardly scarcely barely n't".split()
)


class Word(NamedTuple):
    """A word as it is compared; one object for all places that write it alike."""

    stem: str
    """Lower case and stemmed; a number without separators."""
    content: bool
    """Whether it carries meaning: no filler, and longer than a letter."""
    capital: bool
    """Whether it begins with a capital."""
    digit: bool
    """Whether it is a number, in digits or spelled out."""


class PlacedWord(NamedTuple):
    """A word with its place in the text."""

    stem: str
    content: bool
    capital: bool
    digit: bool
    start: int
    end: int


Wording = Sequence[Word | PlacedWord]


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [_word(word) for word in _WORD.findall(text)]


def placed_words(text: str) -> list[PlacedWord]:
    """The words of a text with their offsets, in order."""
    return [PlacedWord(*_word(match.group()), *match.span()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=200_000)
def _word(word: str) -> Word:
    form, content, digit = _form(word)
    return Word(form, content, word[0].isupper(), digit)


def _form(word: str) -> tuple[str, bool, bool]:
    lower = _APOSTROPHE.sub("'", word.lower())
    if lower[0].isdigit():
        return _number(lower), True, True
    if lower in _SPELLED:
        return _SPELLED[lower], True, True
    if lower.endswith("n't"):
        return lower, False, False
    lower = _MONTHS.get(lower, lower)
    ignored = lower in _IGNORED or len(lower) < 2
    return (lower if ignored else stem(lower)), not ignored, False


def _number(word: str) -> str:
    """ "1,250.50" -> "1250.5", "08" -> "8", "21st" -> "21"."""
    plain = re.sub(r",(?=\d{3}\b)", "", word)
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", plain)
    if "." in plain and plain.replace(".", "").isdigit() and plain.count(".") == 1:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"


def number_values(some: Wording, *, first: bool = False) -> frozenset[float]:
    """What the numbers among some words come to, with "million" and the like; only the `first` word's if asked."""
    found = set()
    for place, word in enumerate(some[:1] if first else some):
        match = _VALUE.fullmatch(word.stem) if word.digit else None
        if match is None:
            continue
        value = float(match.group(1)) * SCALES.get(match.group(2), 1.0)
        following = some[place + 1].stem if place + 1 < len(some) else ""
        found.add(value * SCALES.get(following, 1.0))
    return frozenset(found)
