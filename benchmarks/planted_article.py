"""What an article offers to plant claims with: its sentences, its people, and who says what in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.passages import split_sentences

_VERBS = "said|says|told reporters|argued|added|announced|insisted|warned|explained|claimed|noted|wrote|tweeted|stated"
_NAME = r"[A-Z][\w’'.-]*[\w](?:\s(?:[A-Z]\.\s)?[A-Z][\w’'-]+){0,3}"
_SPOKEN = re.compile(rf"^[\"“]([^\"“”]{{25,260}})[,?!.][\"”] ({_NAME}) ({_VERBS})\b")
_SPOKEN_BEFORE = re.compile(rf"\b({_NAME}) (said|says|added|argued|wrote), [\"“]([^\"“”]{{25,260}})[\"”]")
_REPORTED = re.compile(
    rf"^({_NAME}) (said|argued|announced|warned|insisted|claimed)(?: (?:on )?\w+day)? that ([^\"“”]{{25,260}})\.$"
)
_NO_SPEAKERS = frozenset("Mr Mrs Ms Dr She He They It Democratic Republican According The This That".split())
_STOP_NAMES = frozenset("The This That White House Mr Mrs Ms On In At".split())
NAMES = re.compile(r"(?<!^)(?<![.\"“] )\b[A-Z][a-z’'-]+(?:\s[A-Z][a-z’'-]+){1,2}\b")


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution that a claim can be made of."""

    speaker: str
    verb: str
    content: str
    quoted: bool


@dataclass
class Source:
    """An article with what planting needs of it."""

    id: str
    text: str
    said: list[Said] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, article_id: str, text: str, said: Sequence[Said] = ()) -> "Source":
        """Find sentences, people and, unless they are given, attributions."""
        spans = [one.span for one in split_sentences(text)]
        sentences = [" ".join(text[slice(*span)].split()) for span in spans]
        usable = [one for one in sentences if _is_usable(one)]
        found = list(said) or [one for sentence in sentences for one in _said_in(sentence)]
        found = [
            one for one in found if not set(re.findall(r"[\w’']+", one.speaker)) & _NO_SPEAKERS and len(one.speaker) > 3
        ]
        names = [match.group() for sentence in sentences for match in NAMES.finditer(sentence)]
        people = sorted({name for name in names if not set(name.split()) & _STOP_NAMES})
        return cls(article_id, text, found, usable, people)


def _is_usable(sentence: str) -> bool:
    count = len(sentence.split())
    balanced = sentence.count("“") == sentence.count("”") and sentence.count('"') % 2 == 0
    return (
        8 <= count <= 45
        and balanced
        and sentence[0].isalnum()
        and sentence[0] == sentence[0].upper()
        and sentence[-1] == "."
    )


def _said_in(sentence: str) -> list[Said]:
    if match := _SPOKEN.search(sentence):
        return [Said(match.group(2), "said", match.group(1), True)]
    if match := _SPOKEN_BEFORE.search(sentence):
        return [Said(match.group(1), match.group(2), match.group(3).rstrip(",."), True)]
    if match := _REPORTED.search(sentence):
        return [Said(match.group(1), match.group(2), match.group(3), False)]
    return []
