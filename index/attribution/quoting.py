"""Whether a content is quoted, reported, or both, told from the quotation marks."""

from collections.abc import Iterable

import numpy as np

from index.article import Span
from index.attribution.attribution import Kind
from index.attribution.features import Case, Quotation
from index.attribution.instances import Words


def kind_of(words: Words, content: Iterable[Span]) -> Kind:
    """The kind of a content given as stretches of word numbers; punctuation does not count."""
    said = np.concatenate([words.features[start:end] for start, end in content])
    quoted = (said[:, 1] == Quotation.INSIDE)[said[:, 0] != Case.OTHER]
    if len(quoted) and quoted.all():
        return "direct"
    return "mixed" if quoted.any() else "indirect"
