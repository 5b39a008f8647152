"""Are quoted words the source's own?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from assistant.quotation import find_quotation, quotations


class Exactness(NamedTuple):
    """How many of how many."""

    exact: int
    total: int


def exact_quotations(statements: Iterable[tuple[str, Sequence[str]]]) -> Exactness:
    """How many quotations stand word for word in what their statement cites; pairs of a text and its sources."""
    verbatim = [
        any(find_quotation(one.words, source) is not None for source in sources)
        for text, sources in statements
        for one in quotations(text)
    ]
    return Exactness(sum(verbatim), len(verbatim))


def exact_citations(citations: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> Exactness:
    """How many citations' quotes are their article's text from `start` to `end`; `texts` are articles by id."""
    exact = [texts.get(one["article_id"], "")[one["start"] : one["end"]] == one["quote"] for one in citations]
    return Exactness(sum(exact), len(exact))
