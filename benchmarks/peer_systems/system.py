"""What every system must do, and what it gives back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from index.article import Article


class Stretch(NamedTuple):
    """A hit of any system, as a stretch of an article."""

    article_id: str
    start: int
    end: int


Retrieve = Callable[[str, int], list[Stretch]]
"""A question and a number -> so many hits, the best first."""


class System(Protocol):
    """A way to search articles, with the defaults of its makers."""

    def ingest(self, articles: Path) -> int:
        """Index the articles of a JSON lines file and store the index on disk. Returns the number of its chunks."""
        ...

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """Its ways to search by name, each made ready when it is asked for."""
        ...


def read_articles(path: Path) -> list[Article]:
    """The articles of a JSON lines file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    fields = ("id", "title", "text", "source", "author", "url", "published_at")
    return [Article(**{name: row.get(name) or None for name in fields}) for row in rows]


def located(article: Article, chunk: str) -> Stretch:
    """Where a chunk stands in its article, if only its beginning and end are there word for word."""
    chunk = chunk.strip()
    start = article.text.find(chunk)
    if start >= 0:
        return Stretch(article.id, start, start + len(chunk))
    lines = [line.strip() for line in chunk.splitlines() if line.strip()] or [""]
    start = max(article.text.find(lines[0]), 0)
    last = article.text.find(lines[-1], start)
    end = last + len(lines[-1]) if last >= 0 else start + len(chunk)
    return Stretch(article.id, start, min(end, len(article.text)))
