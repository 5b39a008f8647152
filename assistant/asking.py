"""Question in, answer out: understand, retrieve, draft, ground. Streams what has been checked, nothing else."""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.answer import Answer, Done, Event, Grounded, Progress, Removed
from assistant.answerability import is_about_the_archive, is_answered
from assistant.completion import Message
from assistant.differing import differing
from assistant.draft import Draft, DraftSentence
from assistant.errors import CompletionError, EndpointRefused
from assistant.evidence import FEWER_CHARACTERS, MOST_CHARACTERS, Evidence, EvidencePool, show
from assistant.extracting import Extracting, GroundedSentence, extract
from assistant.grounding import Grounding
from assistant.ledger_evidence import stated
from assistant.premise import FalsePremise, false_premise
from assistant.question import Question
from assistant.refusing import count_articles, refuse
from assistant.searching import find
from assistant.settings import EXTRACTIVE
from assistant.writing import Writing
from index.collapse import independent_sources
from index.filters import Filters
from index.retrieval import Found
from prompts import fenced, render

if TYPE_CHECKING:
    from assistant.answering import Assistant

HITS = 20
"""Passages retrieved for a question."""


class Asking:
    """One question on its way to an answer."""

    def __init__(self, assistant: "Assistant", question: Question, filters: Filters, stop: threading.Event) -> None:
        self._assistant = assistant
        self._question = question
        self._filters = filters
        self._stop = stop
        self._started = perf_counter()
        self._timings: dict[str, float] = {}
        self._usage: dict[str, int] = {"prompt_tokens": 0, "completion_tokens": 0}
        self._removed: list[Removed] = []
        self._writing = Writing(assistant.recorded)
        self._note: str | None = None
        self._limits: str | None = None
        self._premise: FalsePremise | None = None

    def run(self) -> Iterator[Event]:
        library = self._assistant.library
        summary = library.summary()
        yield Progress("searching", f"Searching {count_articles(library.catalog.matching_articles(self._filters)[0])}")
        found, self._filters, limits = find(library, self._question, k=HITS, filters=self._filters, summary=summary)
        self._limits = limits.note
        said = [one.evidence for one in stated(library, self._question, self._filters)]
        pool = EvidencePool(self._question, found, library.embedding, said, library.reranker)
        self._premise = false_premise(library, self._question.asked, pool, self._filters, self._assistant.recorded)
        self._timings["retrieval"] = self._elapsed()
        if self._premise is None:
            # A large model says itself where nothing answers.
            if is_about_the_archive(found, self._question.query, library.query_encoder.name) and (
                self._assistant.is_trusted or is_answered(pool)
            ):
                yield from self._write_answer(pool)
        elif self._premise.evidence:
            self._writing.add(extract(self._premise.evidence, self._assistant.recorded))
        if not self._stop.is_set():
            yield Done(self._answer(found))

    def _write_answer(self, pool: EvidencePool) -> Iterator[Event]:
        """The best verbatim evidence, unless the model is a large one, and what of its draft stands the check."""
        trusted, recorded, declined = self._assistant.is_trusted, self._assistant.recorded, False
        evidence = pool.choose(MOST_CHARACTERS if trusted else FEWER_CHARACTERS)
        grounding = Grounding(pool, evidence, verifier=self._assistant.verifier, recorded=recorded)
        for best in () if trusted else grounding.extracting.best[:1]:  # a small model takes its time
            yield from self._write(extract(best, recorded))
        if evidence and self._assistant.model_name != EXTRACTIVE and not self._suffices:
            read = count_articles(len({one.article.id for one in evidence}))
            yield Progress("writing", f"Reading {read} and writing")
            declined = yield from self._draft(evidence, grounding)
        if not self._stop.is_set() and not declined:
            yield from self._complete(grounding.extracting)
        for other in differing(self._question, pool, self._writing.evidence):
            yield from self._write(extract(other, recorded, self._writing.last))

    def _draft(self, evidence: Sequence[Evidence], grounding: Grounding) -> Generator[Event, None, bool]:
        """Have the model write and ground each sentence as it ends; returns whether it declined to answer."""
        draft, cut = Draft(), False
        try:
            with closing(self._assistant.complete(self._messages(evidence))) as pieces:
                for piece in pieces:
                    if self._stop.is_set():
                        return False
                    self._usage["prompt_tokens"] += piece.prompt_tokens
                    self._usage["completion_tokens"] += piece.completion_tokens
                    cut = piece.cut
                    for sentence in draft.feed(piece.text):
                        yield from self._ground(sentence, grounding)
                    if self._suffices:
                        return False
        except EndpointRefused:
            raise
        except CompletionError as error:
            self._note, cut = f"The model could not be used: {error}", True
        for sentence in draft.finish(cut=cut):
            yield from self._ground(sentence, grounding)
        if draft.empty and not self._note:
            self._note = "The model gave an empty answer; this is what the archive says."
        return draft.declined

    def _ground(self, sentence: DraftSentence, grounding: Grounding) -> Iterator[Event]:
        if self._suffices:
            return
        checked = grounding.check(sentence)
        if isinstance(checked, Removed):
            self._removed.append(checked)
        kept = grounding.extracting.instead(sentence) if isinstance(checked, Removed) else checked
        if kept and not self._writing.repeats(kept):
            yield from self._write(kept)

    def _complete(self, extracting: Extracting) -> Iterator[Event]:
        """Add the best verbatim evidence if little or nothing of the draft stands, or a small model wrote it."""
        if len(self._removed) >= len(self._writing.claims) or not self._assistant.is_trusted:
            for evidence in extracting.missing(self._writing.evidence):
                if not self._suffices:
                    yield from self._write(extract(evidence, self._assistant.recorded, self._writing.last))

    def _write(self, sentence: GroundedSentence) -> Iterator[Grounded]:
        event = self._writing.add(sentence)
        self._timings.setdefault("first_words", self._elapsed())
        yield event

    @property
    def _suffices(self) -> bool:
        """Whether the answer is as long as it may be."""
        return self._assistant.length == "short" and bool(self._writing.claims)

    def _messages(self, evidence: Sequence[Evidence]) -> list[Message]:
        user = render("answer_user", evidence=show(evidence), question=fenced(self._question.query))
        return [Message("system", self._assistant.system_prompt), Message("user", user)]

    def _answer(self, found: Found) -> Answer:
        self._timings["total"] = self._elapsed()
        refusal = None
        if self._premise or not self._writing.claims:
            refusal = refuse(self._premise, self._writing.text, found, self._filters, self._assistant.library.summary())
        cited = {citation.article_id for citation in self._writing.citations}
        return Answer(
            question=self._question.text,
            query=self._question.query,
            status="not_found" if refusal else "answered",
            text=refusal.reason if refusal else self._writing.text,
            claims=tuple(self._writing.claims),
            citations=tuple(self._writing.citations),
            hits=found.hits,
            removed=tuple(self._removed),
            refusal=refusal,
            independent_sources=independent_sources(hit for hit in found.hits if hit.article.id in cited),
            note=self._notes(found),
            model=self._assistant.model_name,
            timings={name: round(seconds, 3) for name, seconds in self._timings.items()},
            usage=self._usage,
        )

    def _notes(self, found: Found) -> str | None:
        undated = found.undated_left_out
        left_out = f"{count_articles(undated)} without a date left out." if undated else None
        return " ".join(note for note in (self._note, self._limits, left_out) if note) or None

    def _elapsed(self) -> float:
        return perf_counter() - self._started
