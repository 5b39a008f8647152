"""What a tagger makes of an article, ready for the ledger."""

from typing import NamedTuple

from index.attribution.attribution import Statement
from index.embedding import Vectors


class Understood(NamedTuple):
    """The statements of one article, with what the embedding model makes of them."""

    tagger: str
    """Name of the tagger that found them."""
    statements: list[Statement]
    vectors: Vectors
    """Shape `(len(statements), dimension)`."""
