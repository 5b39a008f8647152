"""Which entries of the ledger are about something: candidates by meaning, ranked in two steps.

First by three standardised scores: of the statement's own vector, of the best passage around it, and of its very words
by late interaction with the tokens that the passage keeps. Then the best are put into plain words, headline, speaker
and role included, and compared with what is asked token by token; their speakers are compared with the one described.
Only for the speakers the embedding model runs: the tokens of all other words are in the catalog. At last the reranker
reads the passages of the best together with the question.
docs/benchmarks.md has the figures.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Hit, Span
from index.attribution.aliases import matching
from index.attribution.attribution import Stance, Statement
from index.attribution.ledger import Row
from index.attribution.likeness import Wording, cut, likeness
from index.candidate import standardised
from index.filters import Filters
from index.library import Library
from index.passages import split_sentences
from index.preferences import Preferences
from index.reranking import Passage, Reranker
from index.retrieval import Found, search

CANDIDATES = 200
"""Entries that the search by vector contributes."""

PASSAGES = 40
"""Passages whose entries are considered."""

COMPARED = 40
"""Best candidates that are put into plain words."""

COMPARED_CHARACTERS = 500
"""Of what is said, so much is compared."""

OWN_WEIGHT, PASSAGE_WEIGHT, WORDS_WEIGHT = 0.5, 1.0, 0.5
"""Of the three scores of the first step."""

PLAIN_WEIGHT, DESCRIBED_WEIGHT = 1.5, 1.0
"""Of the second step's scores, beside that of the passage."""

PASSAGES_READ = 6
"""Passages around the best candidates that the reranker reads."""

READ_WEIGHT = 0.4
"""Of its score, a logarithm of odds."""

SOURCE_CHARACTERS = 200
"""Of the words for the speaker, so much is compared with the question's description."""

STANCE_BONUS = 0.75
"""For the stance that a question leans to, in standard deviations of one of the scores, as are the next three."""

WANTING: frozenset[Stance] = frozenset({"proposes", "demands", "promises"})
"""Who wants something done does any of these in a reporter's words, so that a question for one leans to all."""

SPEAKER_BONUS = 2.0
"""For the speaker that a question names."""

PERSON_BONUS = 0.5
"""For a person, where the question asks who."""

UNKNOWN_SPEAKER = -1.0
"""For an entry whose speaker is not known, where the question asks who."""

_REMOVED = Article(id="", title="", text="")
"""Stands for an article that another process has removed since."""

Floats = NDArray[np.float64]


class Leaning(NamedTuple):
    """What a question would rather have, without insisting."""

    speaker: str | None = None
    described: str | None = None
    """What it calls the speaker, who need not be named so anywhere: "council leader"."""
    stance: Stance | None = None
    asks_who: bool = False
    """Whether the speaker is what it asks for."""


class Candidate(NamedTuple):
    """An entry that may be what is sought."""

    row: Row
    own: float
    """Cosine similarity of its own vector."""
    passage: float
    """Score of the best passage around it."""
    words: float
    """How well its own words in that passage meet those of the question."""
    hit: Hit | None
    """That passage."""


class _Fit(NamedTuple):
    passage: float
    words: float
    hit: Hit | None = None

    def joined(self, other: "_Fit") -> "_Fit":
        """The best of both."""
        best = max(self, other, key=lambda one: one.passage)
        return _Fit(best.passage, max(self.words, other.words), best.hit)


def rank(
    library: Library,
    about: str,
    *,
    among: set[int] | None = None,
    filters: Filters | None = None,
    preferences: Preferences | None = None,
    leaning: Leaning | None = None,
    reranker: Reranker | None = None,
) -> dict[int, float]:
    """Number -> score of the entries that are about something, best first; `among` restricts them to these numbers.

    `reranker` reads the passages of the best with what is asked, which must be a question.
    Raises `EmbeddingError`, `LibraryError`.
    """
    candidates = _candidates(library, about, among, filters or Filters(), preferences)
    if not candidates:
        return {}
    leaning = leaning or Leaning()
    bonus = _bonus([one.row.statement for one in candidates], leaning)
    first = (
        PASSAGE_WEIGHT * standardised([one.passage for one in candidates])
        + OWN_WEIGHT * standardised([one.own for one in candidates])
        + WORDS_WEIGHT * standardised([one.words for one in candidates])
        + bonus
    )
    order = np.argsort(-first, kind="stable")
    best, rest = order[:COMPARED], order[COMPARED:]
    chosen = [candidates[i] for i in best]
    second = bonus[best] + _compared(library, about, leaning.described, chosen)
    if reranker:
        second += READ_WEIGHT * _read(reranker, about, chosen, second)
    below = second.min() - first[best[-1]]  # those that were not compared come after those that were
    scores = dict(zip(best.tolist(), second.tolist(), strict=True)) | {
        i: float(first[i] + below) for i in rest.tolist()
    }
    ranked = sorted(scores, key=lambda i: -scores[i])
    return {candidates[i].row.number: scores[i] for i in ranked}


def _candidates(
    library: Library, about: str, among: set[int] | None, filters: Filters, preferences: Preferences | None
) -> list[Candidate]:
    found = search(library, about, k=PASSAGES, filters=filters, preferences=preferences)
    ledger = library.catalog.ledger
    own = library.ledger_index.nearest(found.query_vector, CANDIDATES, among)
    fits = _fits(ledger.extents({hit.article.id for hit in found.hits}), found)
    fits = {number: fit for number, fit in fits.items() if among is None or number in among}
    rows = ledger.rows(own.keys() | fits.keys())
    missing = ledger.table.vectors(rows.keys() - own.keys())
    own |= {number: float(vector @ found.query_vector) for number, vector in missing.items()}
    worst = _Fit(
        min((one.passage for one in fits.values()), default=0.0), min((one.words for one in fits.values()), default=0.0)
    )
    return [Candidate(row, own[number], *fits.get(number, worst)) for number, row in rows.items() if number in own]


def _fits(extents: Sequence[tuple[str, int, Span]], found: Found) -> dict[int, _Fit]:
    """Number -> how well the best passage around an entry fits, and its words; `extents` as `Ledger` has them."""
    fits: dict[int, _Fit] = {}
    of_article: dict[str, list[tuple[int, Span]]] = {}
    for article, number, extent in extents:
        of_article.setdefault(article, []).append((number, extent))
    for hit, tokens in zip(found.hits, found.similarities, strict=True):
        for number, extent in of_article.get(hit.article.id, ()):
            if not extent.overlaps(hit.span):
                continue
            start, end = extent.start - hit.span.start, extent.end - hit.span.start
            fit = _Fit(hit.score, tokens.score_between(start, end) if tokens else 0.0, hit)
            fits[number] = fit.joined(fits.get(number, fit))
    return fits


def _compared(library: Library, about: str, described: str | None, candidates: Sequence[Candidate]) -> Floats:
    """The second step: passage, statement in plain words, and speaker."""
    articles = library.catalog.articles_by_number({one.row.article for one in candidates})
    read = [(articles.get(one.row.article, _REMOVED), one.row.statement) for one in candidates]
    scores = PASSAGE_WEIGHT * standardised([one.passage for one in candidates])
    plain = likeness(library, about, [_plain(*one) for one in read], encoder=library.query_encoder)
    scores += PLAIN_WEIGHT * standardised(plain)
    if described:
        scores += DESCRIBED_WEIGHT * standardised(_fitting(library, described, read))
    return scores


def _read(reranker: Reranker, question: str, candidates: Sequence[Candidate], scores: Floats) -> Floats:
    """What the reranker makes of the sentences of each candidate; of those that it does not read, the median."""
    hits = [candidates[i].hit for i in np.argsort(-scores, kind="stable").tolist()]
    read = list({hit.rank: hit for hit in hits if hit}.values())[:PASSAGES_READ]
    there = [[i for i, one in enumerate(candidates) if one.hit is hit] for hit in read]
    passages = [
        _passage(hit, [candidates[i].row.statement for i in some]) for hit, some in zip(read, there, strict=True)
    ]
    found = {
        i: float(score)
        for some, each in zip(there, reranker.scores(question, passages), strict=True)
        for i, score in zip(some, each, strict=True)
    }
    middle = float(np.median(list(found.values()))) if found else 0.0
    return np.array([found.get(i, middle) for i in range(len(candidates))])


def _passage(hit: Hit, statements: Sequence[Statement]) -> Passage:
    """A passage with the sentences of statements in it, those of each as one."""
    start, end = hit.span
    spans = []
    sentences = [one.span for one in split_sentences(hit.article.text) if one.span.overlaps(hit.span)]
    for extent in (one.attribution.extent for one in statements):
        inside = [one for one in sentences if one.overlaps(extent)] or [extent]
        spans.append(Span(inside[0].start - start, inside[-1].end - start))
    return Passage(hit.article.title, hit.article.text[start:end], spans)


def _fitting(library: Library, described: str, read: Sequence[tuple[Article, Statement]]) -> list[float]:
    """How well each speaker fits a description: whoever is described once and "he" elsewhere fits as well there."""
    vectors = library.embedding.embed([described, *(_speaker(*one) for one in read)])
    fitting: list[float] = (vectors[1:] @ vectors[0]).tolist()
    names = [statement.speaker.name if statement.speaker else None for _, statement in read]
    best = {
        name: max(fit for fit, other in zip(fitting, names, strict=True) if other == name) for name in names if name
    }
    return [best[name] if name else fit for fit, name in zip(fitting, names, strict=True)]


def _plain(article: Article, statement: Statement) -> Wording:
    """Headline, who says it, by which words, and what."""
    attribution, speaker = statement.attribution, statement.speaker
    who = (*attribution.source, *(_first(article, speaker.name, speaker.role) if speaker else ()))
    spans = (*who, *attribution.cue, *cut(attribution.content, COMPARED_CHARACTERS))
    return Wording(article, spans, headline=True)


def _first(article: Article, *called: str | None) -> list[Span]:
    """Where an article first calls somebody so, for the statement itself may only have "he"."""
    places = [(article.text.find(words), len(words)) for words in called if words]
    return [Span(start, start + length) for start, length in places if start >= 0]


def _speaker(article: Article, statement: Statement) -> str:
    """The words for the speaker, which may describe him ("Lee, who led the union, said"), and his role."""
    source = " ".join(article.text[start:end] for start, end in statement.attribution.source)
    role = statement.speaker.role if statement.speaker else None
    return ", ".join(part for part in (source[:SOURCE_CHARACTERS], role) if part)


def _bonus(statements: Sequence[Statement], leaning: Leaning) -> Floats:
    names = {one.speaker.name for one in statements if one.speaker}
    wanted = set(matching(leaning.speaker, names)) if leaning.speaker else set()
    stances = WANTING if leaning.stance in WANTING else {leaning.stance}
    bonus = np.array([STANCE_BONUS * (one.stance in stances) for one in statements], np.float64)
    bonus += [SPEAKER_BONUS * (one.speaker is not None and one.speaker.name in wanted) for one in statements]
    if leaning.asks_who:
        bonus += [UNKNOWN_SPEAKER if one.speaker is None else 0.0 for one in statements]
        bonus += [PERSON_BONUS if one.speaker and one.speaker.kind == "person" else 0.0 for one in statements]
    return bonus
