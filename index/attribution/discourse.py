"""Who is spoken of, from the first word of an article to the last: what a pronoun there refers to.

The method is a small version of salience scoring (Lappin and Leass 1994, section 3): of the persons mentioned before,
the nearest counts most, then the one who is the subject or speaks; gender must agree; a tie is nobody.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from index.article import Sentence, Span
from index.attribution.cast import Cast
from index.attribution.descriptions import Descriptions
from index.attribution.figure import Figure, Gender
from index.attribution.lexicon import BODIES, FEMALE_ROLES, FIRST_NAMES, MALE_ROLES, PLACES, ROLES, STRANGERS
from index.attribution.name import Name
from index.attribution.quotations import Quotations
from index.attribution.standing import OPENS, SPEAKS, SUBJECT, standing

PRONOUNS: dict[str, Gender] = {
    "he": "male", "him": "male", "his": "male", "himself": "male",
    "she": "female", "her": "female", "hers": "female", "herself": "female",
}  # fmt: skip
"""Pronouns for one person, with their gender."""

_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]im|[Hh]ers?|[Hh]is|(?:him|her)self)\b(?![’']s? ?[Ww]ho)")
_NOUNS = ROLES | STRANGERS
_DETERMINER = re.compile(
    r"\b(?:[Tt]h(?:e|is|at)|[Aa]n?|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[A-Z]\w+[’']s)\s"
)
_WORDS = re.compile(r"(?:[\w.&’'-]+(?:\s|\b)){1,8}")
_WORD = re.compile(r"[\w.&’'-]+")
_NAMED_AFTER = re.compile(r"[-’']|,?\s+[A-Z][a-z]+")
_INDEFINITE = frozenset(("a", "an", "one", "another"))
_NEARNESS = (3.2, 2.4, 1.6, 1.1, 0.8, 0.6)
_KNOWN_GENDER = 0.5
_REPEATED = 0.05
_MARGIN = 0.5


@dataclass(frozen=True, slots=True)
class Trace:
    """A mention of a figure; of nobody known if `figure` is None."""

    figure: Figure | None
    gender: Gender
    telling: int
    """Number of its sentence, those that are quoted whole left out."""
    start: int
    weight: float
    quoted: bool


class Discourse:
    """What an article has spoken of up to any place in it."""

    def __init__(
        self, text: str, sentences: Sequence[Sentence], names: Sequence[Name], cast: Cast, speaking: Set[int]
    ) -> None:
        self.quotations = Quotations(text)
        self.descriptions = Descriptions(cast)
        self._text = text
        self._sentences = sentences
        self._starts = [sentence.span.start for sentence in sentences]
        self._tellings = list(accumulate(not self._is_quoted(sentence.span) for sentence in sentences))
        self._cast = cast
        self._speaking = speaking
        self._traces: list[Trace] = []
        self._meant: dict[int, Figure | None] = {}
        self._read(names)

    def sentence_of(self, position: int) -> int:
        """The number of the sentence at a place."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def _telling_of(self, position: int) -> int:
        """The number of the sentence at a place when those that are quoted whole do not count."""
        return self._tellings[self.sentence_of(position)] if self._tellings else 0

    def meant_at(self, start: int) -> Figure | None:
        """Whom the name, pronoun or description at a place means."""
        return self._meant.get(start)

    def person_before(self, position: int, gender: Gender) -> Figure | None:
        """The person of this gender who is spoken of at a place; None if nobody stands out."""
        telling, quoted = self._telling_of(position), self.quotations.holds(position)
        scores: dict[Figure | None, float] = {}
        for trace in reversed(self._before(position)):
            distance = telling - trace.telling
            if distance >= len(_NEARNESS):
                break
            if (trace.quoted and not quoted) or (trace.gender and trace.gender != gender):
                continue
            if trace.figure is not None and trace.figure.kind != "person":
                continue
            score = _NEARNESS[distance] + trace.weight + (_KNOWN_GENDER if trace.gender else 0.0)
            held = scores.get(trace.figure)
            scores[trace.figure] = score if held is None else max(held + _REPEATED, score)
        ranked = sorted(scores.items(), key=lambda one: -one[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN):
            return None
        return ranked[0][0]

    def body_before(self, position: int, words: frozenset[str] | None = None, least: float = -1.0) -> Figure | None:
        """The body last spoken of before a place: one that spoke or was a subject, or whose name has one of `words`."""
        telling = self._telling_of(position)
        found: list[tuple[float, int, Figure]] = []
        for trace in reversed(self._before(position)):
            distance = telling - trace.telling
            if distance > (2 if words is None else 5):
                break
            if trace.figure is None or trace.figure.kind != "body" or not trace.figure.certain or trace.quoted:
                continue
            if words is None and trace.weight < (SUBJECT, OPENS, SPEAKS)[distance]:
                continue
            if words is not None and (trace.weight < least or not _has_word(trace.figure, words)):
                continue
            found.append((_NEARNESS[distance] + trace.weight, trace.start, trace.figure))
        if not found:
            return None
        best = max(found, key=lambda one: one[:2])
        rivals = [score for score, _, figure in found if figure is not best[2]]
        return best[2] if not rivals or best[0] - max(rivals) >= _MARGIN or words is not None else None

    def plain_body_before(self, position: int) -> Figure | None:
        """The body that has just spoken, if nothing in its name tells what it is: "Rivo" for "the company"."""
        telling = self._telling_of(position)
        found: list[Figure] = []
        for trace in reversed(self._before(position)):
            if telling - trace.telling > 2:
                break
            if trace.figure is not None and trace.weight >= SPEAKS and not trace.quoted:
                found.append(trace.figure)
        plain = [figure for figure in dict.fromkeys(found) if _is_plain_body(figure)]
        return plain[0] if len(plain) == 1 else None

    def choose(self, figures: Sequence[Figure], position: int) -> Figure | None:
        """Which of several bearers of a name is meant: the one just named, else the one most often named."""
        if len(figures) < 2:
            return figures[0] if figures else None
        telling = self._telling_of(position)
        near = {
            id(trace.figure): trace.figure
            for trace in self._before(position)
            if trace.figure in figures and 0 <= telling - trace.telling <= 1
        }
        ordered = sorted(figures, key=lambda figure: -len(figure.names))
        main = ordered[0] if len(ordered[0].names) >= 2 * len(ordered[1].names) else None
        if len(near) != 1:
            return main
        named = next(iter(near.values()))
        active = any(
            trace.figure is main for trace in self._before(position)[-12:] if telling - trace.telling in (1, 2, 3)
        )
        return None if main not in (None, named) and active else named

    def _is_quoted(self, span: Span) -> bool:
        return self.quotations.holds(span.start) and self.quotations.holds(span.end - 1)

    def _read(self, names: Sequence[Name]) -> None:
        covered = {name.span.start for name in names}
        items: list[tuple[int, int, Name | Span]] = [(name.span.start, 0, name) for name in names]
        items += [(match.start(), 1, Span(*match.span())) for match in _PRONOUN.finditer(self._text)]
        items += [(span.start, 2, span) for span in _descriptions(self._text) if span.start not in covered]
        items += [(place, 3, Span(place, place)) for place in self._speaking if self._text.startswith("who", place)]
        for _, order, item in sorted(items, key=lambda one: one[:2]):
            if isinstance(item, Name):
                self._read_name(item)
            elif order == 1:
                self._read_pronoun(item)
            elif order == 2:
                self._read_description(item)
            else:
                self._read_relative(item.start)

    def _read_name(self, name: Name) -> None:
        figure = self.choose(self._cast.named(name), name.span.start)
        self._meant[name.span.start] = figure
        if not name.modifier and figure is not None:
            start = name.span.start - (len(name.title) + 1 if name.title else 0)
            self._leave(figure, figure.gender, name.span.start, self._standing(start, name.span.end))

    def _read_relative(self, start: int) -> None:
        """ "Lee, who said": she speaks."""
        if self._traces and self._traces[-1].figure is not None:
            last = self._traces[-1]
            if last.telling == self._telling_of(start) and start - last.start < 60:
                self._leave(last.figure, last.gender, start, SPEAKS)

    def _read_pronoun(self, span: Span) -> None:
        word = self._text[span.start : span.end].lower()
        gender = PRONOUNS[word]
        figure = self.person_before(span.start, gender)
        self._meant[span.start] = figure
        if figure is not None:
            if not figure.gender and len(self.salience(span.start)) == 1:
                figure.gender = gender
            weight = self._standing(span.start, span.end) if word in ("he", "she") else 0.0
            self._leave(figure, gender, span.start, weight)

    def _read_description(self, span: Span) -> None:
        words = self._text[span.start : span.end]
        noun, article = words.split()[-1].lower(), words.split()[0].lower()
        figure = None
        if article not in _INDEFINITE:
            figure = self.descriptions.person(words, self.salience(span.start))
        self._meant[span.start] = figure
        gender: Gender = "female" if noun in FEMALE_ROLES else "male" if noun in MALE_ROLES else ""
        if figure is not None or (noun in STRANGERS and article != "a"):
            weight = self._standing(span.start, span.end)
            self._leave(figure, figure.gender if figure else gender, span.start, weight)

    def salience(self, position: int) -> dict[Figure, float]:
        """How much each person is spoken of at a place."""
        scores: dict[Figure, float] = {}
        telling = self._telling_of(position)
        for trace in reversed(self._before(position)):
            distance = telling - trace.telling
            if distance >= len(_NEARNESS):
                break
            if trace.figure is not None and trace.figure.kind == "person" and not trace.quoted:
                score = _NEARNESS[distance] + trace.weight
                scores[trace.figure] = max(score, scores.get(trace.figure, 0.0))
        return scores

    def _before(self, position: int) -> Sequence[Trace]:
        end = bisect_right(self._traces, position - 1, key=lambda trace: trace.start)
        return self._traces[max(0, end - 40) : end]

    def _leave(self, figure: Figure | None, gender: Gender, start: int, weight: float) -> None:
        quoted = self.quotations.holds(start)
        self._traces.append(Trace(figure, gender, self._telling_of(start), start, weight, quoted))

    def _standing(self, start: int, end: int) -> float:
        if any(place in self._speaking for place in range(start, end)):
            return SPEAKS
        return standing(self._text, self._sentences[self.sentence_of(start)].span, start, end)


def _descriptions(text: str) -> Iterator[Span]:
    """Noun phrases for a person without a name: "the former mayor"."""
    for determiner in _DETERMINER.finditer(text):
        match = _WORDS.match(text, determiner.end())
        if match is None:
            continue
        words = list(_WORD.finditer(match.group()))
        for i, word in enumerate(words[:5]):
            if word.group().lower() not in _NOUNS:
                continue
            if any(other.group() in _NOUNS for other in words[i + 1 : i + 4]):
                continue
            end = match.start() + word.end()
            if not _NAMED_AFTER.match(text, end):
                yield Span(determiner.start(), end)
            break


def _is_plain_body(figure: Figure) -> bool:
    if figure.certain and figure.kind != "body":
        return False
    words = {word.lower() for name in figure.names for word in name.words}
    unknown = not figure.gender and not figure.roles and not any(name.title for name in figure.names)
    return unknown and not words & (BODIES | PLACES | FIRST_NAMES)


def _has_word(figure: Figure, words: frozenset[str]) -> bool:
    return any(word.lower() in words for name in figure.names for word in name.words)
