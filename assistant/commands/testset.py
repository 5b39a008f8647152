"""`onrecord testset validate|new|import|export|score`."""

import json
from argparse import Namespace

from assistant import records
from assistant.answering import open_library
from assistant.commands.catalog import open_catalog
from assistant.commands.options import settings_of
from assistant.commands.output import note, print_json, print_table
from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.export import export
from assistant.evaluation.import_multihop_rag import read_multihop_rag
from assistant.evaluation.import_rgb import read_rgb
from assistant.evaluation.metrics import ranking
from assistant.evaluation.proposing import propose, sayings
from assistant.evaluation.reading import evidence_problems, read_testset
from assistant.evaluation.run_file import read_run
from assistant.evaluation.testset import TestSet, write_json_lines
from assistant.evaluation.trec import read_qrels
from assistant.evaluation.trec import read_run as read_trec_run


def run(options: Namespace) -> int:
    """Validate, propose, import or export test sets, or score a TREC run."""
    actions = {"validate": _validate, "new": _new, "import": _import, "export": _export, "score": _score}
    return actions[options.action](options)


def _validate(options: Namespace) -> int:
    """Name every line that cannot be used and every piece of evidence that the library does not have."""
    testset = read_testset(options.path)
    with open_library(settings_of(options)) as library:
        problems = [*testset.problems, *evidence_problems(options.path, testset.cases, library)]
    for problem in problems:
        note(problem)
    if options.json:
        print_json({"cases": len(testset.cases), "problems": problems})
    elif not problems:
        print(f"{len(testset.cases)} cases; every line can be used and every quote is in its article")
    if problems:
        raise EvaluationError(f"{len(problems)} problems in {options.path}: correct the lines above")
    return 0


def _new(options: Namespace) -> int:
    """Propose cases from the library's articles."""
    with open_library(settings_of(options)) as library:
        cases = propose(list(library.catalog.articles()), sayings(library), count=options.count, seed=options.seed)
    if not cases:
        raise EvaluationError("the articles quote nobody: write the test set by hand, one JSON object a line")
    return _written(options, cases, len(cases))


def _import(options: Namespace) -> int:
    """Turn another benchmark's file into a test set, and into articles where it has texts of its own."""
    if options.format == "rgb":
        data = read_rgb(options.path, rejection=options.rejection)
        articles = options.output.with_suffix(".articles.jsonl")
        rows = [json.dumps(records.article_record(one), ensure_ascii=False) + "\n" for one in data.articles]
        articles.write_text("".join(rows), encoding="utf-8")
        note(f"{len(rows)} articles are in {articles}: ingest them into a library of their own")
        return _written(options, data.cases, len(data.cases))
    testset = _multihop_rag(options) if options.format == "multihop-rag" else read_testset(options.path)
    for problem in testset.problems:
        note(problem)
    return _written(options, testset.cases, len(testset.cases) + len(testset.problems))


def _multihop_rag(options: Namespace) -> TestSet:
    with open_catalog(settings_of(options).library) as catalog:
        return read_multihop_rag(options.path, catalog.articles())


def _export(options: Namespace) -> int:
    """Write a run for other tools."""
    files = [str(path) for path in export(read_run(options.path), options.output, options.format)]
    if options.json:
        print_json({"files": files})
    else:
        print(f"written: {', '.join(files)}")
    return 0


def _score(options: Namespace) -> int:
    """Score anybody's TREC run against qrels; queries that the run lacks count 0."""
    found, qrels = read_trec_run(options.path), read_qrels(options.qrels)
    judged = [query for query, articles in qrels.items() if any(value > 0 for value in articles.values())]
    if not judged:
        raise EvaluationError(f"{options.qrels} calls nothing relevant: give the qrels of the run's queries")
    pairs = [(found.get(query, []), qrels[query]) for query in judged]
    figures = {
        "hit@1": [ranking.hit(*pair, 1) for pair in pairs],
        "hit@10": [ranking.hit(*pair, 10) for pair in pairs],
        "recall@10": [ranking.recall(*pair, 10) for pair in pairs],
        "recall@100": [ranking.recall(*pair, 100) for pair in pairs],
        "mrr": [ranking.reciprocal_rank(*pair) for pair in pairs],
        "map": [ranking.average_precision(*pair) for pair in pairs],
        "ndcg@10": [ranking.ndcg(*pair, 10) for pair in pairs],
    }
    means = {name: round(sum(values) / len(values), 4) for name, values in figures.items()}
    if options.json:
        print_json({"queries": len(judged), "metrics": means})
    else:
        print_table(("Measure", f"{len(judged)} queries"), *((name, f"{value:.4f}") for name, value in means.items()))
    return 0


def _written(options: Namespace, cases: list[Case] | tuple[Case, ...], total: int) -> int:
    if not cases:
        raise EvaluationError(f"{options.path} has no case that can be used: see the reasons above")
    write_json_lines(options.output, cases)
    if options.json:
        print_json({"cases": len(cases), "left_out": total - len(cases), "output": str(options.output)})
    else:
        print(f"{len(cases)} cases are in {options.output}")
    return 0
