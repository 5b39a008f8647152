"""An answer in the articles' own words: for want of a model, and where its draft does not stand.

The sentences that bear most on the question are given verbatim, among them what the ledger has somebody say.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answer import Outcome
from assistant.answerability import LEAST_ODDS
from assistant.dateline import without_dateline
from assistant.draft import DraftSentence
from assistant.evidence import SENTENCES, Evidence, EvidencePool, leaning, sentences_before, with_sentence_before
from assistant.instructions import addresses_a_model
from assistant.naming import names, numerals, stems
from assistant.recorded import Recorded
from index.article import Span
from index.attribution.attribution import Attribution
from index.keywords import stem

EXTRACTS = 5
"""Pieces of an answer made of extracts; fewer are right less often (docs/benchmarks.md, "Answers")."""
STATEMENTS = 2
"""Of them, at most so many from the ledger."""
FIRST = 3
"""Statements that the search has among so many sentences come before the others."""
COPIED = 0.8
"""Share of the shorter sentence's words that a copy of it has."""
PRONOUNS = frozenset(("he", "she", "they"))
SENTENCES_BEFORE = 4
"""How far back a name may stand that a sentence is about."""


@dataclass(frozen=True, slots=True)
class GroundedSentence:
    """A sentence that may stand in the answer."""

    text: str
    evidence: tuple[Evidence, ...]
    outcome: Outcome
    change: str | None = None
    """What was put right, in a line."""


class Extracting:
    """Makes an answer, or a part of one, of what was found for a question."""

    def __init__(self, pool: EvidencePool, chosen: Sequence[Evidence], recorded: Recorded) -> None:
        """`chosen` is the evidence in the order in which the model was shown it."""
        self._pool = pool
        self._chosen = chosen
        self._recorded = recorded

    @cached_property
    def best(self) -> list[Evidence]:
        """What bears most on the question, best first; nothing if no article is about what the question names."""
        stated = self._pool.stated[:STATEMENTS]
        candidates = [*stated, *self._pool.ranked]
        if not any(self._pool.matter.is_in(one.article) for one in candidates):
            return []
        found: list[Evidence] = []
        for one in candidates:
            if len(found) == EXTRACTS:
                break
            if self._is_relevant(one) and not any(_same(one, other) for other in found):
                found.append(one)
        return sorted(found, key=lambda one: self._place(one, of_ledger=one in stated))

    def _is_relevant(self, evidence: Evidence) -> bool:
        """Whether its article is about what the question names or, called otherwise there, it seems to answer."""
        answers = evidence.odds is not None and evidence.odds >= LEAST_ODDS
        return answers or self._pool.matter.is_in(evidence.article)

    def _place(self, evidence: Evidence, *, of_ledger: bool) -> tuple[bool, int]:
        """Its place in the answer: what the ledger has before the rest if the search, too, has it among its first."""
        ranked = self._pool.ranked
        rank = next((rank for rank, one in enumerate(ranked) if _overlap(one, evidence)), len(ranked))
        return not (of_ledger and rank < FIRST), rank

    def missing(self, written: Sequence[Evidence]) -> list[Evidence]:
        """What of the best an answer lacks that rests on `written`."""
        return [one for one in self.best if not any(_same(one, other) for other in written)]

    def instead(self, sentence: DraftSentence) -> GroundedSentence | None:
        """For a sentence that was removed, the article's own words that the model meant; None if it chose none.

        A sentence that repeats the question around a name is true only if the source means the same, which a verifier
        of words cannot tell: then the source's own words are better. They must have the names and numbers that the
        sentence adds to the question.
        """
        asked = stems(self._pool.question.query)
        added = {stem(name) for name in names(sentence.text) | numerals(sentence.text)} - asked
        for number in sentence.cited if added else ():
            evidence = _reaching_back(self._chosen[number - 1], added) if 0 < number <= len(self._chosen) else None
            if evidence and self._pool.matter.is_in(evidence.article) and self._bears(evidence):
                return extract(evidence, self._recorded)
        return None

    def _bears(self, evidence: Evidence) -> bool:
        """Whether it has a sentence that was shown for itself, not only as the context of another."""
        return any(_same(evidence, one) for one in (*self._pool.stated, *self._pool.ranked[:SENTENCES]))


def extract(evidence: Evidence, recorded: Recorded, last: Evidence | None = None) -> GroundedSentence:
    """Sentences of an article as an answer: their outlet's words, and whose those are if they do not say it.

    Where the sentence itself reports it ("She believes that ...", "..., he said"), it is the outlet's, and the name is
    put behind the pronoun. Only words that are nothing but what somebody said are given as his. Where nobody knows
    whose they are and no name stands in them, the sentence before comes with them, unless the answer has
    just ended with it: `last` is what its end rests on. A dateline is left out.
    """
    article, statement = evidence.article, recorded.statement_in(evidence)
    evidence = without_dateline(evidence)
    whose = f"According to {article.source}" if article.source else f"According to the article {article.title}"
    if article.published_at:
        whose += f" ({article.published_at[:10]})"
    speaker = statement.speaker if statement else None
    if statement is not None and speaker is not None and not stems(speaker.name) & stems(evidence.text):
        if text := _with_name(evidence, statement.attribution, speaker.name):
            return GroundedSentence(f"{whose}: {text}", (evidence,), "extracted")
        if not any(
            part.overlaps(evidence.span) for part in (*statement.attribution.source, *statement.attribution.cue)
        ):
            text = " ".join(evidence.text.split())
            return GroundedSentence(f"{whose}, {speaker.name} said: {text}", (evidence,), "extracted")
    # "..., the senator said": which one?
    unnamed = statement is not None and not names(evidence.text)
    whole = without_dateline(with_sentence_before(evidence) if unnamed else leaning(evidence))
    if not (last and last.article.id == article.id and last.span.overlaps(whole.span)):
        evidence = whole
    return GroundedSentence(f"{whose}: {' '.join(evidence.text.split())}", (evidence,), "extracted")


def _with_name(evidence: Evidence, attribution: Attribution, name: str) -> str | None:
    """The sentence with a name behind the pronoun by which it calls the speaker; None without such a pronoun."""
    start, text = evidence.span.start, evidence.text
    for part in attribution.source:
        if start <= part.start and text[part.start - start : part.end - start].lower() in PRONOUNS:
            end = part.end - start
            return " ".join(f"{text[:end]} [{name}]{text[end:]}".split())
    return None


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether two sentences are one, or copies of one."""
    if _overlap(one, other):
        return True
    first, second = stems(one.text), stems(other.text)
    return len(first & second) >= COPIED * min(len(first), len(second))


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.article.id == other.article.id and one.span.overlaps(other.span)


def _reaching_back(evidence: Evidence, wanted: Set[str]) -> Evidence | None:
    """The evidence with as many sentences before it as it takes to have all stems; None if those do not have them."""
    whole = leaning(evidence)
    starts = [whole.span.start, *(span.start for span in reversed(sentences_before(whole, SENTENCES_BEFORE)))]
    reaching = [replace(evidence, span=Span(start, evidence.span.end)) for start in starts]
    return next((one for one in reaching if wanted <= stems(one.text) and not addresses_a_model(one.text)), None)
