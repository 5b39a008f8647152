"""Who and what an article speaks of: its persons and bodies, each with all the names that the text gives it."""

import re
from collections.abc import Collection, Iterable, Sequence

from index.article import Sentence, Span
from index.attribution.attribution import SpeakerKind
from index.attribution.figure import Figure, gender_of, same_body, same_person, title_gender
from index.attribution.lexicon import FIRST_NAMES, PLACES
from index.attribution.name import Name
from index.attribution.roles import roles_of

_PLACED = re.compile(r"\b(?:in|at|from|near|of|on|to|for|across|through)\s$", re.I)
_PERSONAL = re.compile(r"\b(?:[Ss]?[Hh]e|[Hh]is|[Hh]er|[Hh]im)\b")
_SOON = 120
_COMPASS = frozenset(("united", "new", "north", "south", "west", "east", "central"))


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
        for name in sorted(names, key=lambda one: not title_gender(one.title)):
            if name.span not in taken:
                self._place(name)
        for name in names:
            self._describe(name, sentences[name.sentence].span if sentences else Span(0, len(text)))
        for figure in self.figures:
            if figure.kind == "person":
                figure.gender = gender_of(figure)

    def named(self, name: Name) -> list[Figure]:
        """The figures that a name can stand for."""
        found = self._by_span.get(name.span)
        return found if found is not None else self.matching(name)

    def matching(self, name: Name) -> list[Figure]:
        """The figures that a name which is not of the text can stand for."""
        if name.kind == "body" and not (name.text.isupper() and self._by_last_name(name)):
            return [figure for figure in self.figures if figure.kind == "body" and same_body(figure, name)]
        if len(name.words) > 1:
            return [one for one in self.figures if one.kind == "person" and same_person(one, name)] or self._plain(name)
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
            same = [figure for figure in self.figures if same_person(figure, name)]
            if len(same) > 1:
                same = [figure for figure in same if name.first in figure.firsts] or same
            figure = same[0] if len(same) == 1 else self._new("person")
            self._add(figure, name)

    def _gather_bodies(self, bodies: Sequence[Name]) -> None:
        for name in sorted(bodies, key=lambda one: (-len(one.words), one.span)):
            same = [figure for figure in self.bodies() if same_body(figure, name)]
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
        gender = title_gender(name.title)
        if gender:
            bearers = [figure for figure in bearers if gender_of(figure) in (gender, "")]
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
    if article:
        return False
    evident = name.last in lone or name.span.start in spoken or re.match(r",\s\d\d?,|,?\swho\b", after)
    return bool(evident) or _has_pronoun_after(name, text)


def _has_pronoun_after(name: Name, text: str) -> bool:
    """Whether "he" or "she" follows soon, and no preposition of place is before."""
    before = text[max(0, name.span.start - 12) : name.span.start]
    return not _PLACED.search(before) and bool(_PERSONAL.search(text, name.span.end, name.span.end + _SOON))
