"""Ingest and search as the archive grows, up to 20,000 articles; see `benchmarks.growth` for how it is grown.

pip install -e . -r benchmarks/requirements-peers.txt
taskset -c 0,1 python -m benchmarks.scale --library /tmp/library --folder /tmp/scale

`--library` is the one that benchmarks.ingest made of the development archive. One library grows from size to size;
every step and all questions to a size have a process of their own, so that each has its own peak of memory. Processor
time is reported beside the clock's: it changes less when other programs are running. The ledger is not filled.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

import numpy as np

from assistant.answering import open_library
from assistant.settings import Settings
from benchmarks.archive import arguments, load, machine, peak_memory
from benchmarks.growth import Growth, ReplayedEmbedding
from index.filters import Filters
from index.ingest import IngestReport, ingest
from index.library import Library
from index.retrieval import search

SIZES = (1_000, 5_000, 11_500, 20_000)
"""Articles; 11,500 have 100,000 passages."""

WINDOW = 500
"""Articles for each point of the plotted curve."""

HEADS = (
    "articles",
    "passages",
    "ms an article, without the model",
    "articles/s",
    "memory MB",
    "disk MB",
    "first search s",
    "search ms p50 / p95",
    "within 30 days",
    "memory MB",
)
"""Of the table; figures in brackets are processor time."""

MONTH = Filters(after=date(2018, 5, 1), before=date(2018, 5, 30))


@dataclass(frozen=True, kw_only=True)
class Step:
    """From one size to the next."""

    articles: int
    passages: int
    seconds: float
    processor: float
    """Processor seconds, without those that replaying took."""
    megabytes: float
    curve: list[tuple[int, float]]
    """Articles added so far and these processor seconds, every `WINDOW` articles."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Every question, several times, on a library of one size."""

    first: float
    """Seconds of the first search, which opens the indexes."""
    plain: "Times"
    dated: "Times"
    """With a filter of 30 days."""
    megabytes: float


class Times(NamedTuple):
    """Milliseconds of a search."""

    median: float
    most: float
    """p95."""
    processor: float
    """Median of the processor time."""

    def __str__(self) -> str:
        return f"{self.median:.0f} / {self.most:.0f} ({self.processor:.0f})"


def main() -> None:
    """Print the table and draw the plot."""
    options = _arguments()
    shutil.rmtree(options.folder, ignore_errors=True)
    options.folder.mkdir(parents=True)
    source, replay = options.library / "catalog.sqlite", options.folder / "replay.sqlite"
    grown = options.folder / "grown"
    growth = Growth(source, replay)
    files = []
    for first, last in pairwise((0, *options.sizes)):
        files.append(options.folder / f"articles-{last}.jsonl")
        growth.write(files[-1], first, last - first)
    del growth
    print(f"{machine()}, {Settings.load(library=grown).threads} threads", flush=True)
    real = None if options.no_model else _alone(_ingest, options.folder / "real", files[0], None)
    if real:
        print(f"with the real model: {_rates(real)}", flush=True)
    print(f"\n| {' | '.join(HEADS)} |\n|{' --- |' * len(HEADS)}", flush=True)
    steps: list[Step] = []
    asked: list[Asked] = []
    for size, file in zip(options.sizes, files, strict=True):
        steps.append(_alone(_ingest, grown, file, (source, replay)))
        asked.append(_alone(_ask, grown, options.archive, options.rounds))
        disk = sum(one.stat().st_size for one in grown.rglob("*") if one.is_file()) / 1e6
        print(_row(size, sum(step.passages for step in steps), steps[-1], asked[-1], disk), flush=True)
    if options.plot:
        from benchmarks.scale_plot import draw

        draw(options.plot, steps, asked)


def _arguments() -> Any:
    parser = arguments(__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the libraries are made; emptied first")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=3, help="times that every question is asked when all is warm")
    parser.add_argument("--no-model", action="store_true", help="leave out the first size with the real model")
    parser.add_argument("--plot", type=Path, help="where to write the plot (SVG or PNG)")
    return parser.parse_args()


def _alone(function: Callable[..., Any], *values: Any) -> Any:
    """Call a function in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *values).result()


def _ingest(folder: Path, articles: Path, replayed: tuple[Path, Path] | None) -> Step:
    settings = Settings.load(library=folder)
    with open_library(settings, create=True) as library:
        if replayed is None:
            return _measured(library, articles)
        embedding = ReplayedEmbedding(library.embedding, *replayed)
    with Library(folder, embedding) as library:
        return _measured(library, articles)


def _measured(library: Library, articles: Path) -> Step:
    embedding, before = library.embedding, process_time()
    curve: list[tuple[int, float]] = []

    def processor() -> float:
        replaying = embedding.seconds if isinstance(embedding, ReplayedEmbedding) else 0.0
        return process_time() - before - replaying

    def progress(report: IngestReport) -> None:
        if report.added >= WINDOW * (len(curve) + 1):
            curve.append((report.added, processor()))

    report = ingest(library, [articles], progress)
    return Step(
        articles=report.added,
        passages=report.passages,
        seconds=report.seconds,
        processor=processor(),
        megabytes=peak_memory(),
        curve=curve,
    )


def _ask(folder: Path, archive: Path, rounds: int) -> Asked:
    questions = [" ".join(case.turns) for case in load(archive)]
    with open_library(Settings.load(library=folder)) as library:
        started = perf_counter()
        search(library, "a first question opens the indexes")
        first = perf_counter() - started
        plain, dated = (_milliseconds(library, questions, rounds, filters) for filters in (None, MONTH))
    return Asked(first=first, plain=plain, dated=dated, megabytes=peak_memory())


def _milliseconds(library: Library, questions: list[str], rounds: int, filters: Filters | None) -> Times:
    seconds, processor = [], []
    for question in questions:
        search(library, question, filters=filters)  # warms the file cache
    for question in questions * rounds:
        started, before = perf_counter(), process_time()
        search(library, question, filters=filters)
        seconds.append(perf_counter() - started)
        processor.append(process_time() - before)
    median, most = 1000 * np.percentile(seconds, [50, 95])
    return Times(float(median), float(most), 1000 * float(np.median(processor)))


def _rates(step: Step) -> str:
    return (
        f"{step.articles:,} articles, {step.passages:,} passages in {step.seconds:.0f} s: {_per(step, step.articles)} "
        f"an article, {_per(step, step.passages)} a passage; peak memory {step.megabytes:.0f} MB"
    )


def _per(step: Step, count: int) -> str:
    return f"{1000 * step.seconds / count:.1f} ms ({1000 * step.processor / count:.1f})"


def _row(size: int, passages: int, step: Step, asked: Asked, disk: float) -> str:
    cells = [f"{size:,}", f"{passages:,}", _per(step, step.articles), f"{step.articles / step.seconds:.1f}"]
    cells += [f"{step.megabytes:,.0f}", f"{disk:,.0f}", f"{asked.first:.1f}", str(asked.plain), str(asked.dated)]
    return f"| {' | '.join(cells)} | {asked.megabytes:,.0f} |"


if __name__ == "__main__":
    main()
