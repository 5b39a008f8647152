"""A person or body of an article, and whether a name can be one of its names."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from index.attribution.attribution import SpeakerKind
from index.attribution.lexicon import (
    BODIES,
    FEMALE_NAMES,
    FEMALE_ROLES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_ROLES,
    MALE_TITLES,
)
from index.attribution.name import Name

Gender = Literal["female", "male", ""]

_SMALL = frozenset(("of", "the", "for", "and", "on", "a"))


@dataclass(eq=False, slots=True)
class Figure:
    """A person or body of an article."""

    kind: SpeakerKind
    names: list[Name] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    gender: Gender = ""
    certain: bool = True
    """Whether it is known to be a person, or else a body."""

    lasts: set[str] = field(default_factory=set)
    """Its last names."""
    firsts: set[str] = field(default_factory=set)
    """Its first names."""

    @property
    def fullest(self) -> Name:
        """The name with the most words; of these the most frequent."""
        counts = Counter(name.text for name in self.names)
        return max(self.names, key=lambda name: (len(name.words), not name.text.isupper(), counts[name.text]))

    def add(self, name: Name) -> None:
        """Give it one more name."""
        self.names.append(name)
        self.lasts.add(name.last)
        if name.first:
            self.firsts.add(name.first)


def same_person(figure: Figure, name: Name) -> bool:
    """Whether a name of several words fits a person: same last name, first names that do not contradict."""
    if figure.kind != "person":
        return False
    if name.last not in figure.lasts:
        return False
    return any(_agree(name, other) for other in figure.names if other.first and other.last == name.last)


def _agree(one: Name, other: Name) -> bool:
    """Whether first names, middle initials and "Jr." do not contradict each other."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    initials = ({word[0] for word in name.words[1:-1] if len(word.rstrip(".")) == 1} for name in (one, other))
    mine, others = initials
    return _firsts_agree(one.first, other.first) and (not mine or not others or mine == others)


def _firsts_agree(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short.replace(".", "")) <= 2 and long.startswith(short[0]) and (len(short) == 1 or "." in short)


def same_body(figure: Figure, name: Name) -> bool:
    """Whether a body's name repeats, shortens or abbreviates one that it has."""
    plain = _content(name)
    return any(_shortens(plain, _content(other)) or _abbreviates(name, other) for other in figure.names)


def _content(name: Name) -> list[str]:
    return [word.lower() for word in name.words if word.lower() not in _SMALL]


def _shortens(short: list[str], long: list[str]) -> bool:
    if not short or short == long:
        return bool(short)
    if len(short) >= len(long):
        return False
    if long[-len(short) :] == short:
        return len(short) > 1 or short[0] in BODIES
    return len(short) > 1 and long[: len(short)] == short


def _abbreviates(name: Name, other: Name) -> bool:
    letters = name.text.replace(".", "")
    if len(name.words) != 1 or not letters.isupper() or len(other.words) < 2:
        return False
    initials = "".join(word[0] for word in other.words if word.lower() not in _SMALL).upper()
    return letters in (initials, "".join(word[0] for word in other.words).upper())


def gender_of(figure: Figure) -> Gender:
    """What its titles, roles and first names tell; empty if nothing, or if they disagree."""
    votes: dict[Gender, int] = defaultdict(int)
    for name in figure.names:
        if gender := title_gender(name.title):
            votes[gender] += 5
    for role in figure.roles:
        words = set(re.findall(r"\w+", role.lower()))
        head = role.lower().split()[-1] if role.split() else ""
        if head in FEMALE_ROLES or words & {"actress", "congresswoman", "spokeswoman", "chairwoman", "businesswoman"}:
            votes["female"] += 2
        elif head in MALE_ROLES or words & {"congressman", "spokesman", "chairman", "businessman"}:
            votes["male"] += 2
    for first in figure.firsts:
        votes["female"] += 3 * (first in FEMALE_NAMES)
        votes["male"] += 3 * (first in MALE_NAMES)
    if votes["female"] == votes["male"]:
        return ""
    return "female" if votes["female"] > votes["male"] else "male"


def title_gender(title: str) -> Gender:
    """What a title tells: "Mrs."."""
    words = {word.rstrip(".").lower() for word in title.split()}
    if words & FEMALE_TITLES:
        return "female"
    return "male" if words & MALE_TITLES else ""
