"""Words, windows and the surroundings of a cue."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.article import Span
from index.attribution.instances import LONGEST_UNIT, REACH, WINDOW, Words, read_words, stack, surroundings, windows
from index.attribution.tagger import TOKENIZER, WEIGHTS


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    loaded = Tokenizer.from_file(str(WEIGHTS / TOKENIZER))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


def read(text: str, tokenizer: Tokenizer) -> Words:
    (words,) = read_words([text], tokenizer)
    return words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("  Two words.\n\n\n  “More” of them,\tand a café… ", id="white space"),
        pytest.param("Ἀθῆναι 雅典 😀 e\u0301 \u200b \x00 ok", id="odd characters"),
        pytest.param("word " * 2000, id="one long paragraph"),
        pytest.param("x" * 5000 + " end", id="one long word"),
        pytest.param("\r\nline one\r\nline two\r\n", id="carriage returns"),
    ],
)
def test_words_lie_in_the_text_in_order_and_windows_hold_each_once(text: str, tokenizer: Tokenizer) -> None:
    words = read(text, tokenizer)
    assert all(0 <= span.start < span.end <= len(text) for span in words.spans)
    assert all(a.end <= b.start for a, b in zip(words.spans, words.spans[1:], strict=False))
    cut = list(windows(words))
    assert [i for window in cut for i in range(*window.words)] == list(range(len(words.spans)))
    assert all(len(window.ids) <= WINDOW for window in cut)


@pytest.mark.parametrize("text", ["", "   \n \n", "\n\n\n"])
def test_no_words_no_windows(text: str, tokenizer: Tokenizer) -> None:
    assert list(windows(read(text, tokenizer))) == []


def test_a_long_paragraph_is_cut_between_sentences(tokenizer: Tokenizer) -> None:
    text = "The harbour master counted the boats twice. " * 40
    words = read(text, tokenizer)
    assert len(words.units) > 1
    assert all(sum(len(words.tokens[i]) for i in range(*unit)) <= LONGEST_UNIT for unit in words.units)
    assert all(text[words.spans[unit.start].start :].startswith("The harbour") for unit in words.units)
    assert words.linked == [False] + [True] * (len(words.units) - 1)


def test_units_are_linked_by_a_quotation_that_runs_on(tokenizer: Tokenizer) -> None:
    words = read("“One day it rains.\n“Another day it snows,” she said.\nThen it stopped.", tokenizer)
    assert words.linked == [False, True, False]


def test_the_surroundings_of_a_cue_are_its_paragraph(tokenizer: Tokenizer) -> None:
    words = read("Before it.\nShe said so.\nAfter it.", tokenizer)
    (window,) = windows(words)
    around = surroundings(window, Span(4, 5))
    assert [words.spans[i] for i in range(*around.words)] == [Span(11, 14), Span(15, 19), Span(20, 22), Span(22, 23)]
    assert around.distances.tolist() == [1, 0, 9, 10, 11]


def test_surroundings_reach_only_so_far(tokenizer: Tokenizer) -> None:
    (window, *_) = windows(read("the cat " * 85, tokenizer))
    around = surroundings(window, Span(150, 151))
    assert around.tokens.start == window.first[150] - REACH
    assert around.first[0] == 0
    assert around.words == Span(150 - REACH, len(window.first))


def test_stack_pads_with_zeros() -> None:
    assert stack([np.array([1, 2]), np.array([3])]).tolist() == [[1, 2], [3, 0]]
