"""The shipped weights, on a few sentences."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.article import Span
from index.errors import ModelError
from index.passages import split_sentences
from index.reranking import Passage
from index.reranking.onnx import GRAPH, UNREAD, WEIGHTS, OnnxReranker

FERRY = (
    "The ferry to Morrow Island left late again on Monday. "
    "Harbor master Ines Falk blamed the engines, which are forty years old. "
    "The band on the quay played on. "
    "Shopkeepers want the city to buy a second ship."
)
SCHOOL = "The new school opens in May. Its roof was paid for by a lottery. Pupils chose the colors."


@pytest.fixture(scope="module")
def reranker() -> OnnxReranker:
    return OnnxReranker(threads=2)


def passage(headline: str, text: str) -> Passage:
    return Passage(headline, text, [one.span for one in split_sentences(text)])


def best(reranker: OnnxReranker, question: str) -> str:
    """The sentence with the highest score."""
    passages = [passage("Late ferries", FERRY), passage("A new school", SCHOOL)]
    scored = [
        (score, one.text[span.start : span.end])
        for one, scores in zip(passages, reranker.scores(question, passages), strict=True)
        for span, score in zip(one.sentences, scores, strict=True)
    ]
    return max(scored)[1]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("Who said that old engines make the boats late?", "Ines Falk", id="who"),
        pytest.param("What do shopkeepers want the city to do?", "second ship", id="proposal"),
        pytest.param("How was the roof financed?", "lottery", id="fact"),
    ],
)
def test_the_sentence_that_answers_comes_first(reranker: OnnxReranker, question: str, answer: str) -> None:
    assert answer in best(reranker, question)


def test_what_was_read_once_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reranker = OnnxReranker(threads=1)
    passages = [passage("A new school", SCHOOL), passage("Late ferries", FERRY)]
    first = reranker.scores("Who blamed the engines?", passages)
    monkeypatch.setattr(reranker, "_graph", None)
    again = reranker.scores("Who blamed the engines?", passages[::-1])
    assert [scores.tolist() for scores in again] == [scores.tolist() for scores in first[::-1]]


def test_scores_are_those_of_the_sentences_in_order_whatever_is_read_beside(reranker: OnnxReranker) -> None:
    passages = [passage("A new school", SCHOOL), passage("Late ferries", FERRY)]
    both = reranker.scores("Who blamed the engines?", passages)
    assert [len(scores) for scores in both] == [3, 4]
    for one, scores in zip(passages, both, strict=True):
        (alone,) = reranker.scores("Who blamed the engines?", [one])
        np.testing.assert_array_equal(alone, scores)


def test_no_passages(reranker: OnnxReranker) -> None:
    assert reranker.scores("Who?", []) == []


def test_empty_texts(reranker: OnnxReranker) -> None:
    (scores,) = reranker.scores("", [Passage("", "", [])])
    assert scores.shape == (0,)


def test_a_sentence_that_was_cut_off_comes_last(reranker: OnnxReranker) -> None:
    text = "word " * 2_000 + "The end is here."
    (scores,) = reranker.scores("What is here?", [Passage("Long", text, [Span(0, 4), Span(len(text) - 16, len(text))])])
    assert scores[1] == UNREAD < scores[0]


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (folder / GRAPH).write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"reranker\.onnx is not the file .* install OnRecord again"):
        OnnxReranker(folder)
