"""A person's own copy -> a verdict on each of its sentences (`onrecord check`)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.answer import Citation
from assistant.errors import OnRecordError, ReadingError
from assistant.evidence import Evidence
from assistant.recorded import Recorded
from assistant.verification import Finding, Verdict, Verifier
from assistant.writing import cite
from index.article import Article, Sentence, Span
from index.library import Library
from index.passages import split_sentences
from index.retrieval import search

PASSAGES = 10
"""Passages searched for a claim that names no article."""
ARTICLES = 4
"""Articles that such a claim is held against."""
BATCH = 64
"""Claims checked at once."""


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
    """0 to 1: how probably the sources bear the claim out."""
    citations: tuple[Citation, ...]
    """The sentences that decided, unless nothing near was found."""
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
        yield from claims_in(text, sentences_of(text))
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


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a person's copy; a quotation that runs over several stays whole, with the words around it."""
    sentences: list[Sentence] = []
    for paragraph, some in groupby(split_sentences(text), key=lambda one: one.paragraph):
        spans = [sentence.span for sentence in some]
        while spans:
            # What never closes, as in a quotation of several paragraphs, joins nothing.
            taken = next((n for n in range(1, len(spans) + 1) if _closes(text[spans[0].start : spans[n - 1].end])), 1)
            sentences.append(Sentence(Span(spans[0].start, spans[taken - 1].end), paragraph))
            del spans[:taken]
    return sentences


def _closes(words: str) -> bool:
    """Whether every quotation that opens in the words closes in them."""
    return words.count('"') % 2 == 0 and words.count("“") <= words.count("”")


def claims_in(text: str, sentences: Sequence[Sentence]) -> list[ClaimLine]:
    """The sentences of a text as claims, numbered from 1."""
    return [
        ClaimLine(id=str(number), claim=text[one.span.start : one.span.end]) for number, one in enumerate(sentences, 1)
    ]


class Checker:
    """Checks claims against one article, a given text or the whole archive."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._recorded = Recorded(library)
        self._verifier = Verifier(library.embedding, self._recorded.statements)

    def check(self, line: ClaimLine) -> Checked:
        """Give a verdict on a claim. Raises `ArticleNotFound`, `EmbeddingError`."""
        [checked] = self.check_all([line])
        if isinstance(checked, OnRecordError):
            raise checked
        return checked

    def check_all(
        self, lines: Iterable[ClaimLine | ReadingError], *, together: int = BATCH
    ) -> Iterator[Checked | OnRecordError]:
        """Give verdicts in the order of the claims; what cannot be checked comes as its error, and the rest goes on.

        So many are checked `together`: more take less time in all, fewer come sooner.
        """
        remaining = iter(lines)
        while some := list(islice(remaining, together)):
            yield from self._check(some)

    def _check(self, lines: Sequence[ClaimLine | ReadingError]) -> Iterator[Checked | OnRecordError]:
        found: list[list[Article] | OnRecordError] = []
        for line in lines:
            try:
                found.append(self._articles(line) if isinstance(line, ClaimLine) else line)
            except OnRecordError as error:
                found.append(error)
        pairs = [
            (_plain(line), article)
            for line, articles in zip(lines, found, strict=True)
            if isinstance(line, ClaimLine) and isinstance(articles, list)
            for article in articles
        ]
        findings = iter(self._verifier.verify(pairs))
        for line, articles in zip(lines, found, strict=True):
            if isinstance(line, ClaimLine) and isinstance(articles, list):
                yield self._checked(line, [(article, next(findings)) for article in articles])
            elif isinstance(articles, OnRecordError):
                yield articles

    def _articles(self, line: ClaimLine) -> list[Article]:
        """What a claim is to be checked against."""
        if line.text is not None:
            return [Article(id="", title="", text=line.text)]
        if line.article_id is not None:
            return [self._library.article(line.article_id)]
        hits = search(self._library, _plain(line), k=PASSAGES).hits
        return list({hit.article.id: hit.article for hit in hits}.values())[:ARTICLES]

    def _checked(self, line: ClaimLine, findings: Sequence[tuple[Article, Finding]]) -> Checked:
        """The verdict of the article that supports the claim best or, if none does, of the one that comes nearest."""
        if not findings:
            reason = "there is nothing near it"
            return Checked(id=line.id, claim=_plain(line), verdict="not_found", score=0.0, citations=(), reason=reason)
        article, finding = max(findings, key=lambda one: _standing(one[1]))
        spans = finding.spans if finding.verdict != "not_found" else ()
        cited = [Evidence(article, span) for span in spans]
        return Checked(
            id=line.id,
            claim=_plain(line),
            verdict=finding.verdict,
            score=finding.score,
            citations=tuple(
                cite(one, marker, self._recorded.name_in(one)) for marker, one in enumerate(cited, start=1)
            ),
            reason=finding.reason,
        )


def _plain(line: ClaimLine) -> str:
    return " ".join(line.claim.split())


def _standing(finding: Finding) -> tuple[bool, float]:
    supported = finding.verdict == "supported"
    return supported, finding.score if supported else finding.nearness
