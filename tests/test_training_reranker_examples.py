"""What a step of the reranker's training reads."""

import random

import pytest

from training.reranker_examples import PASSAGES, Case, Passage, Sentence, example

TEXT = "The mill needs a wheel. Ann Lee wants a dam. The miller Tom Vale sold his boat."
QUESTION = "What does the councillor Ann Lee want for the mill?"


def passage(answer: str | None, headline: str = "Mill") -> Passage:
    sentences, start = [], 0
    for text in TEXT.split(". "):
        words = text.rstrip(".") + "."
        sentences.append(Sentence(start, start + len(words), 0.5, words == answer))
        start += len(words) + 1
    return Passage(headline, TEXT, tuple(sentences))


CASE = Case(QUESTION, True, (passage(None, "A"), passage("Ann Lee wants a dam."), *map(passage, [None] * 5)))


def texts(one: Passage) -> list[str]:
    return [one.text[start:end] for start, end, *_ in one.sentences]


def test_without_its_answer_a_passage_has_its_other_sentences() -> None:
    (rest,) = {passage("Ann Lee wants a dam.").without_answer()}
    assert "dam" not in rest.text
    assert texts(rest) == ["The mill needs a wheel.", "The miller Tom Vale sold his boat."]
    assert not rest.answers


def test_a_step_reads_few_passages_and_loses_the_answer_in_all_ways() -> None:
    seen = [example(CASE, random.Random(seed)) for seed in range(300)]
    assert all(1 <= len(one.passages) <= PASSAGES for one in seen)
    answered = [one for one in seen if any(passage.answers for passage in one.passages)]
    assert 0.5 < len(answered) / len(seen) < 0.8
    assert {one.question for one in answered} == {QUESTION}
    renamed = [one for one in seen if one.question != QUESTION]
    assert {one.question for one in renamed} == {QUESTION.replace("Ann Lee", "Tom Vale")}
    assert all("dam" in " ".join(passage.text for passage in one.passages) for one in renamed)
    rest = [one for one in seen if one not in answered and one not in renamed]
    assert any(any("dam" not in passage.text for passage in one.passages) for one in rest)
    assert any(all("dam" in passage.text for passage in one.passages) for one in rest)


def test_a_question_that_nothing_answers_is_read_with_what_comes_nearest() -> None:
    case = Case("Who built the mill?", False, CASE.passages[:1] + CASE.passages[2:])
    seen = [example(case, random.Random(seed)) for seed in range(20)]
    assert all(one.passages[0].headline == "A" and one.question == case.question for one in seen)


@pytest.mark.parametrize(
    ("case", "useful"),
    [
        pytest.param(CASE, True, id="answered"),
        pytest.param(Case(QUESTION, True, (passage(None),)), False, id="its answer was not found"),
        pytest.param(Case(QUESTION, False, (passage(None),)), True, id="unanswered"),
        pytest.param(Case(QUESTION, False, ()), False, id="nothing found"),
    ],
)
def test_what_nothing_can_be_learned_from(case: Case, useful: bool) -> None:
    assert case.is_useful == useful
