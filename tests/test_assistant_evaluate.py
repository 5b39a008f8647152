"""`onrecord evaluate`, `compare` and `testset` as scripts use them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from evaluation_double import BUDGET, CASES, FERRY, PROPOSAL
from fake_endpoint import KEY, FakeEndpoint, Mode

from assistant.cli import main
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.testset import write_json_lines
from assistant.records import article_record

RECORDS = [article_record(one) for one in (FERRY, BUDGET)]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ONRECORD_LIBRARY", "ONRECORD_EMBEDDING", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ONRECORD_MODEL", "extractive")


@pytest.fixture(scope="module")
def archive(embedding_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in RECORDS), encoding="utf-8")
    assert main(["ingest", str(source), "--library", str(folder / "library")]) == 0
    return folder / "library"


@pytest.fixture
def onrecord(archive: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command over the archive; gives the exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(one) for one in arguments] + ["--library", str(archive)])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def testset(tmp_path: Path) -> Path:
    write_json_lines(tmp_path / "set.jsonl", CASES)
    return tmp_path / "set.jsonl"


def test_evaluate_with_answers(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    output, report, markdown = tmp_path / "run.jsonl", tmp_path / "report.html", tmp_path / "run.md"
    code, out, _ = onrecord(
        "evaluate", testset, "--output", output, "--report", report, "--markdown", markdown, "--price", "1,2", "--json"
    )
    assert code == 0
    summary = json.loads(out)
    assert summary.keys() == {"cases", "metrics", "by_type", "risk_coverage", "latency", "usage", "run"}
    assert summary["cases"] == 3 and summary["by_type"].keys() == {"fact", "proposal", "unanswerable"}
    assert summary["metrics"]["correct"].keys() == {"value", "low", "high", "cases"}
    assert {"hit@1", "mrr", "citation_recall", "false_refusals"} <= summary["metrics"].keys()
    assert summary["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "cost": 0.0}
    lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["c1", "c2", "c3"]
    assert all({"status", "answer", "citations", "hits", "scores"} <= line.keys() for line in lines)
    assert json.loads((tmp_path / "run.run.json").read_text("utf-8")) == summary["run"]
    assert report.read_text("utf-8").startswith("<!doctype html>")
    assert markdown.read_text("utf-8").startswith("# 3 cases, extractive")
    code, out, error = onrecord("evaluate", testset, "--output", output)
    assert (code, out.splitlines()[0]) == (0, "# 3 cases, extractive")
    assert "3 of 3 cases were known" in error


def test_the_answers_are_those_of_ask(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    onrecord("evaluate", testset, "--output", tmp_path / "run.jsonl", "--json")
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text("utf-8").splitlines()]
    (tmp_path / "turns.json").write_text(json.dumps(CASES[1].turns), "utf-8")
    for line, arguments in zip(lines, ([CASES[0].question], ["--turns", tmp_path / "turns.json"]), strict=False):
        asked = json.loads(onrecord("ask", *arguments, "--json")[1])
        assert {**line, "timings": 0} == {**line, **asked, "timings": 0}


def test_retrieval_only_loads_no_model(
    onrecord: Run, testset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "a-model-that-is-nowhere.gguf")
    code, out, _ = onrecord("evaluate", testset, "--retrieval-only", "--output", tmp_path / "run.jsonl", "--json")
    assert code == 0
    assert json.loads(out)["run"]["retrieval_only"] is True
    assert json.loads(out)["metrics"]["hit@5"]["value"] == 1.0
    assert "correct" not in json.loads(out)["metrics"]
    (first, *_) = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text("utf-8").splitlines()]
    searched = json.loads(onrecord("search", CASES[0].question, "-k", 20, "--json")[1])["hits"]
    assert {hit["article_id"] for hit in first["hits"]} == {hit["article_id"] for hit in searched}
    assert all(hit.keys() == searched[0].keys() for hit in first["hits"])


def test_conditions_of_a_run(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.jsonl"
    command = ("evaluate", testset, "--retrieval-only", "--output", run)
    assert onrecord(*command, "--fail-below", "hit@5=0.9")[0] == 0
    assert onrecord(*command, "--no-worse-than", run)[0] == 0
    code, out, error = onrecord(*command, "--fail-below", "correct=0.5", "--json")
    assert code == 1 and json.loads(out)["cases"] == 3
    assert error.splitlines()[-1].startswith("onrecord: the run is not good enough: correct has no figure")
    with pytest.raises(SystemExit) as end:
        onrecord(*command, "--fail-below", "colour=1")
    assert end.value.code == 2


def test_compare(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    onrecord("evaluate", testset, "--output", first)
    lines = [json.loads(line) for line in first.read_text("utf-8").splitlines()]
    for line in lines:
        line["scores"]["correct"] = 1.0 - line["scores"]["correct"]
    second.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    code, out, _ = onrecord("compare", first, second, "--json", "--markdown", tmp_path / "compare.md")
    assert code == 0
    compared = json.loads(out)
    assert len(compared["flips"]) == compared["cases"] == 3
    assert compared["metrics"]["correct"]["p_mcnemar"] <= 1
    assert "3 cases in common" in (tmp_path / "compare.md").read_text("utf-8")
    assert onrecord("compare", first, second)[1].startswith("# second.jsonl against first.jsonl")
    code, _, error = onrecord("compare", first, first, "--fail-below", "correct=1.01", "--no-worse-than", second)
    assert code == 1 and "worse than 1.01" in error


def test_a_test_set_that_cannot_be_used(onrecord: Run, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "a", "question": "Who?"}\n{"id": "b"}\n', "utf-8")
    code, out, error = onrecord("evaluate", path)
    assert (code, out) == (1, "") and f"{path}:2" in error and len(error.splitlines()) == 1
    write_json_lines(path, [Case(id="a", turns=("Who?",), evidence=(Proof("none", "x"),))])
    code, out, error = onrecord("evaluate", path)
    assert (code, out) == (1, "") and "none of the evidence is in the library" in error


def test_evidence_that_is_missing_is_told_and_counts_as_not_found(onrecord: Run, tmp_path: Path) -> None:
    proofs = (Proof("ferry", PROPOSAL), *(Proof(f"none{number}", "x") for number in range(7)))
    write_json_lines(tmp_path / "set.jsonl", [Case(id="a", turns=("Who?",), evidence=proofs)])
    code, out, error = onrecord("evaluate", tmp_path / "set.jsonl", "--retrieval-only", "--json")
    assert code == 0
    assert error.count("there is no article") == 5 and "and 2 more" in error
    assert json.loads(out)["metrics"]["evidence_recall@20"]["value"] == 1 / 8


def test_testset_validate(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    assert onrecord("testset", "validate", testset)[:2] == (
        0,
        "3 cases; every line can be used and every quote is in its article\n",
    )
    bad = [*CASES, Case(id="d", turns=("Who?",), evidence=(Proof("none", "x"), Proof("ferry", "never said")))]
    write_json_lines(tmp_path / "bad.jsonl", bad)
    with (tmp_path / "bad.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "c1", "question": "Who?"}\n{broken\n')
    code, out, error = onrecord("testset", "validate", tmp_path / "bad.jsonl", "--json")
    assert code == 1
    assert [problem.split(": ")[0] for problem in json.loads(out)["problems"]] == [
        f"{tmp_path / 'bad.jsonl'}:{number}" for number in (5, 6, 4, 4)
    ]
    assert error.splitlines()[-1].startswith("onrecord: 4 problems")


def test_testset_new_can_be_evaluated(onrecord: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.jsonl"
    code, out, _ = onrecord("testset", "new", "--output", path, "-n", "5", "--json")
    made = json.loads(out)["cases"]
    assert code == 0 and made >= 1
    assert all(json.loads(line)["generated"] for line in path.read_text("utf-8").splitlines())
    assert onrecord("testset", "validate", path)[0] == 0
    assert json.loads(onrecord("evaluate", path, "--json")[1])["cases"] == made


def test_testset_import(onrecord: Run, tmp_path: Path) -> None:
    source, output = tmp_path / "en.json", tmp_path / "rgb.jsonl"
    row = {"id": 1, "query": "When?", "answer": ["June"], "positive": ["It was in June."], "negative": ["No."]}
    source.write_text(json.dumps(row) + "\n", "utf-8")
    assert onrecord("testset", "import", source, "--format", "rgb", "--output", output)[0] == 0
    articles = (tmp_path / "rgb.articles.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in articles] == ["It was in June.", "No."]
    queries = [{"query": "Who?", "answer": "Okafor", "question_type": "inference_query",
                "evidence_list": [{"title": FERRY.title, "fact": "900 passengers"}]}]  # fmt: skip
    source.write_text(json.dumps(queries), "utf-8")
    assert onrecord("testset", "import", source, "--format", "multihop-rag", "--output", output)[0] == 0
    found = json.loads(onrecord("evaluate", output, "--retrieval-only", "--json")[1])["metrics"]
    assert found["multihop_rag_hits@4"]["value"] == 1.0
    (tmp_path / "set.csv").write_text("id,question\nc1,Who?\n,\n", "utf-8")
    code, out, _ = onrecord("testset", "import", tmp_path / "set.csv", "--format", "csv", "--output", output, "--json")
    assert (code, json.loads(out)["cases"], json.loads(out)["left_out"]) == (0, 1, 1)


def test_csv_and_beir_are_evaluated_as_they_are(onrecord: Run, tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("id,question,article_id,quote\nc1,Who?,ferry,900 passengers\n", "utf-8")
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tferry\t2\n", "utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "Who proposed free ferries?"}\n', "utf-8")
    for path, names in ((tmp_path / "set.csv", {"hit@1", "evidence_hit@1"}), (folder, {"hit@1", "ndcg@10"})):
        code, out, _ = onrecord("evaluate", path, "--retrieval-only", "--json")
        assert code == 0
        assert json.loads(out)["cases"] == 1 and names <= json.loads(out)["metrics"].keys()


def test_rgb_from_its_file_to_its_figures(
    tmp_path: Path, embedding_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of RGB's two test beds in a library of its own, as its paper has them (Chen et al. 2024)."""
    row = {
        "id": 1,
        "query": "Which treasurer warned of the ferries' cost?",
        "answer": ["Ada Brink"],
        "positive": [BUDGET.text],
        "negative": ["The choir of Sund sang in the old church on Sunday evening."],
    }
    (tmp_path / "en.json").write_text(json.dumps(row) + "\n", "utf-8")
    for name, options, measure in (("noise", [], "rgb_accuracy"), ("rejection", ["--rejection"], "rgb_rejection")):
        library, testset = ["--library", str(tmp_path / name)], str(tmp_path / f"{name}.jsonl")
        imported = ["testset", "import", str(tmp_path / "en.json"), "--format", "rgb", "--output", testset, *options]
        assert main([*imported, *library]) == 0
        assert main(["ingest", str(tmp_path / f"{name}.articles.jsonl"), *library]) == 0
        capsys.readouterr()
        assert main(["evaluate", testset, "--json", *library]) == 0
        assert json.loads(capsys.readouterr().out)["metrics"][measure]["value"] == 1.0


def test_testset_export_and_score(onrecord: Run, testset: Path, tmp_path: Path) -> None:
    run, trec = tmp_path / "run.jsonl", tmp_path / "found.trec"
    onrecord("evaluate", testset, "--retrieval-only", "--output", run)
    written = json.loads(onrecord("testset", "export", run, "--format", "trec", "--output", trec, "--json")[1])
    assert written == {"files": [str(trec), str(tmp_path / "found.qrels")]}
    scored = json.loads(onrecord("testset", "score", trec, tmp_path / "found.qrels", "--json")[1])
    summary = json.loads(onrecord("evaluate", testset, "--retrieval-only", "--output", run, "--json")[1])
    assert scored["queries"] == 2
    assert scored["metrics"]["ndcg@10"] == summary["metrics"]["ndcg@10"]["value"]
    assert scored["metrics"]["hit@1"] == summary["metrics"]["hit@1"]["value"]
    assert "2 queries" in onrecord("testset", "score", trec, tmp_path / "found.qrels")[1]
    for format_name in ("ragas", "deepeval"):
        assert onrecord("testset", "export", run, "--format", format_name, "--output", tmp_path / "x")[0] == 0


def test_the_judge_needs_a_model(onrecord: Run, testset: Path) -> None:
    code, _, error = onrecord("evaluate", testset, "--judge")
    assert code == 1 and "--judge needs an LLM" in error


class Stalling(FakeEndpoint):
    """Falls silent after some requests, until it is told to go on."""

    def __init__(self, requests: int) -> None:
        self.before_silence = requests
        super().__init__(
            answer="Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year [1]."
        )

    @property
    def mode(self) -> Mode:  # type: ignore[override]
        return "silent" if len(self.requests) >= self.before_silence else "normal"

    @mode.setter
    def mode(self, mode: Mode) -> None:
        pass


def test_killed_half_way_and_started_again_it_gives_the_same_run(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed outright while it waits for the fourth answer; the next one asks only what is missing."""
    cases = [Case(id=f"c{n}", turns=(f"What did treasurer {n} say ferries cost?",), answer="x") for n in range(8)]
    write_json_lines(tmp_path / "set.jsonl", cases)
    monkeypatch.setenv("ONRECORD_MODEL", "fake-model")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with Stalling(3) as fake:
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)

        def arguments(name: str, workers: int) -> list[str]:
            output = ["--output", str(tmp_path / name), "--workers", str(workers), "--library", str(archive)]
            return ["evaluate", str(tmp_path / "set.jsonl"), *output]

        command = [sys.executable, "-m", "assistant", *arguments("killed.jsonl", 1)]
        killed = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)
        while len(fake.requests) < 4 and killed.poll() is None:
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(30) == -signal.SIGKILL
        assert len((tmp_path / "killed.jsonl.part").read_text("utf-8").splitlines()) == 3
        fake.before_silence = 1000
        before = len(fake.requests)
        resumed = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True)
        assert resumed.returncode == 0, resumed.stderr
        assert "3 of 8 cases were known" in resumed.stderr
        assert len(fake.requests) - before == 5
        assert main(arguments("whole.jsonl", 4)) == 0
    assert not (tmp_path / "killed.jsonl.part").exists()
    assert lines_of(tmp_path / "killed.jsonl") == lines_of(tmp_path / "whole.jsonl")
    assert KEY not in (tmp_path / "killed.jsonl").read_text("utf-8") + (tmp_path / "killed.run.json").read_text("utf-8")


def lines_of(path: Path) -> list[dict[str, object]]:
    """A run's lines without their timings."""
    return [{**json.loads(line), "timings": None} for line in path.read_text("utf-8").splitlines()]
