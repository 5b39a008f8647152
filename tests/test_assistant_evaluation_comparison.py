"""Summaries, comparisons and conditions; the tests of significance against scipy and by hand."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from evaluation_double import run_of
from scipy.stats import binomtest

from assistant.errors import EvaluationError
from assistant.evaluation.bootstrap import difference, figure
from assistant.evaluation.comparison import compare, comparison_record
from assistant.evaluation.gates import check_bounds, check_no_worse, parse_bound, require
from assistant.evaluation.markdown import comparison_markdown, escaped, summary_markdown
from assistant.evaluation.mcnemar import mcnemar
from assistant.evaluation.measure import MEASURES, applicable
from assistant.evaluation.run_file import Run
from assistant.evaluation.summary import figures, summarise, summary_record


@pytest.mark.parametrize(
    ("lost", "won"), [(0, 0), (0, 1), (5, 0), (0, 6), (3, 3), (10, 3), (2, 9), (40, 55), (400, 300)]
)
def test_mcnemar_is_scipys_exact_binomial_test(lost: int, won: int) -> None:
    expected = binomtest(lost, lost + won, 0.5).pvalue if lost + won else 1.0
    assert mcnemar(lost, won) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(5, 0) == 2 * (1 / 2) ** 5
    assert mcnemar(1, 4) == 2 * (1 + 5) / 32


def test_a_figure_and_its_interval() -> None:
    values = [1.0] * 30 + [0.0] * 70
    found = figure([(value, 1.0) for value in values])
    # The normal approximation is good here: 0.3 +- 1.96 * sqrt(0.3 * 0.7 / 100).
    width = 1.96 * math.sqrt(0.3 * 0.7 / 100)
    assert found.value == pytest.approx(0.3)
    assert (found.low, found.high) == (pytest.approx(0.3 - width, abs=0.02), pytest.approx(0.3 + width, abs=0.02))
    assert found == figure([(value, 1.0) for value in values])
    assert figure([(1, 2), (0, 2)]).value == 0.25
    with pytest.raises(ValueError, match="cases"):
        figure([])


def test_the_paired_bootstrap_sees_what_pairing_shows() -> None:
    chance = np.random.default_rng(1)
    before = chance.normal(0.5, 0.3, 60)
    after = before - 0.05 + chance.normal(0, 0.02, 60)
    one, two = ([(value, 1.0) for value in values] for values in (before, after))
    found = difference(one, two)
    assert found.value == pytest.approx(after.mean() - before.mean())
    assert found.low < found.value < found.high < 0
    assert found.p < 0.001
    assert difference(two, one).value == -found.value
    assert difference(one, one).p == 1.0
    noise = [(value + shift, 1.0) for (value, _), shift in zip(one, chance.normal(0, 0.3, 60), strict=True)]
    assert difference(one, noise).p > 0.05
    with pytest.raises(ValueError, match="same cases"):
        difference(one, two[:-1])


def test_a_ratio_without_a_case_on_one_side_has_no_interval() -> None:
    assert difference([(0, 0), (0, 0)], [(1, 1), (1, 1)]).p == 1.0


def test_measures_divide_what_they_say() -> None:
    scores = [
        {"refused": 1.0, "refused_rightly": 1.0, "unanswerable": 1.0, "answerable": 0.0, "refused_wrongly": 0.0},
        {"refused": 0.0, "refused_rightly": 0.0, "unanswerable": 1.0, "answerable": 0.0, "refused_wrongly": 0.0},
        {"refused": 1.0, "refused_rightly": 0.0, "unanswerable": 0.0, "answerable": 1.0, "refused_wrongly": 1.0},
        {"refused": 0.0, "refused_rightly": 0.0, "unanswerable": 0.0, "answerable": 1.0, "refused_wrongly": 0.0},
        {"refused": 0.0, "refused_rightly": 0.0, "unanswerable": 0.0, "answerable": 1.0, "refused_wrongly": 0.0},
    ]
    found = figures(scores)
    assert (found["refusal_precision"].value, found["refusal_precision"].cases) == (1 / 2, 2)
    assert (found["refusal_recall"].value, found["refusal_recall"].cases) == (1 / 2, 2)
    assert (found["false_refusals"].value, found["false_refusals"].cases) == (1 / 3, 3)
    assert [measure.name for measure in applicable(scores)] == list(found)
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)


RIGHT, WRONG = {"correct": 1.0, "confidence": 0.9}, {"correct": 0.0, "confidence": 0.3}


def test_summary() -> None:
    run = run_of(RIGHT, WRONG, RIGHT, {"correct": 0.0})
    lines = [{**line, "type": "quote" if number == 1 else "fact"} for number, line in enumerate(run.lines)]
    run = Run(tuple(lines), {"model": "queued", "cost": 0.5})
    summary = summarise(run)
    assert (summary.cases, summary.cases_by_type) == (4, {"fact": 3, "quote": 1})
    assert summary.by_type["fact"]["correct"].value == pytest.approx(2 / 3)
    assert [(point.coverage, point.risk) for point in summary.risk_coverage] == [(0.5, 0.0), (0.75, 1 / 3)]
    assert summary.usage == {"prompt_tokens": 400, "completion_tokens": 80}
    record = json.loads(json.dumps(summary_record(run, summary)))
    assert record["metrics"]["correct"]["value"] == 0.5
    assert record["by_type"]["quote"] == {
        "cases": 1,
        "metrics": {"correct": {"value": 0, "low": 0, "high": 0, "cases": 1}},
    }
    assert record["usage"]["cost"] == 0.5
    text = summary_markdown(run, summary)
    assert "| correct | 0.500" in text and "cost 0.5000" in text and "curve: 0.111" in text


def test_comparison() -> None:
    first = run_of(*[RIGHT] * 8, WRONG, WRONG, RIGHT)
    second = run_of(*[WRONG] * 7, RIGHT, RIGHT, WRONG)
    found = compare(first, second)
    assert (found.cases, found.only_first, found.only_second) == (10, 1, 0)
    (change,) = found.changes
    assert (change.first, change.second, change.lost, change.won) == (0.8, pytest.approx(0.2), 7, 1)
    assert change.p == change.mcnemar == mcnemar(7, 1) == 2 * 9 / 256
    assert change.worse and not change.significant
    assert [flip.id for flip in found.flips if flip.won] == ["c8"]
    assert len(found.flips) == 8
    record = json.loads(json.dumps(comparison_record(found)))
    assert record["metrics"]["correct"]["lost"] == 7
    assert record["by_type"]["fact"]["correct"]["difference"] == -0.6
    text = comparison_markdown(found, "a.jsonl", "b.jsonl")
    assert "## Lost: 7" in text and "## Won: 1" in text and "1 cases only in the first" in text


def test_runs_without_answers_flip_where_the_article_is_found() -> None:
    answers = run_of({"correct": 1.0, "hit@10": 1.0}, {"correct": 0.0, "hit@10": 1.0}, {"correct": 0.0})
    search = run_of({"hit@10": 1.0}, {"hit@10": 0.0}, {})
    assert [(flip.id, flip.won) for flip in compare(answers, search).flips] == [("c1", False)]
    assert [(flip.id, flip.won) for flip in compare(search, answers).flips] == [("c1", True)]


def test_a_measure_that_is_no_yes_or_no_is_compared_by_the_bootstrap() -> None:
    first = run_of(*[{"citation_recall": 0.9 + number / 100} for number in range(10)])
    second = run_of(*[{"citation_recall": 0.5 + number / 100} for number in range(9)], {})
    (change,) = compare(first, second).changes
    assert change.mcnemar is None and change.significant and change.worse
    assert change.p == change.difference.p < 0.001


def test_runs_that_cannot_be_compared() -> None:
    one = run_of(RIGHT)
    other = Run(tuple({**line, "id": "x"} for line in one.lines), {})
    with pytest.raises(EvaluationError, match="no case in common"):
        compare(one, other)
    changed = Run(tuple({**line, "question": "Other?"} for line in one.lines), {})
    with pytest.raises(EvaluationError, match="asks something else"):
        compare(one, changed)


def test_bounds() -> None:
    assert parse_bound("correct = 0.4") == ("correct", 0.4)
    found = figures([{"correct": 1.0, "refused_wrongly": 1.0, "answerable": 1.0}, {"correct": 0.0}])
    assert check_bounds(found, [("correct", 0.5), ("false_refusals", 1.0)]) == []
    failures = check_bounds(found, [("correct", 0.6), ("false_refusals", 0.9), ("hit@1", 0.1)])
    assert [failure.split()[0] for failure in failures] == ["correct", "false_refusals", "hit@1"]
    require([])
    with pytest.raises(EvaluationError, match=r"correct is 0\.500, worse than 0\.6"):
        require(failures)
    for text in ("correct", "colour=1", "correct=high"):
        with pytest.raises(ValueError, match=r"colour|high|correct"):
            parse_bound(text)


def test_no_worse_than_adjusts_for_several_measures() -> None:
    first = run_of(*[{"correct": 1.0, "hit@1": 1.0}] * 10)
    # Six lost of six: p 0.031 alone, 0.0625 as the better of two.
    six_lost = run_of(*[{"correct": 0.0, "hit@1": 1.0}] * 6, *[{"correct": 1.0, "hit@1": 1.0}] * 4)
    assert compare(first, six_lost).changes[1].significant
    assert check_no_worse(compare(first, six_lost)) == []
    all_lost = run_of(*[{"correct": 0.0, "hit@1": 1.0}] * 10)
    (failure,) = check_no_worse(compare(first, all_lost))
    assert failure.startswith("correct fell from 1.000 to 0.000")
    assert check_no_worse(compare(all_lost, first)) == []


def test_lower_is_better_where_it_is() -> None:
    first = run_of(*[{"refused_wrongly": 0.0, "answerable": 1.0}] * 9)
    second = run_of(*[{"refused_wrongly": 1.0, "answerable": 1.0}] * 9)
    (change,) = compare(first, second).changes
    assert change.worse and not replace(change, difference=change.difference._replace(value=-1.0)).worse


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("<img src=x onerror=alert(1)>", id="HTML"),
        pytest.param("[click](http://evil.example)", id="a link"),
        pytest.param("a | b\n| --- |", id="a table"),
        pytest.param("@maintainers please `run` **this** #1", id="mentions and styles"),
    ],
)
def test_markdown_shows_untrusted_text_as_text(hostile: str) -> None:
    shown = escaped(hostile)
    bare = shown.replace("\\\\", "")
    assert "\n" not in shown
    for mark in "<>[]|`*#@":
        assert bare.count(mark) == bare.count(f"\\{mark}")
    assert "://" not in shown
