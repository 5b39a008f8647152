"""Other benchmarks: MultiHop-RAG and RGB, read and scored by their papers' rules, and exports for other scorers."""

import json
import random
from pathlib import Path

import pytest
from evaluation_double import BUDGET, CASES, FERRY, answered, citation, hit

from assistant.errors import EvaluationError
from assistant.evaluation.case import case_record, matches
from assistant.evaluation.export import deepeval_case, export, ragas_sample
from assistant.evaluation.import_multihop_rag import read_multihop_rag
from assistant.evaluation.import_rgb import patterns, read_rgb
from assistant.evaluation.metrics.multihop_rag import accuracy, retrieval_scores
from assistant.evaluation.run_file import Run
from assistant.evaluation.trec import read_qrels, read_run

QUERIES = [
    {
        "query": "Which mayor proposed what the treasurer warned of?",
        "answer": "Lena Okafor",
        "question_type": "inference_query",
        "evidence_list": [
            {"title": "Some other headline", "url": "https://courier.example/1", "fact": "carry 900 passengers"},
            {"title": "Treasurer warns of a hole", "url": "https://gone.example", "fact": "2.4 million crowns"},
            {"title": "Missing", "url": None, "fact": "x"},
        ],
    },
    {
        "query": "What of Oslo?",
        "answer": "Insufficient information.",
        "question_type": "null_query",
        "evidence_list": [],
    },
]


def test_multihop_rag_is_read(tmp_path: Path) -> None:
    path = tmp_path / "MultiHopRAG.json"
    path.write_text(json.dumps(QUERIES), "utf-8")
    read = read_multihop_rag(path, [FERRY, BUDGET])
    first, second = read.cases
    assert [(proof.article_id, proof.quote) for proof in first.evidence] == [
        ("ferry", "carry 900 passengers"),
        ("budget", "2.4 million crowns"),
    ]
    assert (first.type, first.benchmark, first.unanswerable) == ("inference_query", "multihop-rag", False)
    assert matches(first.accept_all[0], "It was Lena Okafor.") and not matches(first.accept_all[0], "Lena Okaforson")
    assert second.unanswerable and not second.accept_all
    assert len(read.problems) == 1 and "query 1" in read.problems[0] and "Missing" in read.problems[0]


def test_what_is_not_multihop_rag_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"query": "no list"}', "utf-8")
    with pytest.raises(EvaluationError, match="MultiHop-RAG's list"):
        read_multihop_rag(path, [])


@pytest.mark.parametrize(
    ("chunks", "facts", "expected"),
    [
        # Worked by hand: fact A at rank 2 (1/2), B at rank 3 (1/3), over two facts.
        pytest.param(["x", "has fact A", "fact\nB here"], ["fact A", "factB"], (1, 1, (1 / 2 + 1 / 3) / 2, 1 / 2),
                     id="blanks and line breaks do not count"),
        pytest.param(["fact A", "fact A", "fact A"], ["fact A"], (1, 1, 1.0, 1.0), id="found once only"),
        pytest.param(["fact A fact B"], ["fact A", "fact B"], (1, 1, 1.0, 1.0), id="two facts in one chunk"),
        pytest.param(["x"] * 4 + ["fact A"], ["fact A"], (0, 1, 1 / 5, 1 / 5), id="at rank 5"),
        pytest.param(["x"] * 10 + ["fact A"], ["fact A"], (0, 0, 0.0, 0.0), id="at rank 11"),
        pytest.param(["Fact A"], ["fact A"], (0, 0, 0.0, 0.0), id="case counts"),
    ],
)  # fmt: skip
def test_multihop_rag_retrieval(chunks: list[str], facts: list[str], expected: tuple[float, ...]) -> None:
    names = ("multihop_rag_hits@4", "multihop_rag_hits@10", "multihop_rag_map@10", "multihop_rag_mrr@10")
    scores = retrieval_scores(chunks, facts)
    assert [scores[name] for name in names] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "gold", "expected"),
    [
        pytest.param("Yes, it did", "yes", 0.0, id="a comma belongs to the word"),
        pytest.param("yes it did", "Yes", 1.0, id="a word in common"),
        pytest.param('so. The answer to the question is "No". yes', "Yes", 0.0, id="the extracted answer counts"),
        pytest.param("The mayor", "Lena Okafor", 0.0, id="nothing in common"),
    ],
)
def test_multihop_rag_accuracy(answer: str, gold: str, expected: float) -> None:
    assert accuracy(answer, gold) == expected


ROW = {
    "id": 3,
    "query": "When and where?",
    "answer": [["January 2", "Jan 2"], "Sund (north)"],
    "positive": [["It was on Jan 2.", "Later text."], ["In Sund (north)."]],
    "negative": ["Nothing of it.", " "],
}


def rgb_file(tmp_path: Path) -> Path:
    path = tmp_path / "en_int.json"
    path.write_text(json.dumps(ROW) + "\n", "utf-8")
    return path


def test_rgb_is_read(tmp_path: Path) -> None:
    data = read_rgb(rgb_file(tmp_path))
    (case,) = data.cases
    assert [article.id for article in data.articles] == [
        "rgb-3-positive-1",
        "rgb-3-positive-2",
        "rgb-3-positive-3",
        "rgb-3-negative-1",
    ]
    assert all(article.title for article in data.articles)
    assert (case.unanswerable, len(case.evidence)) == (False, 3)
    assert matches(case.accept_all[1], "in sund (NORTH)")
    assert case.answer == "January 2 or Jan 2; Sund (north)"


def test_rgb_rejection_has_only_texts_that_do_not_answer(tmp_path: Path) -> None:
    data = read_rgb(rgb_file(tmp_path), rejection=True)
    assert [article.id for article in data.articles] == ["rgb-3-negative-1"]
    assert data.cases[0].unanswerable and data.cases[0].accept_all == ()


def test_what_is_not_rgb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('{"id": 1}\n', "utf-8")
    with pytest.raises(EvaluationError, match=r"other\.json:1"):
        read_rgb(path)


def accepted_by_rgb(prediction: str, answer: object) -> bool:
    """The rule of RGB's paper, from its description: every answer occurs, in any of its forms, in lower case."""
    answers = answer if isinstance(answer, list) else [answer]
    forms = [one if isinstance(one, list) else [one] for one in answers]
    return all(any(form.lower() in prediction.lower() for form in group) for group in forms)


def test_rgb_patterns_accept_what_its_rule_accepts() -> None:
    chance = random.Random(7)
    words = ["Jan", "jan 2", "2", "C++", "a.b", "Sund"]
    outcomes = set()
    for _ in range(400):
        answer = [chance.choice([chance.choice(words), chance.sample(words, 2)]) for _ in range(chance.randint(1, 2))]
        prediction = " ".join(chance.sample([*words, "JAN 2", "axb", "C"], 3))
        right = all(matches(pattern, prediction) for pattern in patterns(answer))
        assert right == accepted_by_rgb(prediction, answer)
        outcomes.add(right)
    assert outcomes == {True, False}


@pytest.fixture
def run() -> Run:
    record = answered("Mayor Lena Okafor proposed it.", citation(FERRY, "900 passengers"), question=CASES[0].question)
    hits = [hit(FERRY, "900 passengers"), hit(FERRY, "a payer", 2), hit(BUDGET, "2.4 million", 3)]
    line = {"id": "c1", "type": "proposal", **record, "hits": hits, "scores": {}, "case": case_record(CASES[0])}
    turns = {**line, "id": "c2", "case": case_record(CASES[1])}
    return Run((line, turns), {})


def test_ragas(run: Run, tmp_path: Path) -> None:
    (path,) = export(run, tmp_path / "ragas.jsonl", "ragas")
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert first == ragas_sample(run.lines[0])
    # The fields of ragas.SingleTurnSample that it reads from a file.
    assert first.keys() == {"user_input", "retrieved_contexts", "reference_contexts", "response", "reference"}
    assert first["response"] == "Mayor Lena Okafor proposed it."
    assert first["retrieved_contexts"] == ["900 passengers", "a payer", "2.4 million"]
    assert first["reference_contexts"] == [CASES[0].evidence[0].quote]
    assert second["user_input"].splitlines() == list(CASES[1].turns)


def test_deepeval(run: Run, tmp_path: Path) -> None:
    (path,) = export(run, tmp_path / "deepeval.json", "deepeval")
    cases = json.loads(path.read_text("utf-8"))
    assert cases[0] == deepeval_case(run.lines[0])
    assert cases[0].keys() == {"input", "actual_output", "expected_output", "retrieval_context", "context"}
    assert (cases[0]["input"], cases[0]["expected_output"]) == (CASES[0].question, CASES[0].answer)


def test_trec_export(run: Run, tmp_path: Path) -> None:
    files = export(run, tmp_path / "found.run", "trec")
    assert read_run(files[0]) == {"c1": ["ferry", "budget"], "c2": ["ferry", "budget"]}
    assert read_qrels(files[1]) == {"c1": {"ferry": 1}, "c2": {"budget": 1}}
