"""What a question takes for granted: that somebody said something. Does the archive have it from him, or from another?

The ledger's statements nearest to what he is said to have said are compared with it by late interaction: his own, those
of others, and the sentences found that name him, for the tagger may have missed what he says in them. How far his
nearest stays behind the others' nearest counts, for both suffer alike from a question in other words; and, where there
is a reranker, how well sentences that somebody else says, and that name him, answer who said it.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant.evidence import Evidence, EvidencePool
from assistant.instructions import addresses_a_model
from assistant.ledger_evidence import reporting
from assistant.ledger_question import is_saying
from assistant.people import is_person
from assistant.recorded import Recorded
from index.attribution.aliases import matching
from index.attribution.attribution import Speaker
from index.attribution.ledger import Limits, Row
from index.attribution.likeness import Wording, cut, likeness
from index.attribution.names import find_names
from index.filters import Filters
from index.keywords import content_words, words
from index.library import Library
from index.passages import split_sentences

BEHIND = 0.115
"""How far his nearest statement may stay behind that of others and still be what is meant: none of 31 true premises
stays farther behind, 20 of 31 false ones do (docs/benchmarks.md)."""

ODDS_OF_OTHERS, HIS_ODDS, DOUBTED = 0.066, -0.012, 0.15
"""Weights of the reranker's log-odds beside how far he stays behind, and the sum from which on it is not his: 2 of 61
true premises reach it, 25 of 66 false ones (logistic regression; docs/benchmarks.md)."""

LEAST_ODDS, MOST_ODDS = -6.0, 4.0
"""Between these they count."""

SAME_AT_LEAST = 0.52
"""Likeness of somebody else's statement from which on it is the one that the question means."""

MEANT_AT_LEAST = 0.4
"""The same for a sentence that the reranker found, which is one already that answers."""

FEWEST_WORDS = 3
"""Content words of what he is said to have said: fewer tell nothing."""

NEAREST, OTHERS, OWN, SENTENCES = 60, 10, 6, 4
"""Statements by vector; of these others' that are compared; his own; and sentences that name him."""

COMPARED_CHARACTERS = 300

_LONGEST = 1_000
_ASIDE = re.compile(
    r"(?:\s+of\s+(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*)?"  # of the Harbor League
    r"(?:\s*\([^)]{1,40}\))?(?:,[^,?]{1,60},)?\s+(?:(?:has|have|had|also|later|once|first|then|\w+ly)\s+)*"
)
_WORD = re.compile(r"\w+")
_TENSED = re.compile(r"(?:ed|s|aid|old|rote|ought)$")
_DID = re.compile(r"\b(?:did|does|do|would|will|has|have|had)\s+(?:[\w.’'-]+\s+){0,5}$", re.I)
_GIVES = re.compile(r"\s*(?:give|gave|offer|offered|cite|cited|have|had)\s+for\s+(?=\w+ing\b)")
_NOT_HE = re.compile(r"\b(?:of|besides|than|by|with|for|to|from|like|unlike|about|against)\s+(?:the\s+)?$", re.I)
_SOUGHT = re.compile(
    r"\b(?:what|which|how\s+(?:many|much|long|often|far))\s+(?P<what>\w+.*?)\s+(?:did|does|do|would|will|has|have|had)\b",
    re.I,
)
_ACCORDING_TO = re.compile(r"\baccording to\s+(?:\w+\s+){0,4}$", re.I)
_ASKS = re.compile(r",\s+(?:what|which|whom?|whose|how|why|where|when)\b.*$", re.I | re.S)


class Premise(NamedTuple):
    """That somebody said something."""

    speaker: str
    """His name in the question's words."""
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FalsePremise:
    """The archive does not have from somebody what a question says that he said."""

    speaker: str
    """Who did not say it."""
    evidence: Evidence | None
    """The sentences that have it from another, if any do."""
    said_by: Speaker | None
    """Who that is."""


class _Near(NamedTuple):
    likeness: float
    row: Row


class _Read(NamedTuple):
    """Log-odds that a sentence answers who said it, by the reranker."""

    his: float
    """Of the best that names him, or that he says."""
    of_others: float
    """Of the best that somebody else says."""
    best: tuple[Evidence, Speaker] | None
    """That sentence, and who."""


def read_premise(question: str) -> Premise | None:
    """Whom a question has say what, if it names a person and tells enough of it; None if not, or if it names two."""
    question = " ".join(question[:_LONGEST].split())
    found = []
    for name in find_names(question, split_sentences(question)):
        before, after = question[: name.span.start], question[name.span.end :]
        aside = _ASIDE.match(after)
        if aside is None or not is_person(question, name):
            continue
        gives = _GIVES.match(after, aside.end())
        verb = _WORD.match(after, (gives or aside).end())
        asked, said = bool(_DID.search(before)), verb is not None and is_saying(verb) and not _NOT_HE.search(before)
        if _ACCORDING_TO.search(before):
            found.append((False, Premise(name.text, f"{_ACCORDING_TO.sub('', before)} {after}")))
        elif verb and said and (asked or gives or _TENSED.search(verb.group())):
            # "What sum did he pledge?": the sum is part of what he said.
            sought = _SOUGHT.search(before) if asked and not gives else None
            content = _ASKS.sub("", after[verb.end() :])
            found.append((asked, Premise(name.text, f"{sought['what']} {content}" if sought else content)))
    # "Why did he say that she had agreed?" asks what he said.
    chosen = next((one for asked, one in found if asked), found[0][1] if len(found) == 1 else None)
    return chosen if chosen and len(content_words(chosen.content)) >= FEWEST_WORDS else None


def false_premise(
    library: Library, question: str, pool: EvidencePool, filters: Filters, recorded: Recorded
) -> FalsePremise | None:
    """What is wrong with whom a question has say something; None if nothing is, or if it cannot be told.

    Raises `EmbeddingError`, `LibraryError`.
    """
    premise = read_premise(question)
    if premise is None or not len(library.catalog.ledger):
        return None
    his, another = weigh(library, premise, pool, filters)
    behind = another.likeness - his if another else -math.inf
    if pool.odds is None:
        return _false(library, premise, another) if another and behind > BEHIND else None
    read = _read(premise, question, pool, recorded)
    if behind + ODDS_OF_OTHERS * read.of_others + HIS_ODDS * read.his < DOUBTED:
        return None
    if another and another.likeness >= SAME_AT_LEAST:
        return _false(library, premise, another)
    return _answered_by(library, premise, read)


def _read(premise: Premise, question: str, pool: EvidencePool, recorded: Recorded) -> _Read:
    """What the reranker makes of the question as to who said it."""
    his, of_others, best = LEAST_ODDS, LEAST_ODDS, None
    for evidence, odds in pool.reread(question.replace(premise.speaker, "somebody")):
        said_by = recorded.speaker_in(evidence)
        if _last_name(premise.speaker) in words(f"{evidence.text} {said_by.name if said_by else ''}"):
            his = max(his, odds)
        elif said_by and odds > of_others:
            of_others, best = odds, (evidence, said_by)
    return _Read(min(his, MOST_ODDS), min(of_others, MOST_ODDS), best)


def _answered_by(library: Library, premise: Premise, read: _Read) -> FalsePremise:
    evidence, said_by = read.best or (None, None)
    if evidence is not None:
        alike = likeness(library, premise.content, [Wording(evidence.article, [evidence.span])])[0]
        if read.of_others < 0 or alike < MEANT_AT_LEAST:
            evidence, said_by = None, None
    return FalsePremise(speaker=premise.speaker, evidence=evidence, said_by=said_by)


def weigh(library: Library, premise: Premise, pool: EvidencePool, filters: Filters) -> tuple[float, "_Near | None"]:
    """How near the archive comes to it in somebody's own words, and what somebody else says that comes nearest.

    Raises `EmbeddingError`, `LibraryError`.
    """
    ledger = library.catalog.ledger
    own = set(ledger.matching(Limits(speakers=matching(premise.speaker, ledger.speakers()))))
    among = set(ledger.matching(Limits(articles=library.catalog.articles_matching(filters)))) if filters else None
    vector = library.embedding.embed([premise.content])[0]
    near = library.ledger_index.nearest(vector, NEAREST, among)
    others = sorted(near.keys() - own, key=lambda number: -near[number])[:OTHERS]
    vectors = ledger.table.vectors(own if among is None else own & among)
    his = sorted(vectors, key=lambda number: -float(vectors[number] @ vector))[:OWN]
    said = _compared(library, premise.content, [*others, *his])
    known = [one for one in said if one.row.number in others and _is_another(premise.speaker, one.row)]
    alike = [one.likeness for one in said if one.row.number in his]
    alike += likeness(library, premise.content, _naming(premise.speaker, pool))
    return max(alike, default=0.0), max(known, key=lambda one: one.likeness, default=None)


def _false(library: Library, premise: Premise, another: _Near) -> FalsePremise:
    article = library.catalog.articles_by_number([another.row.article]).get(another.row.article)
    statement = another.row.statement
    evidence = None
    if article and another.likeness >= SAME_AT_LEAST:
        evidence = reporting(article, statement.attribution, another.likeness)
        evidence = None if addresses_a_model(evidence.text) else evidence
    return FalsePremise(speaker=premise.speaker, evidence=evidence, said_by=statement.speaker if evidence else None)


def _compared(library: Library, content: str, numbers: Iterable[int]) -> list[_Near]:
    """How like what is said in these entries is to `content`."""
    rows = library.catalog.ledger.rows(numbers)
    articles = library.catalog.articles_by_number({row.article for row in rows.values()})
    standing = [row for row in rows.values() if row.article in articles]
    said = [
        Wording(articles[row.article], cut(row.statement.attribution.content, COMPARED_CHARACTERS)) for row in standing
    ]
    alike = likeness(library, content, said)
    return [_Near(*pair) for pair in zip(alike, standing, strict=True)]


def _is_another(speaker: str, row: Row) -> bool:
    """Whether somebody else is known to have said it: not he under a name that the tagger has garbled."""
    said_by = row.statement.speaker
    return said_by is not None and _last_name(speaker) not in words(said_by.name)


def _last_name(speaker: str) -> str:
    return next((word for word in reversed(words(speaker)) if word not in ("jr", "sr")), "")


def _naming(speaker: str, pool: EvidencePool) -> Sequence[Wording]:
    """The sentences found that name him, those first that are nearest to the question."""
    found = [one for one in pool.sentences if _last_name(speaker) in words(one.text)]
    return [Wording(one.article, [one.span]) for one in sorted(found, key=lambda one: -one.meaning)[:SENTENCES]]
