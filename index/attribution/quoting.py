"""Whether a content is quoted, reported, or both, told from the quotation marks."""

from collections.abc import Iterable

from index.article import Span
from index.attribution.attribution import Kind
from index.attribution.features import Case, Quotation
from index.attribution.instances import Words


def kind_of(words: Words, content: Iterable[Span]) -> Kind:
    """The kind of a content given as stretches of word numbers; punctuation does not count."""
    quoted = [
        bool(words.features[i, 1] == Quotation.INSIDE)
        for span in content
        for i in range(*span)
        if words.features[i, 0] != Case.OTHER
    ]
    if quoted and all(quoted):
        return "direct"
    return "mixed" if any(quoted) else "indirect"
