"""A passage as the catalog holds it."""

from typing import NamedTuple

from index.article import Span


class StoredPassage(NamedTuple):
    """A passage of the catalog."""

    number: int
    """Never given to another passage."""
    article: int
    """Number of its article."""
    span: Span
