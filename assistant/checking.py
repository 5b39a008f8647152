"""A person's own copy -> a verdict on each of its sentences (`onrecord check`)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.answer import Citation
from assistant.errors import ReadingError
from assistant.evidence import Evidence
from assistant.quotation import find_quotation, quotations
from assistant.verifying import Judgement, judge
from assistant.writing import cite
from index.article import Article
from index.embedding import Vectors
from index.library import Library
from index.passages import split_sentences
from index.retrieval import search

Verdict = Literal["supported", "contradicted", "misattributed", "not_found"]
NEAREST = 5
"""Sentences that a claim is held against."""
SAME_MATTER = 0.55
"""Cosine from which a sentence speaks of the same matter, so that a difference is a contradiction."""
PASSAGES = 10
"""Passages searched for a claim that names no article."""


class ClaimLine(BaseModel):
    """A line of CLAIMS.jsonl."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str
    claim: str
    article_id: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> "ClaimLine":
        if not self.claim.strip():
            raise ValueError("claim is empty")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim and what the sources say of it."""

    id: str
    claim: str
    verdict: Verdict
    score: float
    """0 to 1: how well the sources bear the claim out."""
    citations: tuple[Citation, ...]
    """The sentence that decided, unless nothing near was found."""
    reason: str | None
    """Why the claim is not supported; None if it is."""


def read_claims(path: Path) -> Iterator[ClaimLine | ReadingError]:
    """The claims of a JSONL file, or the sentences of a plain text numbered from 1.

    A bad line comes as the error that names it, and the rest goes on. Raises `ReadingError` if the file cannot be
    read at all.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ReadingError(f"{path} cannot be read ({error.strerror}): check the path") from error
    except UnicodeDecodeError as error:
        raise ReadingError(f"{path} is not UTF-8 text: save it as UTF-8") from error
    if not text.strip():
        raise ReadingError(f"{path} is empty: there is nothing to check")
    if path.suffix.lower() not in (".jsonl", ".ndjson"):
        for number, sentence in enumerate(split_sentences(text), start=1):
            yield ClaimLine(id=str(number), claim=text[sentence.span.start : sentence.span.end])
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield ClaimLine.model_validate(json.loads(line))
            except json.JSONDecodeError as error:
                yield ReadingError(f"{path}:{number}: not JSON ({error.msg}, column {error.colno}): correct the line")
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"])) or "line"
                yield ReadingError(f"{path}:{number}: {where}: {first['msg']}: give id and claim")


class Checker:
    """Checks claims against one article, a given text or the whole archive."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._vectors: dict[str, Vectors] = {}

    def check(self, line: ClaimLine) -> Checked:
        """Give a verdict on a claim. Raises `ArticleNotFound`, `EmbeddingError`."""
        claim = " ".join(line.claim.split())
        vector = self._library.embedding.embed([claim])[0]
        judged = self._judged(claim, vector, self._nearest(line, claim, vector))
        if not judged:
            return Checked(
                id=line.id, claim=claim, verdict="not_found", score=0.0, citations=(), reason="there is nothing near it"
            )
        evidence, judgement = max(judged, key=lambda one: (one[1].objection is None, one[1].score))
        verdict = _verdict(claim, evidence, judgement)
        return Checked(
            id=line.id,
            claim=claim,
            verdict=verdict,
            score=round(judgement.score if verdict == "supported" else 0.4 * judgement.score, 4),
            citations=() if verdict == "not_found" else (cite(evidence, 1),),
            reason=None if verdict == "supported" else judgement.objection or "the quoted words are not in the source",
        )

    def _judged(self, claim: str, vector: Vectors, nearest: Sequence[Evidence]) -> list[tuple[Evidence, Judgement]]:
        return [(one, judge(claim, vector, one, self._library.embedding)) for one in nearest]

    def _nearest(self, line: ClaimLine, claim: str, vector: Vectors) -> list[Evidence]:
        """The sentences nearest to the claim in what it is to be checked against."""
        if line.text is not None:
            articles = [Article(id="", title="", text=line.text)]
            pool = [Evidence(article, one.span) for article in articles for one in split_sentences(article.text)]
        elif line.article_id is not None:
            article = self._library.article(line.article_id)
            pool = [Evidence(article, one.span) for one in split_sentences(article.text)]
        else:
            pool = [
                Evidence(hit.article, one.span)
                for hit in search(self._library, claim, k=PASSAGES).hits
                for one in split_sentences(hit.article.text)
                if one.span.overlaps(hit.span)
            ]
        if not pool:
            return []
        similarity = self._library.embedding.embed([one.text for one in pool]) @ vector
        nearest = [pool[i] for i in np.argsort(-similarity)[:NEAREST]]
        return nearest + [_with_next(one) for one in nearest[:2]]


def _with_next(evidence: Evidence) -> Evidence:
    """The sentence together with the one after it: a claim may draw on both."""
    after = [one.span for one in split_sentences(evidence.article.text) if one.span.start >= evidence.span.end]
    end = after[0].end if after else evidence.span.end
    return Evidence(evidence.article, evidence.span._replace(end=end), evidence.score)


def _verdict(claim: str, evidence: Evidence, judgement: Judgement) -> Verdict:
    quoted = [find_quotation(one.words, evidence.article.text) is not None for one in quotations(claim)]
    if judgement.objection is None:
        return "supported" if all(quoted) else "contradicted"
    if judgement.misattributed_to or (judgement.support.missing_names and any(quoted)):
        return "misattributed"
    differs = judgement.support.negation_differs or judgement.support.missing_numbers
    if judgement.similarity >= SAME_MATTER and differs and judgement.support.coverage >= 0.4:
        return "contradicted"
    return "not_found"
