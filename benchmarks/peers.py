"""OnRecord beside other retrieval systems: the same articles, questions and embedding model, each in its own process.

pip install -e . -r benchmarks/requirements-peers.txt
taskset -c 0,1 python -m benchmarks.peers --folder /tmp/peers [--python haiku_rag=/path/to/its/python]

Every system keeps its own splitter, index and ranking with the defaults of its makers, and is asked for 30 hits.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.archive import DEFAULT, Case, load, machine
from benchmarks.peer_systems import SYSTEMS
from benchmarks.peer_systems.system import Stretch
from index.article import Span

DEPTHS = (1, 5, 10)
SPAN_DEPTHS = (5, 10)
BUDGETS = (3500, 7000)
"""Characters read from the top of the ranking: 5 and 10 passages of OnRecord's size."""


def main() -> None:
    """Run every system and print the two tables."""
    options = _arguments().parse_args()
    cases = [case for case in load(options.archive) if not case.unanswerable]
    if not options.keep:
        shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True, exist_ok=True)
    lines = (options.archive / "articles.jsonl").read_text("utf-8").splitlines()
    if options.articles:
        lines, cases = _subset(lines, cases, options.articles)
    articles, questions = options.folder / "articles.jsonl", options.folder / "questions.json"
    articles.write_text("\n".join(lines) + "\n", "utf-8")
    questions.write_text(json.dumps([" ".join(case.turns) for case in cases]), "utf-8")
    characters = sum(len(json.loads(line)["text"]) for line in lines)
    pythons = dict(pair.split("=", 1) for pair in options.python)
    trials = {}
    for name in options.systems:
        if trial := _trial(name, pythons.get(name, sys.executable), options.folder):
            trials[name] = trial
    print(f"{machine()}; {len(lines):,} articles, {characters / 1e6:.1f} million characters, {len(cases)} questions\n")
    _print_quality(trials, cases)
    _print_cost(trials, len(lines), characters)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=DEFAULT, help="folder of articles.jsonl and questions.jsonl")
    parser.add_argument("--folder", type=Path, required=True, help="where the indexes are made; emptied first")
    parser.add_argument("--articles", type=int, help="only so many articles, those with gold evidence first")
    parser.add_argument("--keep", action="store_true", help="keep the trials of a run that was broken off")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument(
        "--python", action="append", default=[], metavar="SYSTEM=PATH", help="the interpreter of a system's environment"
    )
    return parser


def _subset(lines: list[str], cases: list[Case], count: int) -> tuple[list[str], list[Case]]:
    wanted = {article for case in cases for article, _ in case.gold}
    lines = sorted(lines, key=lambda line: json.loads(line)["id"] not in wanted)[:count]
    kept = {json.loads(line)["id"] for line in lines}
    return lines, [case for case in cases if {article for article, _ in case.gold} <= kept]


def _trial(name: str, python: str, folder: Path) -> dict[str, Any] | None:
    own, output = folder / name, folder / f"{name}.json"
    if output.exists():
        return _read(output)
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    print(f"{name} ...", file=sys.stderr, flush=True)
    files = {"articles": folder / "articles.jsonl", "questions": folder / "questions.json"}
    places = [f"--{what}={path}" for what, path in {**files, "folder": own, "output": output}.items()]
    run = subprocess.run(
        [python, "-m", "benchmarks.peer_trial", name, *places],
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False", "HF_HUB_OFFLINE": "1"},
        stdout=sys.stderr,
    )
    if run.returncode:
        print(f"{name} failed ({run.returncode}): is it installed?", file=sys.stderr)
        return None
    return _read(output)


def _read(output: Path) -> dict[str, Any]:
    trial: dict[str, Any] = json.loads(output.read_text("utf-8"))
    return trial


def _print_quality(trials: dict[str, dict[str, Any]], cases: list[Case]) -> None:
    heads = [f"hit@{depth}" for depth in DEPTHS] + [f"span@{depth}" for depth in SPAN_DEPTHS]
    heads += ["characters a hit", *(f"span in {budget:,} characters" for budget in BUDGETS)]
    print(f"| system | {' | '.join(heads)} |")
    print(f"| --- |{' --- |' * len(heads)}")
    for trial in trials.values():
        for row in trial["rows"]:
            hits = [[Stretch(*hit) for hit in found] for found in row["hits"]]
            print(f"| {row['name']} | {' | '.join(_quality(cases, hits))} |")
    print()


def _quality(cases: list[Case], hits: list[list[Stretch]]) -> list[str]:
    pairs = list(zip(cases, hits, strict=True))
    shares = [np.mean([_has_article(case, found, depth) for case, found in pairs]) for depth in DEPTHS]
    shares += [np.mean([_has_span(case, found[:depth]) for case, found in pairs]) for depth in SPAN_DEPTHS]
    within = [np.mean([_has_span(case, _within(found, budget)) for case, found in pairs]) for budget in BUDGETS]
    length = np.mean([hit.end - hit.start for found in hits for hit in found[:10]])
    return [*(f"{share:.3f}" for share in shares), f"{length:,.0f}", *(f"{share:.3f}" for share in within)]


def _has_article(case: Case, hits: list[Stretch], depth: int) -> bool:
    """Whether a gold article is among the first `depth`, each counted once."""
    ranked = list(dict.fromkeys(hit.article_id for hit in hits))[:depth]
    return any(article in ranked for article, _ in case.gold)


def _has_span(case: Case, hits: list[Stretch]) -> bool:
    return any(
        hit.article_id == article and Span(hit.start, hit.end).overlaps(span)
        for hit in hits
        for article, span in case.gold
    )


def _within(hits: list[Stretch], budget: int) -> list[Stretch]:
    """The hits from the top as far as they fit, the last one cut."""
    kept = []
    for hit in hits:
        if budget <= 0:
            break
        kept.append(hit._replace(end=min(hit.end, hit.start + budget)))
        budget -= hit.end - hit.start
    return kept


def _print_cost(trials: dict[str, dict[str, Any]], articles: int, characters: int) -> None:
    print("| system | chunks | ingest s | articles/s | chunks/s | thousand characters/s | query ms p50 / p95 |", end="")
    print(" peak memory MB | disk MB |")
    print(f"| --- |{' --- |' * 8}")
    for trial in trials.values():
        for row in trial["rows"]:
            seconds, milliseconds = row["seconds"], 1000 * np.percentile(row["latencies"], [50, 95])
            print(
                f"| {row['name']} | {trial['chunks']:,} | {seconds:.0f} | {articles / seconds:.1f} | "
                f"{trial['chunks'] / seconds:.0f} | {characters / 1000 / seconds:.1f} | "
                f"{milliseconds[0]:.0f} / {milliseconds[1]:.0f} | {row['megabytes']:,.0f} | {row['disk']:,.0f} |"
            )


if __name__ == "__main__":
    main()
