"""What articles say by whom: the material of proposed cases."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.quotation import quotations
from assistant.speaker import named_speakers, speaker_of
from index.article import Article, Span
from index.passages import split_sentences

_DEEDS = "proposed|opposed|supported|demanded|promised|denied|announced|rejected"
_DID = re.compile(rf"\s(?P<verb>{_DEEDS})\s+(?P<what>\S.+)$")
_SHORTEST = 4
"""Characters of a name; what is shorter is seldom one."""
_FEWEST, _MOST = 60, 320
"""Characters of a sentence that can be asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence in which somebody says or does something."""

    article: Article
    span: Span
    speaker: str
    quote: str | None = None
    """The longest words between quotation marks, if there are any."""
    verb: str | None = None
    what: str | None = None
    """What the speaker "proposed", "opposed", ...: the rest of the sentence."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.span.start : self.span.end]


class Sayings(Protocol):
    """Where statements come from: the articles' own words, or the ledger."""

    def of(self, article: Article) -> Iterator[Said]:
        """The statements of an article, in its order."""
        ...


class SpokenWords:
    """Statements found by the words around quotations and reporting verbs."""

    def of(self, article: Article) -> Iterator[Said]:
        """See `Sayings.of`."""
        before = ""
        for sentence in split_sentences(article.text):
            text = article.text[sentence.span.start : sentence.span.end]
            speaker = speaker_of([before, text]) if before else speaker_of([text])
            before = text
            if speaker is None or len(speaker) < _SHORTEST or not _FEWEST <= len(text) <= _MOST or "\n" in text:
                continue
            quote = max((one.words for one in quotations(text)), key=len, default=None)
            did = _DID.search(text) if named_speakers(text)[:1] == [speaker] and not quote else None
            if quote or (did and text.startswith(speaker)):
                yield Said(
                    article=article,
                    span=sentence.span,
                    speaker=speaker,
                    quote=quote,
                    verb=did["verb"] if did else None,
                    what=did["what"].rstrip(" .!?") if did else None,
                )
