"""What a step of the reranker's training reads: a question with a few of its passages, as they are or spoilt.

Whether a report answers a question is learned from questions that nothing answers, and from others whose answer was
taken away: the passages that hold it, the very sentences, or the name of whom the question is about.
"""

import json
import random
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, Self

PASSAGES = 3
"""Of a question in a step."""
NO_PASSAGE, NO_SENTENCE, OTHER_NAME = 0.12, 0.18, 0.10
"""Shares of the answerable questions whose answer is taken away: its passages, its sentences, a name in it."""

_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?: [A-Z][a-z]+){0,2}\b")
_PERSON = re.compile(r"\b[A-Z][a-z]{2,} (?:[A-Z]\. )?[A-Z][a-z]{2,}\b")
_NOT_EXCHANGED = frozenset(
    """Senate House Congress Republican Republicans Democrat Democrats Democratic American Americans America United
    States White What Which Who When Where Why How January February March April May June July August September October
    November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday Senator Sen Rep Representative President
    Washington Texas California""".split()
)


class Sentence(NamedTuple):
    """A sentence of a passage."""

    start: int
    end: int
    score: float
    """Without a reranker."""
    answers: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found for a question."""

    headline: str
    text: str
    sentences: tuple[Sentence, ...]

    @property
    def answers(self) -> bool:
        """Whether a sentence of it does."""
        return any(one.answers for one in self.sentences)

    def without_answer(self) -> Self:
        """The passage without the sentences that answer."""
        text, kept, last = "", [], 0
        for one in self.sentences:
            start, end = max(0, one.start), min(len(self.text), one.end)
            if one.answers:
                text, last = text + self.text[last:start], end
            else:
                place = len(text) + start - last
                kept.append(Sentence(place, place + end - start, one.score, False))
        return replace(self, text=text + self.text[last:], sentences=tuple(kept))


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what was found for it, best first."""

    question: str
    answerable: bool
    passages: tuple[Passage, ...]

    @property
    def is_useful(self) -> bool:
        """Whether anything can be learned from it: of an answerable question a passage that answers was found."""
        return bool(self.passages) and (not self.answerable or any(one.answers for one in self.passages))


def read_cases(path: Path) -> list[Case]:
    """The useful cases of a file that `training.reranker_cases` wrote."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        passages = (
            Passage(one["headline"], one["text"], tuple(Sentence(*each) for each in one["sentences"]))
            for one in read["passages"]
            if one["sentences"]
        )
        found.append(Case(read["question"], read["answerable"], tuple(passages)))
    return [one for one in found if one.is_useful]


def example(case: Case, chance: random.Random) -> Case:
    """The case with the passages of one step, its answer taken away at times."""
    others = [one for one in case.passages if not one.answers]
    if not case.answerable:  # the first is of the matter
        return replace(case, passages=(others[0], *chance.sample(others[1:], min(PASSAGES - 1, len(others) - 1))))
    answering = [one for one in case.passages if one.answers]
    chance.shuffle(answering)
    chance.shuffle(others)
    spoilt = chance.random()
    if spoilt < NO_PASSAGE:
        answering = []
    elif spoilt < NO_PASSAGE + NO_SENTENCE:
        answering = [one.without_answer() for one in answering]
    passages = tuple(one for one in [*answering[: 1 + (chance.random() < 0.2)], *others] if one.sentences)[:PASSAGES]
    renamed = NO_PASSAGE + NO_SENTENCE < spoilt < NO_PASSAGE + NO_SENTENCE + OTHER_NAME
    if renamed and (question := _with_another_name(case, chance)):
        return Case(question, False, tuple(_answering_nothing(one) for one in passages))
    return replace(case, passages=passages or case.passages[:1])


def _answering_nothing(passage: Passage) -> Passage:
    return replace(passage, sentences=tuple(one._replace(answers=False) for one in passage.sentences))


def _with_another_name(case: Case, chance: random.Random) -> str | None:
    """The question with somebody else in place of one whom the answering passages name; None if it names none."""
    bearing = " ".join(f"{one.headline} {one.text}" for one in case.passages if one.answers)
    named = [one for one in _NAME.finditer(case.question) if one[0] in bearing]
    named = [one for one in named if _NOT_EXCHANGED.isdisjoint(one[0].split())]
    if not named:
        return None
    old = chance.choice(named)
    people: set[str] = {
        one
        for passage in case.passages
        for one in _PERSON.findall(passage.text)
        if _NOT_EXCHANGED.isdisjoint(one.split()) and one.split()[-1] not in case.question
    }
    there = sorted(one for one in people if one in bearing)
    if not people:
        return None
    new: str = chance.choice(there if there and chance.random() < 0.6 else sorted(people))
    return case.question[: old.start()] + (new if " " in old[0] else new.split()[-1]) + case.question[old.end() :]
