"""The people of a question: by name, or as the one whom it asks for ("the judge that wrote the ruling")."""

import re
from dataclasses import dataclass
from typing import Literal

from index.attribution.lexicon import (
    DEMONYM,
    FEMALE_NAMES,
    FEMALE_ROLES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_ROLES,
    MALE_TITLES,
    PLACES,
    ROLES,
)
from index.attribution.name import Name
from index.attribution.names import find_names
from index.passages import split_sentences

Gender = Literal["female", "male", ""]

_ROLE = re.compile(
    r"\b(?:the|a|an|which|what|\w+[’']s)\s+(?:[\w’'-]+\s+){0,3}?(?P<role>"
    + "|".join(sorted((role for role in ROLES if role.isalpha()), key=len, reverse=True))
    + r")\b",
    re.I,
)
_ASKED_FOR = re.compile(r"\bwhom?\b|\bwhich\s+", re.I)
_IS_A_NAME = re.compile(r"\s*(?:is|was|are|were)\s+[A-Z]")
_DID = re.compile(r"^\s*(?:did|does|do)\s+", re.I)
_AT_A_PLACE = re.compile(r"\b(?:in|at|from|across|within)\s+(?:the\s+)?$", re.I)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom a question speaks."""

    phrase: str
    """In words that stand for him elsewhere: "Senator Ana Moss", "the judge that wrote the ruling"."""
    gender: Gender = ""
    """Empty where the words do not tell."""
    named: bool = True
    """Whether it is a name."""


def people_in(question: str) -> tuple[Person, ...]:
    """Those who may be people, the one asked for first; whatever has a name counts unless it must be a place."""
    asked_for = _asked_for(question)
    found = [] if asked_for is None else [asked_for[0]]
    start = asked_for[1] if asked_for else 0
    for name in find_names(question, split_sentences(question)):
        if name.span.start >= start and is_person(question, name):
            phrase = question[name.span.start : name.span.end]
            if phrase not in [one.phrase for one in found]:
                found.append(Person(f"{name.title} {phrase}".strip(), _gender(name)))
    return tuple(found)


def speaks_of_a_person(text: str) -> bool:
    """Whether a text names somebody, or calls somebody by a role."""
    return _ROLE.search(text) is not None or any(
        is_person(text, name) for name in find_names(text, split_sentences(text))
    )


def without_roles(text: str) -> str:
    """A text without the words that call somebody by a role ("the foreign minister")."""
    return _ROLE.sub("", text)


def _asked_for(question: str) -> tuple[Person, int] | None:
    """Whom a question of who asks for, in words that describe him, and where these words for him end."""
    match = _ASKED_FOR.search(question)
    if match is None:
        return None
    what, end = "the one", match.end()
    gender: Gender = ""
    if match.group().lower().startswith("which"):
        role = _ROLE.match(question, match.start())
        if role is None:
            return None
        what, end = f"the {question[match.end() : role.end()]}", role.end()
        gender = _gender_of_role(role.group("role").lower())
    rest = question[end:].rstrip(" ?.!")
    if not rest.strip() or "," in rest or _IS_A_NAME.match(rest):
        return None
    return Person(f"{what} that {_DID.sub('', rest.strip())}", gender, named=False), end


def is_person(text: str, name: Name) -> bool:
    """Whether a name in a text may be a person's, for all that the text and the name tell."""
    if name.kind != "unknown":
        return name.kind == "person"
    placed = _AT_A_PLACE.search(text[: name.span.start])
    return name.text.lower() not in PLACES and not DEMONYM.match(name.text) and not placed


def _gender(name: Name) -> Gender:
    titles = set(name.title.lower().split())
    if name.first in FEMALE_NAMES or titles & (FEMALE_TITLES | FEMALE_ROLES):
        return "female"
    return "male" if name.first in MALE_NAMES or titles & (MALE_TITLES | MALE_ROLES) else ""


def _gender_of_role(role: str) -> Gender:
    if role in FEMALE_ROLES:
        return "female"
    return "male" if role in MALE_ROLES else ""
