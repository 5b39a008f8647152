"""A question of who said what -> the statements of the ledger that answer it, as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking_ledger import ask_ledger
from assistant.evidence import Evidence
from assistant.instructions import addresses_a_model
from assistant.ledger_question import LedgerQuestion, read_ledger_question
from assistant.question import Question
from index.article import Article, Span
from index.attribution.attribution import Attribution, Speaker
from index.attribution.grouping import Reports, group
from index.attribution.timeline import SIDES
from index.filters import Filters
from index.library import Library
from index.passages import split_sentences

ENTRIES = 12
"""Entries of the ledger that are looked at."""

STATEMENTS = 3
"""Different statements that become evidence."""

MOST_CHARACTERS = 600
"""Of one statement's sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement of the ledger with the sentences that report it."""

    evidence: Evidence
    speaker: Speaker | None
    independent_sources: int
    """How many sources report it, the copies of one story counted once."""


def stated(library: Library, question: Question, filters: Filters) -> list[Stated]:
    """The statements that answer best; none where the question is none of who said what.

    Raises `EmbeddingError`, `LibraryError`.
    """
    asked = read_ledger_question(question.asked)
    if asked is None or not library.catalog.ledger:
        return []
    # What the reranker makes of the sentences counts beside these (docs/benchmarks.md, "Ledger").
    entries = ask_ledger(library, about=question.query, filters=filters, limit=ENTRIES, reread=False)
    fitting = [reports for reports in group(entries) if _fits(reports, asked)]
    citeable = [(one, _stated(one)) for one in fitting]
    citeable = [pair for pair in citeable if not addresses_a_model(pair[1].evidence.text)]
    return [citeable[i][1] for i in _with_both_sides([reports for reports, _ in citeable])]


def _fits(reports: Reports, asked: LedgerQuestion) -> bool:
    """A question of who is answered by somebody known, whose stance is not another one than that asked for.

    Whether somebody named is for or against it is answered by either.
    """
    statement = reports.first.statement
    if asked.speaker is not None and asked.stance in SIDES and reports.stance in SIDES:
        return True
    known = statement.speaker is not None or asked.speaker is not None
    return known and (asked.stance is None or statement.stance in (asked.stance, "states"))


def _with_both_sides(fitting: Sequence[Reports]) -> list[int]:
    """The places of the best statements; the last gives way to the best on the other side if that has none."""
    best = list(range(min(STATEMENTS, len(fitting))))
    sides = [SIDES.get(one.stance, 0) for one in fitting]
    for side in (1, -1):
        if best and side not in [sides[i] for i in best] and -side in [sides[i] for i in best] and side in sides:
            best[-1] = sides.index(side)
    return best


def reporting(article: Article, attribution: Attribution, score: float) -> Evidence:
    """The sentences of an article that report what somebody says."""
    spans = [one.span for one in split_sentences(article.text) if one.span.overlaps(attribution.extent)]
    kept = [span for span in spans if span.end - spans[0].start <= MOST_CHARACTERS] or spans[:1]
    return Evidence(article, Span(kept[0].start, kept[-1].end), score)


def _stated(reports: Reports) -> Stated:
    entry = reports.first
    evidence = reporting(entry.article, entry.statement.attribution, entry.score or 0.0)
    return Stated(evidence=evidence, speaker=entry.statement.speaker, independent_sources=reports.independent_sources)
