"""Runs: what is asked, kept, taken over and asked again."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from completion_double import QueuedCompletion
from evaluation_double import BUDGET, CASES, FERRY, fill

from assistant.answering import Assistant
from assistant.errors import EndpointRefused, EndpointUnreachable, EvaluationError, RunStopped
from assistant.evaluation.case import Case
from assistant.evaluation.fingerprint import (
    case_key,
    code_fingerprint,
    index_fingerprint,
    prompts_fingerprint,
    settings_record,
)
from assistant.evaluation.judge import Judge
from assistant.evaluation.run import Price, cost, run
from assistant.evaluation.run_file import Run, RunLog, about_path, read_run, write_run
from assistant.evaluation.subject import Answering, Retrieving
from assistant.settings import Settings
from index.library import Library

RIGHT = "Mayor Lena Okafor proposed that harbour ferries carry 900 passengers free of charge [1]."
COST = "Treasurer Ada Brink warned that free ferries would cost 2.4 million crowns a year [1]."
OSLO = "NONE"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ONRECORD_EMBEDDING", "ONRECORD_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def filled(library: Library) -> Library:
    fill(library, FERRY, BUDGET)
    return library


@pytest.fixture
def settings(filled: Library) -> Settings:
    return Settings.load(library=filled.folder, api_key="sk-secret", embedding="words")


def nothing(done: int, total: int) -> None:
    """Reports to nobody."""


Evaluate = Callable[..., Run]


@pytest.fixture
def evaluate(filled: Library, settings: Settings, tmp_path: Path) -> Evaluate:
    """Runs the cases with queued drafts; the run is kept in `tmp_path / "run.jsonl"`."""

    def one(*drafts: str | Exception, cases: tuple[Case, ...] = CASES, judged: bool = False, workers: int = 1) -> Run:
        model = QueuedCompletion(list(drafts))
        assistant = Assistant(settings, library=filled, completion=model)
        judge = Judge(assistant) if judged else None
        with RunLog(tmp_path / "run.jsonl") as log:
            finished = run(
                Answering(assistant), cases, settings=settings, log=log, report=nothing, judge=judge, workers=workers
            )
            log.finish(finished)
        assert model.drafts == []
        return finished

    return one


def test_a_line_is_the_answer_with_hits_scores_and_case(evaluate: Evaluate, tmp_path: Path) -> None:
    finished = evaluate(RIGHT, COST, OSLO)
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text("utf-8").splitlines()]
    assert lines == list(finished.lines) == list(read_run(tmp_path / "run.jsonl").lines)
    assert [line["id"] for line in lines] == ["c1", "c2", "c3"]
    ask = {"question", "status", "answer", "claims", "citations", "model", "timings", "usage"}
    hit = {"rank", "article_id", "title", "source", "published_at", "start", "end", "text", "score"}
    for line in lines:
        assert ask | {"id", "type", "hits", "scores", "case", "key"} <= line.keys()
        assert line["hits"] and all(hit <= one.keys() for one in line["hits"])
    assert lines[1]["question"] == "What would they cost a year?"
    assert [line["scores"]["correct"] for line in lines] == [1.0, 1.0, 1.0]
    assert not (tmp_path / "run.jsonl.part").exists()


def test_how_it_was_made_is_recorded_without_secrets(evaluate: Evaluate, tmp_path: Path) -> None:
    finished = evaluate(RIGHT, COST, OSLO)
    text = about_path(tmp_path / "run.jsonl").read_text("utf-8")
    assert json.loads(text) == finished.about
    assert "secret" not in text and "api_key" not in text
    assert finished.about["model"] == "queued"
    assert finished.about["settings"]["embedding"] == "words"
    assert finished.about["fingerprints"].keys() == {"index", "prompts", "code"}
    assert {"onrecord", "numpy"} <= finished.about["versions"].keys()
    assert finished.about["seeds"] == {"model": 7, "bootstrap": 7}
    assert cost(finished, Price(prompt=2.0, completion=10.0)) == pytest.approx((300 * 2 + 60 * 10) / 1e6)


def same(finished: Run) -> list[dict[str, object]]:
    """The lines less what differs from one execution to the next."""
    return [{name: value for name, value in line.items() if name != "timings"} for line in finished.lines]


def test_an_interrupted_run_goes_on_and_gives_the_same(evaluate: Evaluate, tmp_path: Path) -> None:
    whole = evaluate(RIGHT, COST, OSLO)
    (tmp_path / "run.jsonl").unlink()
    with pytest.raises(EndpointRefused):
        evaluate(RIGHT, EndpointRefused("no key"))
    part = tmp_path / "run.jsonl.part"
    assert len(part.read_text("utf-8").splitlines()) == 1
    with part.open("a", encoding="utf-8") as torn:
        torn.write('{"key": "half a li')
    resumed = evaluate(COST, OSLO)
    assert resumed.about["reused"] == 1
    assert same(resumed) == same(whole)
    assert not part.exists()


def test_a_run_that_is_stopped_keeps_what_is_done(filled: Library, settings: Settings, tmp_path: Path) -> None:
    stop = threading.Event()

    def after_the_first(done: int, total: int) -> None:
        if done == 1:
            stop.set()

    with RunLog(tmp_path / "run.jsonl") as log, pytest.raises(RunStopped):
        run(Retrieving(filled), CASES, settings=settings, log=log, report=after_the_first, stop=stop)
    assert len((tmp_path / "run.jsonl.part").read_text("utf-8").splitlines()) == 1


def test_an_answer_that_is_broken_off_is_no_answer(filled: Library, settings: Settings) -> None:
    stop = threading.Event()
    stop.set()
    assistant = Assistant(settings, library=filled, completion=QueuedCompletion([RIGHT]))
    with pytest.raises(RunStopped, match="goes on where it stopped"):
        Answering(assistant, stop=stop).result(CASES[0])


def test_a_finished_run_is_taken_over_and_scored_anew(evaluate: Evaluate) -> None:
    evaluate(RIGHT, COST, OSLO)
    stricter = replace(CASES[0], accept_all=("Aldous",))
    again = evaluate(cases=(stricter, *CASES[1:]))
    assert again.about["reused"] == 3
    assert [line["scores"]["correct"] for line in again.lines] == [0.0, 1.0, 1.0]
    asked = evaluate(RIGHT, cases=(replace(CASES[0], turns=("Who proposed that ferries be free?",)), *CASES[1:]))
    assert asked.about["reused"] == 2


def test_a_case_whose_model_failed_is_asked_again(evaluate: Evaluate) -> None:
    first = evaluate(EndpointUnreachable("nobody answers"), COST, OSLO)
    assert [line["scores"]["model_failed"] for line in first.lines] == [1.0, 0.0, 0.0]
    second = evaluate(RIGHT)
    assert second.about["reused"] == 2
    assert [line["scores"]["model_failed"] for line in second.lines] == [0.0, 0.0, 0.0]


def test_an_article_more_makes_everything_be_asked_again(evaluate: Evaluate, filled: Library) -> None:
    evaluate(RIGHT, COST, OSLO)
    fill(filled, replace(BUDGET, id="other", text="The council of Sund met in June to speak of nothing at all."))
    assert evaluate(RIGHT, COST, OSLO).about["reused"] == 0


def test_several_at_a_time_come_in_the_order_of_the_test_set(filled: Library, settings: Settings) -> None:
    second_done = threading.Event()

    class Crossing(Retrieving):
        def result(self, case: Case) -> dict[str, object]:
            if case.id == "c1":
                assert second_done.wait(30)
            else:
                second_done.set()
            return super().result(case)

    with RunLog(None) as log:
        finished = run(Crossing(filled), CASES, settings=settings, log=log, report=nothing, workers=2)
        log.finish(finished)
    assert [line["id"] for line in finished.lines] == ["c1", "c2", "c3"]


def test_retrieval_only(filled: Library, settings: Settings) -> None:
    counted = []
    with RunLog(None) as log:
        finished = run(Retrieving(filled), CASES, settings=settings, log=log, report=lambda *one: counted.append(one))
    assert counted == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert finished.about["retrieval_only"] is True
    assert all("answer" not in line and line["hits"] for line in finished.lines)
    assert finished.lines[0]["scores"]["hit@5"] == 1.0
    assert finished.lines[2]["scores"] == {}


def test_the_judge_is_asked_where_there_is_a_reference(evaluate: Evaluate) -> None:
    finished = evaluate(RIGHT, "RIGHT. It names her.", COST, "wrong: another sum", OSLO, judged=True)
    verdicts = [line.get("judge") for line in finished.lines]
    assert (verdicts[0]["right"], verdicts[1]["right"], verdicts[2]) == (True, False, None)
    assert verdicts[0]["usage"] == {"prompt_tokens": 100, "completion_tokens": 20}
    assert finished.lines[1]["scores"]["judged_correct"] == finished.lines[1]["scores"]["judge_agreement"] == 0.0
    assert evaluate(judged=True).about["reused"] == 3  # the verdicts are known too
    later = evaluate()
    assert all("judge" not in line for line in later.lines)


def test_a_reply_that_is_no_verdict_counts_for_nothing(evaluate: Evaluate) -> None:
    finished = evaluate(RIGHT, "Perhaps.", COST, "", OSLO, judged=True)
    assert finished.lines[0]["judge"]["right"] is None
    assert "judged_correct" not in finished.lines[0]["scores"]


def test_keys_and_fingerprints(filled: Library, settings: Settings) -> None:
    case = CASES[0]
    key = case_key(case, {"model": "a"})
    assert key == case_key(replace(case, answer="other", accept_all=()), {"model": "a"})
    assert len({key, case_key(case, {"model": "b"}), case_key(replace(case, turns=("Why?",)), {"model": "a"})}) == 3
    before = index_fingerprint(filled)
    fill(filled, replace(FERRY, title="Another headline"))
    assert index_fingerprint(filled) != before
    assert len({before, prompts_fingerprint(), code_fingerprint()}) == 3
    assert "api_key" not in settings_record(settings)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    for text, reason in (("", "empty"), ('{"id": "a"}\n', "run.jsonl:1"), ("[]\n", "not a JSON object")):
        (tmp_path / "run.jsonl").write_text(text, "utf-8")
        with pytest.raises(EvaluationError, match=reason):
            read_run(tmp_path / "run.jsonl")


def test_an_output_that_cannot_be_written_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="choose another --output"):
        RunLog(tmp_path / "none" / "run.jsonl")


def test_a_run_without_its_record_can_still_be_read(evaluate: Evaluate, tmp_path: Path) -> None:
    write_run(tmp_path / "copy.jsonl", evaluate(RIGHT, COST, OSLO))
    about_path(tmp_path / "copy.jsonl").unlink()
    assert read_run(tmp_path / "copy.jsonl").about == {}
