"""A question and a passage -> the tokens that the cross-encoder reads."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.article import Span
from index.reranking.reranker import Passage

QUESTION_TOKENS, HEADLINE_TOKENS, PASSAGE_TOKENS = 48, 40, 300
"""At most; what is longer is cut. The passage's include its headline's."""

QUESTION, HEADLINE, TEXT = 0, 1, 2
"""Kinds of tokens."""

_BEGIN, _END = 101, 102
"""[CLS] and [SEP] of BERT's uncased vocabulary."""

Integers = NDArray[np.int64]


class Pair(NamedTuple):
    """The tokens of a question and a passage."""

    ids: Integers
    kinds: Integers
    """As long."""
    sentences: list[slice | None]
    """The tokens of each sentence; None for one that was cut off."""


def pair(question: Encoding, headline: Encoding, text: Encoding, sentences: Sequence[Span]) -> Pair:
    """One pair; the encodings are without special tokens."""
    asked = question.ids[:QUESTION_TOKENS]
    above = headline.ids[:HEADLINE_TOKENS]
    read = text.ids[: PASSAGE_TOKENS - len(above)]
    first = len(asked) + 2 + len(above)
    starts = np.array([start for start, _ in text.offsets[: len(read)]], np.int64)
    kinds = [QUESTION] * (len(asked) + 2) + [HEADLINE] * len(above) + [TEXT] * (len(read) + 1)
    return Pair(
        ids=np.array([_BEGIN, *asked, _END, *above, *read, _END], np.int64),
        kinds=np.array(kinds, np.int64),
        sentences=[_tokens(one, starts, first) for one in sentences],
    )


def pairs(tokenizer: Tokenizer, question: str, passages: Sequence[Passage]) -> list[Pair]:
    """A pair for each passage. The tokenizer must neither cut nor pad."""
    texts = [question, *(f"{one.headline}. " for one in passages), *(one.text for one in passages)]
    asked, *rest = tokenizer.encode_batch(texts, add_special_tokens=False)
    headlines, read = rest[: len(passages)], rest[len(passages) :]
    return [
        pair(asked, headline, text, one.sentences)
        for headline, text, one in zip(headlines, read, passages, strict=True)
    ]


def _tokens(sentence: Span, starts: Integers, first: int) -> slice | None:
    begin, end = np.searchsorted(starts, sentence)
    return slice(first + int(begin), first + int(end)) if begin < end else None
