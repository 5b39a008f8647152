"""Test sets: what is read, what is refused and by which line, and that writing loses nothing."""

import json
from pathlib import Path

import pytest
from evaluation_double import BUDGET, CASES, FERRY, fill

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.import_beir import read_beir
from assistant.evaluation.reading import evidence_problems, read_testset, require_cases
from assistant.evaluation.testset import write_json_lines
from index.library import Library


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines), "utf-8")
    return path


def without_line(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__slots__ if name != "line"}


def test_written_cases_are_read_again(tmp_path: Path) -> None:
    assert write_json_lines(tmp_path / "set.jsonl", CASES) == 3
    read = read_testset(tmp_path / "set.jsonl")
    assert read.problems == ()
    assert [without_line(case) for case in read.cases] == [without_line(case) for case in CASES]
    assert [case.line for case in read.cases] == [1, 2, 3]


def test_the_last_turn_is_the_question_and_null_is_not_given(tmp_path: Path) -> None:
    line = {"id": 7, "question": "other", "turns": ["Who?", "And why?"], "must_not": None, "colour": "red"}
    (case,) = read_testset(written(tmp_path / "set.jsonl", line)).cases
    assert (case.id, case.question, case.turns, case.must_not) == ("7", "And why?", ("Who?", "And why?"), ())


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", r'{"id": "a", "question": "Who \ud800 said \ud83d\ude00?"}')
    (case,) = read_testset(path).cases
    assert case.question == "Who ? said \N{GRINNING FACE}?"
    assert write_json_lines(path, [case]) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('{"id": "b", ', "not JSON", id="malformed JSON"),
        pytest.param("[" * 100_000, "not JSON", id="too deep"),
        pytest.param('["b"]', "dictionary", id="no object"),
        pytest.param('{"question": "Who?"}', "id: Field required", id="no id"),
        pytest.param('{"id": "b"}', "neither a question nor turns", id="no question"),
        pytest.param('{"id": "b", "question": " "}', "neither a question nor turns", id="blank question"),
        pytest.param('{"id": "b", "turns": ["Who?", ""]}', "neither a question nor turns", id="blank last turn"),
        pytest.param('{"id": "b", "question": "Who?", "accept_all": ["("]}', "no regular expression", id="bad pattern"),
        pytest.param('{"id": "b", "question": "Who?", "accept_all": "x"}', "accept_all", id="pattern without list"),
        pytest.param('{"id": "b", "question": "Who?", "evidence": [{"quote": "x"}]}', "evidence.0.article_id",
                     id="evidence without article"),
        pytest.param('{"id": "a", "question": "Who?"}', "the id 'a' is that of line 1 too", id="duplicate id"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_named(line: str, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path / "set.jsonl", {"id": "a", "question": "Who?"}, "", line, {"id": "z", "question": "What?"})
    read = read_testset(path)
    assert [case.id for case in read.cases] == ["a", "z"]
    (problem,) = read.problems
    assert problem.startswith(f"{path}:3: ") and reason in problem and "\n" not in problem
    with pytest.raises(EvaluationError, match=r"set\.jsonl:3"):
        require_cases(path, read)


def test_what_is_no_test_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="check the path"):
        read_testset(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvaluationError, match="UTF-8"):
        read_testset(tmp_path / "binary.jsonl")
    with pytest.raises(EvaluationError, match="no cases"):
        require_cases(tmp_path, read_testset(written(tmp_path / "empty.jsonl")))
    with pytest.raises(EvaluationError, match="qrels"):
        read_testset(tmp_path)


def test_evidence_that_the_library_lacks(library: Library, tmp_path: Path) -> None:
    fill(library, FERRY, BUDGET)
    cases = [
        Case(id="good", turns=("Who?",), evidence=(Proof("ferry", "a bill without a payer"), Proof("budget")), line=1),
        Case(
            id="bad",
            turns=("Who?",),
            evidence=(Proof("none", "x"), Proof("budget", "3.9 million"), Proof("ferry", "")),
            line=2,
        ),
    ]
    problems = list(evidence_problems(Path("set.jsonl"), cases, library))
    assert [problem.split(": ", 2)[:2] for problem in problems] == [["set.jsonl:2", "bad"]] * 3
    assert "no article 'none'" in problems[0] and "3.9 million" in problems[1] and "not in the article" in problems[2]


CSV = (
    "id,type,question,accept_all,unanswerable,article_id,quote\r\n"
    'c1,proposal,"Who proposed, and why?","Okafor\nmayor",,"ferry\nbudget","900 passengers\n2.4 million"\r\n'
    "c1,fact,Again?,,,,\r\n"
    "c3,fact,What of Oslo?,,yes,,\r\n"
)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_csv(delimiter: str, tmp_path: Path) -> None:
    text = CSV if delimiter == "," else CSV.replace("proposed, and", "proposed and").replace(",", ";")
    (tmp_path / "set.csv").write_bytes(text.encode("utf-8-sig"))
    read = read_testset(tmp_path / "set.csv")
    first, last = read.cases
    assert (first.id, first.type, first.accept_all) == ("c1", "proposal", ("Okafor", "mayor"))
    assert first.evidence == (Proof("ferry", "900 passengers"), Proof("budget", "2.4 million"))
    assert (last.unanswerable, last.evidence, first.line, last.line) == (True, (), 2, 7)
    (problem,) = read.problems
    assert "set.csv:6: the id 'c1' is that of line 2 too" in problem


def test_csv_without_its_columns(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="must name the columns"):
        read_testset(written(tmp_path / "set.csv", "name,text", "a,b"))


def beir(folder: Path, qrels: str) -> Path:
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    written(folder / "queries.jsonl", {"_id": "q1", "text": "Who?"}, {"_id": "q2", "text": "When?"})
    return folder


def test_beir(tmp_path: Path) -> None:
    folder = beir(tmp_path, "query-id\tcorpus-id\tscore\nq1\tferry\t2\nq1\tbudget\t0\nq9\tferry\t1\n")
    read = read_testset(folder)
    (case,) = read.cases
    assert (case.id, case.question, case.evidence) == ("q1", "Who?", (Proof("ferry", relevance=2),))
    assert len(read.problems) == 1 and "'q9'" in read.problems[0]


def test_beir_with_a_bad_line(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"test\.tsv:1"):
        read_beir(beir(tmp_path, "q1 ferry 1\n"))
