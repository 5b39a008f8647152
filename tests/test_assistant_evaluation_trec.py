"""TREC's files and the ranking measures, against ir_measures (which runs trec_eval's own code)."""

import random
from pathlib import Path

import ir_measures
import pytest
from ir_measures import AP, RR, R, Success, nDCG

from assistant.errors import EvaluationError
from assistant.evaluation.metrics import ranking
from assistant.evaluation.trec import Qrels, read_qrels, read_run, write_qrels, write_run

OURS = {
    str(Success @ 1): lambda found, judged: ranking.hit(found, judged, 1),
    str(Success @ 10): lambda found, judged: ranking.hit(found, judged, 10),
    str(R @ 5): lambda found, judged: ranking.recall(found, judged, 5),
    str(R @ 20): lambda found, judged: ranking.recall(found, judged, 20),
    str(RR): ranking.reciprocal_rank,
    str(AP): ranking.average_precision,
    str(nDCG @ 10): lambda found, judged: ranking.ndcg(found, judged, 10),
}
MEASURES = [Success @ 1, Success @ 10, R @ 5, R @ 20, RR, AP, nDCG @ 10]


def golden(seed: int) -> tuple[dict[str, list[str]], Qrels]:
    """Thirty queries over sixty articles with grades from 0 to 3."""
    chance = random.Random(seed)
    articles = [f"article {number:02}%" if number % 9 == 0 else f"article-{number:02}" for number in range(60)]
    found = {f"q{number}": chance.sample(articles, chance.randint(1, 30)) for number in range(30)}
    qrels = {query: {one: chance.choice([0, 0, 1, 2, 3]) for one in chance.sample(articles, 12)} for query in found}
    for judged in qrels.values():
        judged[next(iter(judged))] = 1
    return found, qrels


@pytest.mark.parametrize("seed", range(5))
def test_files_and_measures_agree_with_ir_measures(seed: int, tmp_path: Path) -> None:
    found, qrels = golden(seed)
    write_run(tmp_path / "found.run", found)
    write_qrels(tmp_path / "gold.qrels", qrels)
    theirs_run = list(ir_measures.read_trec_run(str(tmp_path / "found.run")))
    theirs_qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "gold.qrels")))
    assert len(theirs_run) == sum(map(len, found.values()))
    assert len(theirs_qrels) == sum(map(len, qrels.values()))
    ours_run, ours_qrels = read_run(tmp_path / "found.run"), read_qrels(tmp_path / "gold.qrels")
    assert (ours_run, ours_qrels) == (found, qrels)
    compared = 0
    for metric in ir_measures.iter_calc(MEASURES, theirs_qrels, theirs_run):
        ours = OURS[str(metric.measure)](ours_run[metric.query_id], ours_qrels[metric.query_id])
        assert ours == pytest.approx(metric.value, abs=1e-9), metric
        compared += 1
    assert compared == len(MEASURES) * 30


def test_ties_are_ordered_as_trec_eval_does(tmp_path: Path) -> None:
    path = tmp_path / "tied.run"
    path.write_text("q Q0 a 1 5.0 x\nq Q0 c 2 5.0 x\nq Q0 b 3 5.0 x\nq Q0 z 4 1e1 x\n", "utf-8")
    assert read_run(path) == {"q": ["z", "c", "b", "a"]}
    judged = {"q": {"a": 1}}
    (theirs,) = ir_measures.iter_calc([RR], judged, ir_measures.read_trec_run(str(path)))
    assert ranking.reciprocal_rank(read_run(path)["q"], judged["q"]) == theirs.value == 0.25


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("q Q0 a 1 5.0\n", "5 fields", id="a field is missing"),
        pytest.param("q Q0 a 1 high x\n", "'high'", id="a score that is none"),
    ],
)
def test_a_bad_run_is_refused_by_its_line(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.run"
    path.write_text("q Q0 b 1 6.0 x\n" + text, "utf-8")
    with pytest.raises(EvaluationError, match=f"bad.run:2: .*{reason}"):
        read_run(path)


def test_bad_qrels_are_refused_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.qrels"
    path.write_text("q 0 a yes\n", "utf-8")
    with pytest.raises(EvaluationError, match=r"bad.qrels:1: .*'yes'"):
        read_qrels(path)


def test_without_anything_relevant_the_measures_are_zero() -> None:
    assert ranking.recall(["a"], {"a": 0}, 5) == ranking.average_precision(["a"], {}) == 0.0
    assert ranking.ndcg(["a"], {"a": 0}, 5) == ranking.reciprocal_rank([], {"a": 1}) == 0.0
