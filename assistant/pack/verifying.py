"""An evidence pack against the library: do the quoted words still stand where they were cited?"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ReadingError
from assistant.pack.packing import FORMAT
from assistant.quotation import find_quotation, quotations
from index.article import Article, Span
from index.errors import ArticleNotFound
from index.fingerprint import content_hash
from index.library import Library

State = Literal["unchanged", "article_changed", "moved", "gone", "article_missing", "not_verbatim"]
"""`article_changed`: the words stand where they were, something else of the article is new. `not_verbatim`: words
between quotation marks in the answer are in none of the places that it cites."""


class _Border(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class PackCitation(_Border):
    """A citation of a pack."""

    marker: int
    article_id: str
    start: int
    end: int
    quote: str


class PackClaim(_Border):
    """A claim of a pack."""

    text: str
    citations: list[int]


class PackAnswer(_Border):
    """The answer of a pack."""

    question: str
    claims: list[PackClaim]
    citations: list[PackCitation]


class PackArticle(_Border):
    """An article of a pack."""

    id: str
    content_hash: str


class Pack(_Border):
    """What of a pack is checked."""

    format: Literal["onrecord-evidence-pack/1"]
    answer: PackAnswer
    articles: list[PackArticle]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A quotation of a pack and what became of it."""

    marker: int
    article_id: str
    quote: str
    state: State
    span: Span | None
    """Where the words stand now."""

    @property
    def stands(self) -> bool:
        """Whether the answer can still be printed with this quotation."""
        return self.state in ("unchanged", "article_changed", "moved")


def read_pack(path: Path) -> Pack:
    """Read a pack. Raises `ReadingError`."""
    try:
        return Pack.model_validate(json.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise ReadingError(f"{path} cannot be read ({error.strerror}): check the path") from error
    except (ValueError, RecursionError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "it is not JSON"
        raise ReadingError(
            f"{path} is no evidence pack of the format {FORMAT} ({reason}): make one with "
            "`onrecord ask --export pack.json`"
        ) from error


def verify(pack: Pack, library: Library) -> list[Verified]:
    """Check every cited passage and all words that the answer has between quotation marks. Raises `LibraryError`."""
    hashes = {article.id: article.content_hash for article in pack.articles}
    verified = [_verified(citation, library, hashes.get(citation.article_id)) for citation in pack.answer.citations]
    return [*verified, *_not_verbatim(pack.answer)]


def _verified(citation: PackCitation, library: Library, hashed: str | None) -> Verified:
    try:
        state, span = _state(citation, library.article(citation.article_id), hashed)
    except ArticleNotFound:
        state, span = "article_missing", None
    return Verified(
        marker=citation.marker, article_id=citation.article_id, quote=citation.quote, state=state, span=span
    )


def _state(citation: PackCitation, article: Article, hashed: str | None) -> tuple[State, Span | None]:
    cited = Span(citation.start, citation.end)
    if 0 <= cited.start < cited.end and article.text[cited.start : cited.end] == citation.quote:
        return ("unchanged" if content_hash(article) == hashed else "article_changed"), cited
    start = article.text.find(citation.quote) if citation.quote else -1
    return ("moved", Span(start, start + len(citation.quote))) if start >= 0 else ("gone", None)


def _not_verbatim(answer: PackAnswer) -> Iterator[Verified]:
    cited = {citation.marker: citation for citation in answer.citations}
    for claim in answer.claims:
        sources = [cited[marker] for marker in claim.citations if marker in cited]
        for quotation in quotations(claim.text):
            if not any(find_quotation(quotation.words, source.quote) for source in sources):
                marker, article = (sources[0].marker, sources[0].article_id) if sources else (0, "")
                yield Verified(
                    marker=marker, article_id=article, quote=quotation.words, state="not_verbatim", span=None
                )
