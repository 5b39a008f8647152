"""Who and what an article speaks of: its persons and bodies, each with all the names that the text gives it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.article import Sentence, Span
from index.attribution.attribution import SpeakerKind
from index.attribution.lexicon import (
    BODIES,
    FEMALE_NAMES,
    FEMALE_ROLES,
    FEMALE_TITLES,
    FIRST_NAMES,
    MALE_NAMES,
    MALE_ROLES,
    MALE_TITLES,
    PLACES,
)
from index.attribution.names import Name
from index.attribution.roles import roles_of

Gender = Literal["female", "male", ""]

_COMPASS = frozenset(("united", "new", "north", "south", "west", "east", "central"))
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
        return max(self.names, key=lambda name: (len(name.words), counts[name.text], not name.text.isupper()))

    def add(self, name: Name) -> None:
        """Give it one more name."""
        self.names.append(name)
        self.lasts.add(name.last)
        if name.first:
            self.firsts.add(name.first)


class Cast:
    """The figures of an article."""

    def __init__(
        self, names: Sequence[Name], text: str, sentences: Sequence[Sentence], speaking: Collection[int]
    ) -> None:
        self.figures: list[Figure] = []
        self._by_span: dict[Span, list[Figure]] = {}
        self._text = text
        self._spoken = {name.text for name in names if name.span.start in speaking}
        lone = {name.last for name in names if len(name.words) == 1 and not name.modifier}
        full = [name for name in names if _is_full(name, lone, speaking, text)]
        self._gather_persons(full)
        lasts = {last for figure in self.figures for last in figure.lasts}
        shouted = {name.span for name in names if name.text.isupper() and name.last in lasts and len(name.words) == 1}
        self._gather_bodies([name for name in names if name.kind == "body" and name.span not in shouted])
        taken = set(self._by_span)
        for name in sorted(names, key=lambda one: not _title_gender(one.title)):
            if name.span not in taken:
                self._place(name)
        for name in names:
            self._describe(name, sentences[name.sentence].span if sentences else Span(0, len(text)))
        for figure in self.figures:
            if figure.kind == "person":
                figure.gender = _gender(figure)

    def named(self, name: Name) -> list[Figure]:
        """The figures that a name can stand for."""
        found = self._by_span.get(name.span)
        return found if found is not None else self.matching(name)

    def matching(self, name: Name) -> list[Figure]:
        """The figures that a name which is not of the text can stand for."""
        if name.kind == "body" and not (name.text.isupper() and self._by_last_name(name)):
            return [figure for figure in self.figures if figure.kind == "body" and _same_body(figure, name)]
        if len(name.words) > 1:
            return [one for one in self.figures if one.kind == "person" and _same_person(one, name)] or self._plain(
                name
            )
        return self._by_last_name(name) or self._plain(name)

    def persons(self) -> Iterable[Figure]:
        """The persons."""
        return (figure for figure in self.figures if figure.kind == "person")

    def bodies(self) -> Iterable[Figure]:
        """The bodies."""
        return (figure for figure in self.figures if figure.kind == "body")

    def _plain(self, name: Name) -> list[Figure]:
        text = name.text.lower()
        bearers = (figure for figure in self.figures if name.last in figure.lasts)
        return [figure for figure in bearers if any(one.text.lower() == text for one in figure.names)]

    def _gather_persons(self, full: Sequence[Name]) -> None:
        for name in sorted(full, key=lambda one: (-len(one.words), one.span)):
            same = [figure for figure in self.figures if _same_person(figure, name)]
            if len(same) > 1:
                same = [figure for figure in same if name.first in figure.firsts] or same
            figure = same[0] if len(same) == 1 else self._new("person")
            self._add(figure, name)

    def _gather_bodies(self, bodies: Sequence[Name]) -> None:
        for name in sorted(bodies, key=lambda one: (-len(one.words), one.span)):
            same = [figure for figure in self.bodies() if _same_body(figure, name)]
            if len(same) > 1:
                exact = [one for one in same if any(other.text.lower() == name.text.lower() for other in one.names)]
                same = exact or same
            self._add(same[0] if len(same) == 1 else self._new("body"), name)

    def _place(self, name: Name) -> None:
        """A name of one word, or of unknown kind: of the figures that bear it, else of a new one."""
        same = self.matching(name)
        if len(same) == 1:
            self._add(same[0], name)
        elif same:
            self._by_span[name.span] = same
        else:
            personal = name.kind == "person" or self._may_be_person(name)
            figure = self._new("person" if personal else "body")
            figure.certain = name.kind != "unknown"
            self._add(figure, name)

    def _may_be_person(self, name: Name) -> bool:
        """Whether a name of unknown kind speaks and looks like a last name."""
        before = self._text[max(0, name.span.start - 4) : name.span.start].lower()
        plain = name.text.lower() not in PLACES and name.text[1:].islower() and len(name.words) == 1
        return plain and before != "the " and name.text in self._spoken

    def _by_last_name(self, name: Name) -> list[Figure]:
        last = name.last
        bearers = [figure for figure in self.persons() if last in figure.lasts]
        gender = _title_gender(name.title)
        if gender:
            bearers = [figure for figure in bearers if _gender(figure) in (gender, "")]
        if bearers:
            return [figure for figure in bearers if _is_established(figure)] or bearers
        given = [figure for figure in self.persons() if last in figure.firsts]
        return given if len(given) == 1 and not name.title else []

    def _new(self, kind: SpeakerKind) -> Figure:
        figure = Figure(kind)
        self.figures.append(figure)
        return figure

    def _add(self, figure: Figure, name: Name) -> None:
        figure.add(name)
        self._by_span[name.span] = [figure]

    def _describe(self, name: Name, sentence: Span) -> None:
        figures = self._by_span[name.span]
        if len(figures) != 1 or name.modifier or name.kind == "body":
            return
        roles = roles_of(name, self._text, sentence.start, sentence.end)
        if roles and figures[0].kind == "person":
            figures[0].roles += roles
        elif roles and not figures[0].certain and not _is_place(name):
            figures[0].kind, figures[0].certain = "person", True
            figures[0].roles += roles


def _is_place(name: Name) -> bool:
    return name.text.lower() in PLACES or name.words[0].lower() in _COMPASS


def _is_established(figure: Figure) -> bool:
    """Whether more than one chance capital makes a person of it."""
    known = figure.firsts & FIRST_NAMES or any(name.title for name in figure.names)
    return bool(known) or len(figure.names) > 1 or bool(figure.roles)


def _is_full(name: Name, lone: set[str], spoken: Collection[int], text: str) -> bool:
    """Whether it names a person in full: by its first name, its title, or its last name standing alone elsewhere."""
    if name.kind == "body" or len(name.words) < 2 or name.words[0].lower() in _COMPASS:
        return False
    if name.kind == "person":
        return True
    article = text[max(0, name.span.start - 4) : name.span.start].lower() == "the "
    after = text[name.span.end : name.span.end + 6]
    return not article and (
        name.last in lone or name.span.start in spoken or bool(re.match(r",\s\d\d?,|,?\swho\b", after))
    )


def _same_person(figure: Figure, name: Name) -> bool:
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


def _same_body(figure: Figure, name: Name) -> bool:
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
    return (
        long[-len(short) :] == short
        and (len(short) > 1 or short[0] in BODIES)
        or (long[: len(short)] == short and len(short) > 1)
    )


def _abbreviates(name: Name, other: Name) -> bool:
    letters = name.text.replace(".", "")
    if len(name.words) != 1 or not letters.isupper() or len(other.words) < 2:
        return False
    initials = "".join(word[0] for word in other.words if word.lower() not in _SMALL).upper()
    return letters in (initials, "".join(word[0] for word in other.words).upper())


def _gender(figure: Figure) -> Gender:
    votes: dict[Gender, int] = defaultdict(int)
    for name in figure.names:
        if gender := _title_gender(name.title):
            votes[gender] += 3
    for role in figure.roles:
        words = set(re.findall(r"\w+", role.lower()))
        head = role.lower().split()[-1] if role.split() else ""
        if head in FEMALE_ROLES or words & {"actress", "congresswoman", "spokeswoman", "chairwoman", "businesswoman"}:
            votes["female"] += 3
        elif head in MALE_ROLES or words & {"congressman", "spokesman", "chairman", "businessman"}:
            votes["male"] += 3
    for first in figure.firsts:
        votes["female"] += 2 * (first in FEMALE_NAMES)
        votes["male"] += 2 * (first in MALE_NAMES)
    if votes["female"] == votes["male"]:
        return ""
    return "female" if votes["female"] > votes["male"] else "male"


def _title_gender(title: str) -> Gender:
    words = {word.rstrip(".").lower() for word in title.split()}
    if words & FEMALE_TITLES:
        return "female"
    return "male" if words & MALE_TITLES else ""
