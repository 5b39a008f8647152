"""What the page needs from the assistant. `assistant.answering.Assistant` fits; so does the tests' double."""

import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answer import Event
from index.article import Article
from index.filters import Filters


class Summary(Protocol):
    """What the archive holds."""

    @property
    def articles(self) -> int:
        """Number of articles."""

    @property
    def outlets(self) -> tuple[str, ...]:
        """Names of the outlets."""

    @property
    def first_date(self) -> str | None:
        """Earliest date of publication, ISO 8601."""

    @property
    def last_date(self) -> str | None:
        """Latest date of publication, ISO 8601."""


class Library(Protocol):
    """The archive."""

    def article(self, article_id: str) -> Article:
        """The article; raises `index.errors.ArticleNotFound`."""

    def summary(self) -> Summary:
        """What the archive holds now."""


class Answerer(Protocol):
    """Answers questions over a library."""

    @property
    def model_name(self) -> str:
        """Name of the model that writes the answers."""

    @property
    def library(self) -> Library:
        """The archive that is asked."""

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        filters: Filters | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Stream the events of one answer. `history` is the earlier user turns; setting `stop` ends it soon."""
