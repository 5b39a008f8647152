"""Names and numbers in a text: words that look like parts of them, and whether another text has them."""

import re
from collections.abc import Set

from assistant.speaker import REPORTING_VERBS
from index.keywords import STOP_WORDS, stem, words

_CAPITALISED = re.compile(r"\b[A-Z][\w’'\-]*")
_CALENDAR = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday""".split()
)
_TITLES = frozenset(
    """mr mrs ms dr sen senator rep representative gov governor president minister secretary judge mayor chairman
    chairwoman professor sir lord general director chief""".split()
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


def numerals(text: str) -> set[str]:
    """Words that have a digit."""
    return {word for word in words(text) if any(map(str.isdigit, word))}


def stems(text: str) -> set[str]:
    """Stems of all words of a text."""
    return {stem(word) for word in words(text)}


def akin(one: str, others: Set[str]) -> bool:
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
