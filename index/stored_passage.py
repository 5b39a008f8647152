"""A stretch of an article as the catalog holds it: a passage, or what an attribution says."""

from typing import NamedTuple

from index.article import Span


class StoredPassage(NamedTuple):
    """A row of one of the catalog's tables of stretches."""

    number: int
    """Never given to another row of its table."""
    article: int
    """Number of its article."""
    span: Span
