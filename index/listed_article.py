"""Articles as a list shows them."""

from datetime import date
from typing import NamedTuple


class ListedArticle(NamedTuple):
    """An article without its text."""

    id: str
    title: str
    source: str | None
    author: str | None
    published_at: str | None
    """ISO 8601."""


class OutletTally(NamedTuple):
    """How much of an archive is one outlet's."""

    name: str | None
    """None for the articles that name no outlet."""
    articles: int
    first: date | None
    last: date | None
