"""How well a text supports a claim: names, numbers, negation, words and meaning must agree.

Each test can fail a claim by itself, because each catches an error that the others miss: similarity does not see a
changed number or a "not", and shared words do not see a paraphrase.
"""

import re
from dataclasses import dataclass

from assistant.speaker import REPORTING_VERBS
from index.keywords import STOP_WORDS, stem, words

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SPELLED = {
    word: str(value)
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_SUBJECT = re.compile(r"^\W*(?:The\s+)?(?:[a-z]+\s+){0,3}(?:[A-Z][\w’'.\-]*\s*)+")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'\-]*")
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|neither|none|without|cannot|nobody|nothing|denie[sd]|deny|refuse[sd]?|reject(?:s|ed)?)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.!?;:,“”\"—–]+\s|\s(?:and|but|while|although|because)\s")
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()
)
_TITLES = frozenset(
    """mr mrs ms dr sen senator rep representative gov governor president minister secretary judge mayor chairman
    chairwoman professor sir lord general director chief""".split()
)


@dataclass(frozen=True, slots=True)
class Support:
    """How a text bears out a claim."""

    coverage: float
    """Share of the claim's own content words that the text has, 0 to 1."""
    missing_names: frozenset[str]
    """Names of the claim that stand nowhere near the text."""
    missing_numbers: frozenset[str]
    """Numbers of the claim that the text does not have."""
    negation_differs: bool
    """Whether one of the two denies and the other does not."""


def compare(claim: str, text: str, surroundings: str, asked: str = "") -> Support:
    """Compare a claim with the text that is to support it.

    `surroundings` (the neighbouring sentences, headline, outlet and date) may supply names. `asked` is the
    question: what an answer repeats of it needs no support of its own, except for whom the claim is about, who is
    its first name.
    """
    near = text + "\n" + surroundings
    near_stems, text_stems = stems(near), stems(text)
    own = content_stems(claim) - stems(asked)
    covered = {one for one in own if one in text_stems or akin(one, near_stems)}
    return Support(
        coverage=len(covered) / len(own) if own else 1.0,
        missing_names=frozenset(name for name in _names_to_find(claim, asked) if not akin(stem(name), near_stems)),
        missing_numbers=frozenset(numbers(claim) - numbers(near) - numbers(asked)),
        negation_differs=_denies(claim) != _denies(_nearest_clause(claim, text)),
    )


def names(text: str) -> set[str]:
    """Words that look like parts of names: capitalised, and not only because a sentence begins with them."""
    found = set()
    for match in _CAPITALISED.finditer(text):
        word = re.sub(r"[’']s$", "", match.group())
        lower = word.lower()
        first = not text[: match.start()].strip(" \"“‘'(") or text[: match.start()].rstrip(" \"“‘'(").endswith(
            (".", ":")
        )
        if lower in STOP_WORDS or lower in _CALENDAR or lower in _TITLES or len(word) < 2:
            continue
        if first and not _is_name_though_first(text, match.end()):
            continue
        found.add(word)
    return found


def _names_to_find(claim: str, asked: str) -> set[str]:
    """The names that an answer adds to the question, and that of its subject."""
    asked_stems = stems(asked)
    found = names(claim)
    subject = _SUBJECT.match(claim)
    about = set(words(subject.group())) if subject else set()
    return {name for name in found if stem(name) not in asked_stems or name.lower() in about}


def numbers(text: str) -> set[str]:
    """Numbers of a text in one form: no thousands separators, small ones as digits."""
    found = set()
    for match in _NUMBER.finditer(text):
        value = match.group().replace(",", "")
        found.add(value.rstrip("0").rstrip(".") if "." in value else value)
    return found | {_SPELLED[word] for word in words(text) if word in _SPELLED and word != "one"}


def stems(text: str) -> set[str]:
    """Stems of all words of a text."""
    return {stem(word) for word in words(text)}


def content_stems(text: str) -> set[str]:
    """Stems of the words that carry meaning."""
    return {stem(word) for word in words(text) if word not in STOP_WORDS}


def _denies(text: str) -> bool:
    return _NEGATION.search(text) is not None


def _nearest_clause(claim: str, text: str) -> str:
    """The clause of a text that shares most words with a claim: only its "not" bears on the claim."""
    own = content_stems(claim)
    return max(_CLAUSE_END.split(text), key=lambda clause: len(own & content_stems(clause)))


def akin(one: str, others: set[str]) -> bool:
    """Whether a stem is among others, or begins like one of them ("china" and "chines")."""
    if one in others:
        return True
    head = one[:4]
    return len(one) >= 5 and any(other.startswith(head) and abs(len(other) - len(one)) <= 3 for other in others)


def _is_name_though_first(text: str, position: int) -> bool:
    """Whether the sentence's first word, which ends here, is a name: another follows it, or it reports something."""
    following = text[position:]
    if re.match(r"(?:[’']s)?\s+(?:[A-Z]\.\s+)?[A-Z][a-z]", following):
        return True
    verb = re.match(r"\s+(?:\w+ly\s+|has\s+|had\s+|did\s+not\s+)?(\w+)", following)
    return verb is not None and verb.group(1) in REPORTING_VERBS
