"""Statements as the attribution ledger has them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from assistant.evaluation.statement import Said
from index.article import Article, Span
from index.attribution.attribution import Stance, Statement
from index.passages import split_sentences

DEEDS: dict[Stance, str] = {
    "proposes": "proposed",
    "supports": "supported",
    "opposes": "opposed",
    "demands": "demanded",
    "denies": "denied",
    "promises": "promised",
}
"""The stances about which "who ...?" can be asked, as it asks."""


class Entry(Protocol):
    """An entry of a ledger."""

    @property
    def statement(self) -> Statement:
        """What it says."""
        ...


class Ledger(Protocol):
    """What is asked of a ledger."""

    def of_articles(self, ids: Iterable[str]) -> Mapping[str, Sequence[Entry]]:
        """The entries of articles, by the articles' ids."""
        ...


class LedgerWords:
    """Statements whose speaker the ledger knows."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, article: Article) -> Iterator[Said]:
        """See `Sayings.of`."""
        sentences = [one.span for one in split_sentences(article.text)]
        for entry in self._ledger.of_articles([article.id]).get(article.id, ()):
            statement = entry.statement
            content = statement.attribution.content
            if statement.speaker is None or len(content) != 1:
                continue
            words = article.text[content[0].start : content[0].end].strip(' "“”.,!?')
            around = [span for span in sentences if span.overlaps(statement.attribution.extent)]
            verb = DEEDS.get(statement.stance) if statement.attribution.kind == "indirect" else None
            quoted = statement.attribution.kind == "direct"
            if around and words and (verb or quoted):
                yield Said(
                    article=article,
                    span=Span(around[0].start, around[-1].end),
                    speaker=statement.speaker.name,
                    quote=words if quoted else None,
                    verb=verb,
                    what=words if verb else None,
                )
