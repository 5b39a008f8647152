"""Retrieval on the development questions: keywords alone, vectors alone, fused, and with late interaction.

taskset -c 0,1 python -m benchmarks.retrieval --library /tmp/library
"""

from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from assistant.answering import open_library
from assistant.settings import Settings
from benchmarks.archive import Case, arguments, load, machine
from index import retrieval
from index.article import Hit, Span
from index.library import Library

STAGES = {
    "keywords": {"DENSE_WEIGHT": 0.0, "LATE_WEIGHT": 0.0},
    "vectors": {"DENSE_WEIGHT": 1.0, "LATE_WEIGHT": 0.0},
    "fused": {"LATE_WEIGHT": 0.0},
    "fused, late interaction": {},
}
DEPTHS = (1, 5, 10)


@dataclass
class Tally:
    """Hits by depth, over the answerable questions."""

    articles: dict[int, list[bool]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    spans: dict[int, list[bool]] = field(default_factory=lambda: {depth: [] for depth in DEPTHS})
    reciprocal: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, case: Case, hits: tuple[Hit, ...]) -> None:
        """Count a question's hits; articles are counted once each."""
        wanted = {article for article, _ in case.gold}
        ranked = list(dict.fromkeys(hit.article.id for hit in hits))
        self.reciprocal.append(next((1 / rank for rank, one in enumerate(ranked, 1) if one in wanted), 0.0))
        for depth in DEPTHS:
            self.articles[depth].append(bool(wanted & set(ranked[:depth])))
            self.spans[depth].append(any(_overlaps(hit, *gold) for hit in hits[:depth] for gold in case.gold))

    def row(self, name: str) -> str:
        """A row of the Markdown table."""
        figures = [np.mean(self.articles[depth]) for depth in DEPTHS] + [np.mean(self.reciprocal)]
        figures += [np.mean(self.spans[depth]) for depth in DEPTHS]
        milliseconds = [1000 * float(np.percentile(self.seconds, share)) for share in (50, 95)]
        return " | ".join(
            [f"| {name}", *(f"{one:.3f}" for one in figures), f"{milliseconds[0]:.0f} / {milliseconds[1]:.0f} |"]
        )


def main() -> None:
    """Print the table."""
    options = arguments(__doc__).parse_args()
    cases = [case for case in load(options.archive) if not case.unanswerable]
    settings = Settings.load(library=options.library)
    print(f"{machine()}, {settings.threads} threads; {len(cases)} questions\n")
    print("| stage | hit@1 | hit@5 | hit@10 | MRR | span@1 | span@5 | span@10 | ms p50 / p95 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    with open_library(settings) as library:
        for name, constants in STAGES.items():
            print(_measure(library, cases, constants).row(name))


def _measure(library: Library, cases: list[Case], constants: dict[str, float]) -> Tally:
    kept = {name: getattr(retrieval, name) for name in constants}
    for name, value in constants.items():
        setattr(retrieval, name, value)
    tally = Tally()
    retrieval.search(library, "a first question warms the caches")
    for case in cases:
        started = perf_counter()
        found = retrieval.search(library, " ".join(case.turns), k=30)
        tally.seconds.append(perf_counter() - started)
        tally.add(case, found.hits)
    for name, value in kept.items():
        setattr(retrieval, name, value)
    return tally


def _overlaps(hit: Hit, article_id: str, span: Span) -> bool:
    return hit.article.id == article_id and hit.span.overlaps(span)


if __name__ == "__main__":
    main()
