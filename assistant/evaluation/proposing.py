"""Cases proposed from a library, for a person to accept, edit or throw away.

Each kind rests on words that stand in an article: a quotation with a word left out, somebody's deed without the name,
and a quotation asked of somebody who never said it.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.evaluation.case import Case, Proof
from assistant.evaluation.ledger_words import LedgerWords
from assistant.evaluation.statement import Said, Sayings, SpokenWords
from index.article import Article
from index.keywords import content_words, words
from index.library import Library

MOST_READ = 400
"""Articles read for statements; more would only make the choice larger."""
FEWEST_WORDS = 7
"""Of a quotation or a deed that is worth asking about."""

Make = Callable[[Sequence[Said], random.Random], Iterator[Case]]


def sayings(library: Library) -> Sayings:
    """The best source of statements that a library has: its ledger, unless that is empty."""
    ledger = library.catalog.ledger
    return LedgerWords(ledger) if len(ledger) else SpokenWords()


def propose(articles: Sequence[Article], sayings: Sayings, *, count: int, seed: int) -> list[Case]:
    """Propose `count` cases, or as many as the articles give: a third of each kind. The same seed gives the same."""
    chance = random.Random(seed)
    read = chance.sample(articles, min(len(articles), MOST_READ))
    said = [one for article in sorted(read, key=lambda one: one.id) for one in sayings.of(article)]
    chance.shuffle(said)
    kinds = [make(said, chance) for make in (_cloze, _who, _swapped)]
    cases: list[Case] = []
    seen: set[str] = set()
    while kinds and len(cases) < count:
        for kind in list(kinds):
            case = next((one for one in kind if one.question not in seen), None)
            if case is None:
                kinds.remove(kind)
            elif len(cases) < count:
                seen.add(case.question)
                cases.append(case)
    return [_numbered(case, number) for number, case in enumerate(cases, start=1)]


def _cloze(said: Sequence[Said], chance: random.Random) -> Iterator[Case]:
    """A quotation with its longest word left out."""
    for one in said:
        if one.quote is None or len(one.quote.split()) < FEWEST_WORDS:
            continue
        missing = max(content_words(one.quote), key=len, default="")
        places = list(re.finditer(rf"\b{re.escape(missing)}\b", one.quote, re.IGNORECASE))
        if len(missing) < 5 or len(places) != 1:
            continue
        place = places[0]
        gapped = one.quote[: place.start()] + "____" + one.quote[place.end() :].rstrip(" ,")
        yield _case(
            one,
            type="quote",
            question=f"Which word is missing in what {one.speaker} said: “{gapped}”?",
            answer=place.group(),
            accept_all=(rf"\b{re.escape(place.group())}\b",),
        )


def _who(said: Sequence[Said], chance: random.Random) -> Iterator[Case]:
    """A deed without its doer."""
    for one in said:
        if one.verb and one.what and len(words(one.what)) >= FEWEST_WORDS and _last(one.speaker) not in words(one.what):
            yield _case(
                one,
                type="proposal" if one.verb == "proposed" else "attribution",
                question=f"Who {one.verb} {one.what}?",
                answer=one.speaker,
                accept_all=(rf"\b{re.escape(one.speaker.split()[-1])}\b",),
            )


def _swapped(said: Sequence[Said], chance: random.Random) -> Iterator[Case]:
    """A quotation asked of a speaker whom its article does not even name."""
    speakers = sorted({one.speaker for one in said if len(one.speaker.split()) > 1})
    for one in said:
        others = [name for name in speakers if _last(name) not in words(one.article.text)]
        if one.quote is None or len(one.quote.split()) < FEWEST_WORDS or not others:
            continue
        other = chance.choice(others)
        yield Case(
            id="",
            type="unanswerable",
            turns=(f"To whom did {other} say: “{one.quote.rstrip(' ,.')}”?",),
            answer="The archive does not say.",
            unanswerable=True,
            note=f"false premise: {one.speaker} said it ({one.article.id})",
            generated=True,
        )


def _case(one: Said, *, type: str, question: str, answer: str, accept_all: tuple[str, ...]) -> Case:
    return Case(
        id="",
        type=type,
        turns=(question,),
        answer=answer,
        accept_all=accept_all,
        evidence=(Proof(one.article.id, one.text),),
        speaker=one.speaker,
        generated=True,
    )


def _numbered(case: Case, number: int) -> Case:
    return replace(case, id=f"g{number:03}")


def _last(name: str) -> str:
    return (words(name) or [""])[-1]
