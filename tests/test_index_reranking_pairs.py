"""A question and a passage as one row of tokens."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.article import Span
from index.reranking import Passage
from index.reranking.onnx import TOKENIZER, WEIGHTS
from index.reranking.pairs import HEADLINE, PASSAGE_TOKENS, QUESTION, QUESTION_TOKENS, TEXT, pairs

TEXT_READ = "Ann Lee spoke. He objected."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(WEIGHTS / TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def test_question_headline_and_text_follow_each_other(tokenizer: Tokenizer) -> None:
    sentences = [Span(0, 14), Span(15, 27)]
    (pair,) = pairs(tokenizer, "Who spoke?", [Passage("A day", TEXT_READ, sentences)])
    shown = [tokenizer.id_to_token(number) for number in pair.ids]
    assert " ".join(shown) == "[CLS] who spoke ? [SEP] a day . ann lee spoke . he objected . [SEP]"
    assert pair.kinds.tolist() == [QUESTION] * 5 + [HEADLINE] * 3 + [TEXT] * 8
    assert [shown[one] for one in pair.sentences if one] == [["ann", "lee", "spoke", "."], ["he", "objected", "."]]


def test_a_sentence_that_begins_before_the_passage_has_the_tokens_within(tokenizer: Tokenizer) -> None:
    (pair,) = pairs(tokenizer, "Who?", [Passage("", "spoke. He objected.", [Span(-8, 6), Span(7, 19)])])
    first = pair.sentences[0]
    assert first and [tokenizer.id_to_token(number) for number in pair.ids[first]] == ["spoke", "."]


def test_what_is_too_long_is_cut(tokenizer: Tokenizer) -> None:
    text = "word " * 1_000
    (pair,) = pairs(tokenizer, "why " * 100, [Passage("big " * 100, text, [Span(0, 4), Span(4_000, 4_004)])])
    assert len(pair.ids) == QUESTION_TOKENS + PASSAGE_TOKENS + 3
    assert np.flatnonzero(pair.kinds == HEADLINE).size == 40
    assert pair.sentences[0] and pair.sentences[1] is None
