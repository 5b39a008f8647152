"""What readers thought of answers, kept and made into test cases."""

from pathlib import Path

import pytest
from conftest import make_article
from embedding_double import WordEmbedding

from assistant.evaluation.case import Proof, case_record
from assistant.evaluation.testset import read_json_lines, write_json_lines
from assistant.feedback import Feedback, FeedbackStore, feedback_cases
from index.embedded_passages import embed_passages
from index.library import Library

ARTICLE = make_article(1)
LIKED = Feedback(
    verdict="good",
    turns=("Who met?", "What did it propose?"),
    answered=True,
    text="It proposed ferry1 and toll1 [1].",
    model="m",
    evidence=(Proof("a1", "It proposed ferry1"), Proof("a1", "words that are gone"), Proof("gone", "It proposed")),
)
REFUSED = Feedback(verdict="good", turns=("And in Oslo?",), answered=False, text="The archive does not say.", model="m")
DISLIKED = Feedback(
    verdict="bad", reason="wrong ward", turns=("Who met?",), answered=True, text="Ward 9 met [1].", model="m"
)


@pytest.fixture
def archive(library: Library) -> Library:
    with library.writing("test"), library.catalog.transaction():
        library.catalog.put(ARTICLE, "/a1.txt", *embed_passages(WordEmbedding(), [ARTICLE]).of(ARTICLE))
    return library


def test_what_is_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    first = store.put(LIKED)
    second = store.put(DISLIKED)
    store.close()
    store = FeedbackStore(tmp_path)
    assert store.all() == {first: LIKED, second: DISLIKED}
    assert store.counts() == (1, 1)
    store.close()


def test_a_second_thought_replaces_the_first(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    given = store.put(LIKED)
    assert store.put(DISLIKED, given) == given
    assert store.all() == {given: DISLIKED}
    store.close()


def test_a_good_answer_becomes_reference_and_evidence(archive: Library) -> None:
    (case,) = feedback_cases([("0" * 32, LIKED)], archive)
    assert case.turns == LIKED.turns
    assert case.answer == "It proposed ferry1 and toll1."
    assert case.evidence == (Proof("a1", "It proposed ferry1"),)
    assert case.generated


def test_a_good_refusal_becomes_an_unanswerable_case(archive: Library) -> None:
    (case,) = feedback_cases([("0" * 32, REFUSED)], archive)
    assert case.unanswerable
    assert case.answer is None


def test_a_bad_answer_leaves_the_question_and_the_reason(archive: Library) -> None:
    (case,) = feedback_cases([("0" * 32, DISLIKED)], archive)
    assert (case.answer, case.evidence, case.unanswerable) == (None, (), False)
    assert case.note == "A reader found the answer of m bad: wrong ward. It was: Ward 9 met."


def test_the_cases_read_back_as_a_test_set(archive: Library, tmp_path: Path) -> None:
    cases = feedback_cases([("a" * 32, LIKED), ("b" * 32, REFUSED), ("c" * 32, DISLIKED)], archive)
    write_json_lines(tmp_path / "feedback.jsonl", cases)
    read = read_json_lines(tmp_path / "feedback.jsonl")
    assert read.problems == ()
    assert [case_record(case) for case in read.cases] == [case_record(case) for case in cases]
