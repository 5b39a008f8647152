"""A turn that leans on earlier ones -> a question that stands on its own, by rules and without a model.

"And Reed?" takes the place of the one whom the earlier question was about, "Why did he?" is given his name, and
whatever else a turn leans on is put behind it in brackets: what the earlier question asked about, without its "who" or
"what". A name is put in only where there is one choice; a wrong one would be searched for, and answered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from assistant.dates import mentions
from assistant.people import Gender, Person, people_in, speaks_of_a_person, without_roles
from index.keywords import content_words
from index.preferences import Period

MOST_TURNS = 8
"""Earlier turns that are read."""

LONGEST = 500
"""Characters of a turn that are read; a longer one leans on none."""

CONTEXT_WORDS = 40
"""Words taken over from earlier turns in brackets, at most."""

FEW_WORDS = 4
"""Content words with which a turn says for itself what it is about."""

_ANY_YEAR = Period(date(2000, 1, 1), date(2000, 12, 31))
"""With which a month without a year is a date."""

_PRONOUN = re.compile(r"\b(?:(?P<male>he|him|his|himself)|(?P<female>she|her|hers|herself))\b", re.I)
_POSSESSIVE = re.compile(
    r"(?:his|hers)\b|her\s+(?!(?:and|or|in|on|at|to|for|of|by|with|about|after|before|as|when|so)\b)\w", re.I
)
_AUXILIARY = r"(?:did|does|do|was|were|is|are|has|have|had|would|will|can|could|should)"
_OPENING = re.compile(r"^\W*(?:(?:and|but|so|ok(?:ay)?|then|now)\b[\s,]*)+", re.I)
_ABOUT = re.compile(r"^\W*(?:(?:what|how)\s+about|and|but)\b[\s,]*(?P<what>[^?]{1,80}?)\W*$", re.I)
_ASKS = re.compile(rf"\b(?:what|how|why|when|where|who|whom|whose|which|{_AUXILIARY})\b", re.I)
_ELSE = re.compile(r"^\W*(?:and\s+)?(?P<who>who|what|where)\s+else\W*$", re.I)
_WHY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?P<word>why|when|where|how)(?:\s+(?:so|exactly|then))?\W*$", re.I)
_YES_OR_NO = re.compile(rf"^{_AUXILIARY}\b", re.I)
_WHO = re.compile(r"^who\b", re.I)
_BEFORE_DATE = re.compile(r"\s*\b(?:in|on|by|since|after|before|as of|during)\s*$", re.I)
_LEAD = re.compile(
    rf"\b(?:how(?:\s+(?:much|many|long|far|often|old|big|high|exactly))?|what|why|when|where|whom?|whose|which)\b\s*"
    rf"(?:{_AUXILIARY}\b\s*)?",
    re.I,
)
_ON = re.compile(r"\b(?P<on>about|on|of|over|regarding)\s+(?P<what>[^,;:?]+)$", re.I)
_PREPOSITION = re.compile(r"^(?:about|on|in|of|over|regarding|since|after|before|by|as of|during)\s+", re.I)

_THING = re.compile(r"\b(?:it|its|they|them|their|theirs)\b", re.I)
_NOUN_BEFORE = re.compile(
    rf"\b(?:the|a|an|which|what|whose|this|these)\s+(?!{_AUXILIARY}\b)[a-z]\w+|\w[’']s\s+[a-z]|\s[A-Z][\w’'-]+|"
    rf"^(?!(?:what|why|when|where|who|whom|how|{_AUXILIARY})\b)[A-Z]\w+s\s",
)
_POINTS_BACK = re.compile(
    r"\b(?:about|of|to|on|in|for|against|with|from|by|at|over|behind|after|before|was|is|were|did|does|say|said|do|"
    r"oppose[sd]?|support(?:ed|s)?|called?|make|made)\s+that\b(?!\s+(?:the|a|an|he|she|it|they)\b)|\bthat\W*$|"
    r"\b(?:this|these|those|such)\b(?!\s+(?:week|month|year|spring|summer|autumn|fall|winter|quarter)\b)|"
    r"^\W*(?:where|what|who|why|how)\s+else\b|\b(?:the same|the former|the latter)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A turn that can be understood without the others."""

    core: str
    """The question."""
    context: str = ""
    """What it leans on besides, from earlier turns."""
    earlier: str = ""
    """The earlier question that it leans on; empty if it leans on none."""
    people: tuple[tuple[Person, ...], ...] = ()
    """Those of whom this turn and the earlier ones speak, the latest turn first: "he" or "she" is one of them."""

    @property
    def text(self) -> str:
        """Question and context."""
        if not self.context:
            return self.core
        match = re.search(r"\s*[?.!]*$", self.core)
        end = match.start() if match else len(self.core)
        return f"{self.core[:end]} ({self.context}){self.core[end:].strip() or '?'}"


def stand_alone(text: str, history: Sequence[str] = ()) -> Standalone:
    """Read a turn in the light of the user's earlier turns, oldest first."""
    earlier = [" ".join(turn[: 2 * LONGEST].split())[:LONGEST] for turn in history[-MOST_TURNS:]]
    turns = [*earlier, " ".join(text.split())]
    return reduce(_next, turns[1:], _alone(turns[0]))


def _next(before: Standalone, text: str) -> Standalone:
    if not before.core.strip() or len(text) > LONGEST or not _leans(text):
        return _alone(text, before)
    if core := _in_its_place(before.core, text):
        return replace(_alone(_question(core), before), context=before.context, earlier=before.text)
    core, meant = _with_a_name(before, text)
    described = bool(meant) and not meant[0].named
    return Standalone(
        core=_question(_OPENING.sub("", core)),
        context="" if described else _context(before, text),
        earlier=before.text,
        people=((*meant, *people_in(text)), *before.people),
    )


def _alone(text: str, before: Standalone | None = None) -> Standalone:
    return Standalone(text, people=(people_in(text[:LONGEST]), *(before.people if before else ())))


def _leans(text: str) -> bool:
    few = len(content_words(text)) < FEW_WORDS
    conjunction = _OPENING.match(text)
    return few or bool(conjunction) or _leans_on_people(text) or _leans_on_things(text)


def _leans_on_people(text: str) -> bool:
    """Whether "he" or "she" is nobody of whom the turn itself speaks."""
    return any(not any(one.named for one in people_in(f"{before}…")) for before in _before(_PRONOUN, text))


def _leans_on_things(text: str) -> bool:
    """Whether "it", "they" or "that plan" is nothing that the turn itself names."""
    if _POINTS_BACK.search(text):
        return True
    return any(not _NOUN_BEFORE.search(without_roles(before)) for before in _before(_THING, text))


def _before(pattern: re.Pattern[str], text: str) -> list[str]:
    """What stands before each match."""
    return [text[: match.start()] for match in pattern.finditer(text)]


def _in_its_place(earlier: str, text: str) -> str | None:
    """The earlier question with what the turn puts in the place of a part of it; None if it does not do that."""
    if match := _ELSE.match(text):
        if match.group("who").lower() == "who" and (who := _WHO.match(earlier)):
            return f"Who else {earlier[who.end() :].strip()}"
        return None
    if match := _WHY.match(text):
        word = match.group("word").capitalize()
        return f"{word} {earlier[0].lower()}{earlier[1:]}" if _YES_OR_NO.match(earlier) else None
    match = _ABOUT.match(text)
    if match is None or _ASKS.search(match.group("what")) or _PRONOUN.search(match.group("what")):
        return None
    return _with_another(earlier, match.group("what").strip())


def _with_another(earlier: str, what: str) -> str | None:
    """The earlier question, asked of another day, person or matter."""
    dates, others = _dates(what), _dates(earlier)
    if dates:
        if not others:
            return f"{earlier.rstrip(' ?.!')} {what}?"
        start, end = others[0]
        return earlier[:start] + what[dates[0][0] :] + earlier[end:]
    bare = _PREPOSITION.sub("", what)
    if bare == what and (people := people_in(what)) and people[0].phrase in what:
        subjects = [one for one in people_in(earlier) if one.named]
        return earlier.replace(subjects[0].phrase, what, 1) if len(subjects) == 1 else None
    if (on := _ON.search(earlier.rstrip(" ?.!"))) and not people_in(what):
        return f"{earlier[: on.start('what')]}{bare}?"
    return None


def _with_a_name(before: Standalone, text: str) -> tuple[str, tuple[Person, ...]]:
    """The turn with a name for its "he" or "she", if only one can be meant, and who that is."""
    pronouns = [match for match in _PRONOUN.finditer(text) if not speaks_of_a_person(text[: match.start()])]
    genders: set[Gender] = {"male" if match.group("male") else "female" for match in pronouns}
    person = _meant(before, *genders) if len(genders) == 1 else None
    for pronoun in pronouns if person else ():
        possessive = _POSSESSIVE.match(text, pronoun.start()) is not None
        if person and (person.named or not possessive):
            phrase = f"{person.phrase}’s" if possessive else person.phrase
            known = replace(person, gender=genders.pop())
            return f"{text[: pronoun.start()]}{phrase}{text[pronoun.end() :]}", (known,)
    return text, ()


def _meant(before: Standalone, gender: Gender) -> Person | None:
    """Whom a pronoun means: the only one it can mean in the latest turn that speaks of such people."""
    for people in before.people:
        if fitting := [one for one in people if one.gender in ("", gender)]:
            known = [one for one in fitting if one.gender] or fitting
            return known[0] if len(known) == 1 else None
    return None


def _context(before: Standalone, text: str) -> str:
    """What the earlier question was about, within the budget; without its dates where the turn has its own."""
    topic = before.core.strip().rstrip(" ?.!")
    for start, end in reversed(_dates(topic) if _dates(text) else []):
        topic = _BEFORE_DATE.sub("", topic[:start]) + topic[end:]
    topic = _LEAD.sub("", topic, count=1).strip(" ,")
    parts = [topic] if content_words(topic) else []
    if set(content_words(before.context)) - set(content_words(topic)):
        parts.append(before.context)
    return " ".join("; ".join(parts).split()[:CONTEXT_WORDS])


def _dates(text: str) -> list[tuple[int, int]]:
    """Where the dates of a text stand."""
    return [(one.start, one.end) for one in mentions(text, span=_ANY_YEAR, today=None)]


def _question(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}"
