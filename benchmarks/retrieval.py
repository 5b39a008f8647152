"""Retrieval on the development questions, stage by stage, with paired tests between each stage and the one before.

    taskset -c 0,1 python -m benchmarks.retrieval --library /tmp/library

hit@k: one of the first k articles has evidence; span@k: one of the first k hits overlaps the evidence itself;
span@3000: the evidence begins within the first 3,000 characters of the hits, however long each is.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from assistant.answering import open_library
from assistant.question import understand
from assistant.searching import find
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, load, machine
from benchmarks.significance import mcnemar, sign_flips
from index import candidate, late_interaction, neighbours, retrieval
from index.article import Hit, Span
from index.library import Library

DEPTHS = (1, 5, 10)
CHARACTERS = 3000
RANK_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

Hits = tuple[Hit, ...]
Ask = Callable[[Library, Case, int], Hits]
Change = tuple[object, str, Any]


def search(library: Library, case: Case, k: int) -> Hits:
    """The words alone."""
    return retrieval.search(library, " ".join(case.turns), k=k).hits


def search_as_ask_does(library: Library, case: Case, k: int) -> Hits:
    """The question with its parts, its limits and its preferences."""
    return find(library, understand(case.turns[-1], case.turns[:-1]), k=k).found.hits


def by_reciprocal_ranks(dense: Sequence[float], keyword: Sequence[float]) -> NDArray[np.float64]:
    """Instead of `retrieval.fuse`; what the keywords have not found has no rank in them."""
    fused = np.zeros(len(dense))
    for scores in (np.asarray(dense), np.asarray(keyword)):
        ranks = np.argsort(np.argsort(-scores, kind="stable"), kind="stable")
        fused += np.where(scores > 0, 1 / (RANK_CONSTANT + 1 + ranks), 0.0)
    return fused


UNMERGED: Change = (neighbours, "LONGEST", 0)
ALONE: Change = (candidate, "ARTICLE_WEIGHT", 0.0)
WHOLE: Change = (late_interaction, "best_stretches", lambda similar: np.zeros(len(similar)))
FIRST_STAGE: tuple[Change, ...] = (UNMERGED, ALONE, (retrieval, "LATE_WEIGHT", 0.0))
STAGES: dict[str, tuple[Ask, tuple[Change, ...]]] = {
    "keywords only": (search, (*FIRST_STAGE, (retrieval, "DENSE_WEIGHT", 0.0))),
    "vectors only": (search, (*FIRST_STAGE, (retrieval, "DENSE_WEIGHT", 1.0))),
    "fused, reciprocal ranks": (search, (*FIRST_STAGE, (retrieval, "fuse", by_reciprocal_ranks))),
    "fused, weighted": (search, FIRST_STAGE),
    "+ late interaction, whole passage": (search, (UNMERGED, ALONE, WHOLE)),
    "+ its best stretch": (search, (UNMERGED, ALONE)),
    "+ other passages of the article": (search, (UNMERGED,)),
    "+ constraints and parts": (search_as_ask_does, (UNMERGED,)),
    "+ neighbours merged (in force)": (search_as_ask_does, ()),
}


@dataclass
class Tally:
    """Hits by depth, over the answerable questions."""

    articles: dict[int, list[bool]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    spans: dict[int, list[bool]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    within: list[bool] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, case: Case, hits: Hits) -> None:
        """Count a question's hits; articles are counted once each."""
        wanted = {article for article, _ in case.gold}
        ranked = list(dict.fromkeys(hit.article.id for hit in hits))
        self.reciprocal.append(next((1 / rank for rank, one in enumerate(ranked, 1) if one in wanted), 0.0))
        for depth in DEPTHS:
            self.articles[depth].append(bool(wanted & set(ranked[:depth])))
            self.spans[depth].append(any(_overlaps(hit, *gold) for hit in hits[:depth] for gold in case.gold))
        self.within.append(_within(case, hits))
        self.lengths += [len(hit.text) for hit in hits[:5]]

    def row(self, name: str) -> str:
        """A row of the Markdown table."""
        shares = [*self.articles.values(), self.reciprocal, *self.spans.values(), self.within]
        cells = [name, *(f"{mean(one):.3f}" for one in shares), f"{mean(self.lengths):.0f}"]
        median, slow = (1000 * float(np.percentile(self.seconds, share)) for share in (50, 95))
        return f"| {' | '.join(cells)} | {median:.0f} / {slow:.0f} |"

    def against(self, before: "Tally") -> list[float]:
        """p-values: that hit@1, MRR and span@5 are what they were."""
        return [
            mcnemar(before.articles[1], self.articles[1]),
            sign_flips(before.reciprocal, self.reciprocal),
            mcnemar(before.spans[5], self.spans[5]),
        ]


def main() -> None:
    """Print the tables."""
    parser = arguments(__doc__)
    parser.add_argument("--k", type=int, default=20, help="hits asked for (default 20)")
    parser.add_argument("--questions", type=Path, help="other questions over the same archive, in the same format")
    options = parser.parse_args()
    cases = [case for case in load(options.archive, options.questions) if not case.unanswerable]
    settings = Settings.load(library=options.library)
    tallies: dict[str, Tally] = {}
    print(f"{machine()}, {settings.threads} threads; {len(cases)} questions, {options.k} hits\n")
    print("| stage | hit@1 | hit@5 | hit@10 | MRR | span@1 | span@5 | span@10 | span@3000 | length | ms p50 / p95 |")
    print("|" + " --- |" * 11)
    with open_library(settings) as library:
        for name, (ask, changes) in STAGES.items():
            with _changed(changes):
                tallies[name] = _measure(library, cases, ask, options.k)
            print(tallies[name].row(name), flush=True)
    print_tests(tallies)


def print_tests(tallies: dict[str, Tally]) -> None:
    """Print a table of p-values: each stage against the one before, and against what is in force."""
    tests = "hit@1 (McNemar) | MRR (sign flips) | span@5 (McNemar)"
    print(f"\n| p-values | against the row before: {tests} | against the last row: {tests} |\n|" + " --- |" * 7)
    in_force = list(tallies.values())[-1]
    before: Tally | None = None
    for name, tally in tallies.items():
        values = [f"{p:.3f}" for p in tally.against(before)] if before else ["", "", ""]
        values += [f"{p:.3f}" for p in in_force.against(tally)] if tally is not in_force else ["", "", ""]
        print(f"| {name} | {' | '.join(values)} |")
        before = tally


def _measure(library: Library, cases: list[Case], ask: Ask, k: int) -> Tally:
    tally = Tally()
    for case in cases[:10]:  # warms the caches
        ask(library, case, k)
    for case in cases:
        started = perf_counter()
        hits = ask(library, case, k)
        tally.seconds.append(perf_counter() - started)
        tally.add(case, hits)
    return tally


@contextmanager
def _changed(changes: Sequence[Change]) -> Iterator[None]:
    with ExitStack() as stack:
        for owner, name, value in changes:
            stack.enter_context(patch.object(owner, name, value))
        yield


def _within(case: Case, hits: Hits) -> bool:
    left = CHARACTERS
    for hit in hits:
        read = Span(hit.span.start, min(hit.span.end, hit.span.start + left))
        if any(hit.article.id == article and read.overlaps(span) for article, span in case.gold):
            return True
        left -= read.end - read.start
        if left <= 0:
            return False
    return False


def _overlaps(hit: Hit, article_id: str, span: Span) -> bool:
    return hit.article.id == article_id and hit.span.overlaps(span)


if __name__ == "__main__":
    main()
