"""How much a mention counts by its part in the sentence, told from the words around it."""

import re

from index.article import Span

SPEAKS = 1.4
"""The source of an attribution."""
OPENS = 1.25
"""A subject with which the sentence begins."""
SUBJECT = 1.2
_EMBEDDED = 0.5
_OWNER = 0.1
_UNCLEAR = 0.0
_OBJECT = -0.3

_TOPIC = re.compile(r"^\W*(?:As for|For (?:his|her) part,)\s(?:[\w.]+\s){0,2}$")
_SUBORDINATE = re.compile(r"\b(?:that|because|if|whether|how|why|what|which|when|where)\s(?:[\w.’'-]+\s){0,4}$")
_VERB_AFTER = re.compile(
    r"\s(?!(?:and|or|of|in|at|for|to|on|by|with|from|as|than|but|after|before|over|about|into|since)\b)[a-z]+"
    r"|,\s|\s?\(|\s[—–-]\s"
)
_OBJECT_BEFORE = re.compile(
    r"\b(?:of|for|to|with|by|from|against|on|about|at|in|than|like|over|under|between|toward|towards|behind|into|"
    r"after|before|called?|told|asked|accused|blamed?|met|attack\w*|critici\w+|support\w*|back\w*|endors\w+|beat\w*|"
    r"join\w*|urg\w+|tell\w*|hit\w*|and|or|between)\s+(?:[\w.’'-]+\s+){0,3}$"
)
_SAID_BEFORE = re.compile(
    r"[”\"',]\s*(?:\w+\s)?(?:said|says|added|wrote|asked|told|argued|explained|noted|tweeted|replied)\s"
    r"(?:(?!(?:he|she|it|they|we|that|his|her|to|would|will)\b)[\w.,’'-]+\s){0,8}$"
)


def standing(text: str, sentence: Span, start: int, end: int) -> float:
    """The weight of the mention at `start` to `end`: that of a subject is most, of an object least."""
    before, after = text[sentence.start : start], text[end : end + 40]
    if re.match(r"[’']s?\b", after):
        return _OWNER
    if _SAID_BEFORE.search(before[-100:]) or _TOPIC.match(before):
        return SUBJECT
    if _OBJECT_BEFORE.search(before[-60:]):
        return _OBJECT
    if not _VERB_AFTER.match(after):
        return _UNCLEAR
    if before.lower() in ("", "the "):
        return OPENS
    return _EMBEDDED if _SUBORDINATE.search(before[-60:]) else SUBJECT
