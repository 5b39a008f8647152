"""The test sets and runs of a library's folder, and looking through generated cases."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from evaluation_double import CASES

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.review import accept, reject, waiting
from assistant.evaluation.shelf import Added, Plan, Shelf
from assistant.evaluation.testset import read_json_lines, write_json_lines

NOW = datetime(2026, 11, 22, 21, 30)
LINE = '{"id": "a", "question": "Who?"}\n'


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_an_empty_folder_has_nothing_and_is_left_alone(shelf: Shelf, tmp_path: Path) -> None:
    assert (shelf.testsets(), shelf.runs(), shelf.unfinished()) == ([], [], [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        pytest.param("harbour.jsonl", "harbour", id="a file's name"),
        pytest.param("../../etc/passwd", "etc-passwd", id="a path"),
        pytest.param(".hidden", "hidden", id="hidden"),
        pytest.param("<img src=x>", "img-src-x", id="markup"),
        pytest.param("  ", "testset", id="nothing"),
        pytest.param("Prüfung 7.JSON", "Prüfung-7", id="other letters"),
        pytest.param("x" * 300, "x" * 80, id="very long"),
    ],
)
def test_a_test_set_is_kept_under_a_harmless_name(shelf: Shelf, tmp_path: Path, file_name: str, name: str) -> None:
    assert shelf.add(file_name, LINE) == Added(name, ())
    assert [file.name for file in (tmp_path / "testsets").iterdir()] == [f"{name}.jsonl"]
    assert shelf.testset_path(name).read_text("utf-8") == LINE
    assert shelf.add(file_name, LINE).name == f"{name}-2"


def test_lines_that_cannot_be_used_are_told_and_nothing_is_kept(shelf: Shelf, tmp_path: Path) -> None:
    added = shelf.add("bad.jsonl", f'{LINE}{{broken\n{LINE}{{"id": "b", "question": "Who?", "accept_all": ["("]}}\n')
    assert added.name is None
    assert [problem.split(":")[0] for problem in added.problems] == ["line 2", "line 3", "line 4"]
    assert shelf.add("empty.jsonl", "\n").problems == ("line 1: there is no case: give one JSON object a line",)
    (problem,) = shelf.add("set.csv", "colour\nred\n").problems
    assert problem.startswith("line 1: the first line must name the columns")
    assert list((tmp_path / "testsets").iterdir()) == []


def test_csv_becomes_json_lines(shelf: Shelf) -> None:
    assert shelf.add("set.csv", "id,question,answer\nq1,Who?,Okafor\n").name == "set"
    (case,) = read_json_lines(shelf.testset_path("set")).cases
    assert (case.id, case.answer) == ("q1", "Okafor")


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "none", "", ".draft"])
def test_only_what_the_folder_lists_can_be_reached(shelf: Shelf, tmp_path: Path, name: str) -> None:
    shelf.add("set", LINE)
    (tmp_path / "secret.jsonl").write_text(LINE, "utf-8")
    with pytest.raises(EvaluationError, match="no test set"):
        shelf.testset_path(name)
    with pytest.raises(EvaluationError, match="no run"):
        shelf.run_path(name)


def test_a_run_that_was_broken_off_goes_on(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("set", LINE)
    plan = shelf.begin("set", retrieval_only=False, now=NOW)
    assert plan == Plan("set-answers-20261122-213000", "set", False)
    assert Shelf(tmp_path).begin("set", retrieval_only=False, now=datetime(2027, 1, 1)) == plan
    assert shelf.begin("set", retrieval_only=True, now=NOW).run == "set-search-20261122-213000"
    shelf.output(plan).with_name(f"{plan.run}.jsonl.part").write_text("{}\n{}\n", "utf-8")
    assert shelf.done(plan) == 2
    assert plan in shelf.unfinished()
    shelf.output(plan).write_text("{}\n", "utf-8")
    shelf.finish(plan)
    assert plan not in shelf.unfinished()
    assert shelf.runs() == [plan.run]
    again = shelf.begin("set", retrieval_only=False, now=NOW)
    assert again.run == f"{plan.run}-2"


def test_a_plan_that_cannot_be_used_is_left_out(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("set", LINE)
    shelf.begin("set", retrieval_only=True, now=NOW)
    (tmp_path / "runs" / "torn.plan.json").write_text("{", "utf-8")
    (tmp_path / "runs" / "odd.plan.json").write_text("[]", "utf-8")
    (tmp_path / "runs" / "gone.plan.json").write_text('{"testset": "gone", "retrieval_only": true}', "utf-8")
    assert [plan.testset for plan in shelf.unfinished()] == ["set"]


def test_the_newest_stand_first(shelf: Shelf, tmp_path: Path) -> None:
    for age, name in enumerate(("one", "two", "three")):
        shelf.add(name, LINE)
        os.utime(shelf.testset_path(name), (100 - age, 100 - age))
    assert shelf.testsets() == ["one", "two", "three"]


@pytest.fixture
def proposed(tmp_path: Path) -> Path:
    """An accepted case with a key of its maker's, and two generated ones."""
    path = tmp_path / "set.jsonl"
    generated = [Case(id=f"g{n}", turns=("Who?",), accept_all=("x",), generated=True) for n in (1, 2)]
    write_json_lines(path, [*CASES, *generated])
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text('{"id": "own", "question": "Who?", "colour": "red"}\n' + "".join(lines), "utf-8")
    return path


def test_an_accepted_case_is_no_longer_marked_and_all_else_stays(proposed: Path) -> None:
    before = proposed.read_text("utf-8").splitlines()
    assert [case.id for case in waiting(proposed)] == ["g1", "g2"]
    accept(proposed, "g1", {"question": "Who proposed it?", "answer": "Okafor", "accept_all": ["Okafor"]})
    assert [case.id for case in waiting(proposed)] == ["g2"]
    after = proposed.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [after[4]]
    record = json.loads(after[4])
    assert (record["question"], record["answer"], record["accept_all"]) == ("Who proposed it?", "Okafor", ["Okafor"])
    assert "generated" not in record
    assert len(read_json_lines(proposed).cases) == 6


def test_a_case_with_turns_keeps_the_earlier_ones(proposed: Path) -> None:
    line = json.dumps({"id": "t", "turns": ["First?", "Second?"], "generated": True})
    proposed.write_text(f"{line}\n", "utf-8")
    accept(proposed, "t", {"question": "Changed?"})
    (case,) = read_json_lines(proposed).cases
    assert case.turns == ("First?", "Changed?")


def test_a_rejected_case_is_gone(proposed: Path) -> None:
    reject(proposed, "g1")
    assert [case.id for case in read_json_lines(proposed).cases] == ["own", "c1", "c2", "c3", "g2"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"question": " "}, "neither a question", id="no question"),
        pytest.param({"accept_all": ["("]}, "no regular expression", id="a bad pattern"),
    ],
)
def test_a_case_that_could_not_be_used_is_not_taken(proposed: Path, changes: dict[str, object], reason: str) -> None:
    before = proposed.read_text("utf-8")
    with pytest.raises(EvaluationError, match=reason) as error:
        accept(proposed, "g1", {"question": "Who?", **changes})
    assert str(proposed) not in str(error.value)
    assert proposed.read_text("utf-8") == before


@pytest.mark.parametrize("case_id", ["c1", "none"])
def test_only_a_case_that_waits_can_be_looked_at(proposed: Path, case_id: str) -> None:
    for act in (lambda: accept(proposed, case_id, {"question": "Who?"}), lambda: reject(proposed, case_id)):
        with pytest.raises(EvaluationError, match="not waiting any more"):
            act()
