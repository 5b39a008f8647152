"""The verifier on claims that people have labelled: AUROC, precision and recall of "supported", checks per second.

taskset -c 0,1 python -m benchmarks.verifier --data ../shared/data

The model was fitted on these data sets, so these figures say only that it works as built; what it does on articles that
it has not seen is printed by training/verifier.py, from folds by article.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from assistant.verification import Verifier
from assistant.verification.verifier import Finding
from benchmarks.archive import machine
from benchmarks.claims import SHARED, Labelled, labelled
from index.embedding import open_embedding

RESAMPLED = 1000
"""Bootstrap samples, of whole articles."""
BATCH = 64


def main() -> None:
    """Print a row for each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of wice, frank and quotesum")
    options = parser.parse_args()
    settings = Settings.load()
    print(f"{machine()}, {settings.threads} threads\n")
    print("| data | claims | AUROC (95% interval) | precision | recall | checks/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    embedding = open_embedding(settings.embedding_name, settings.models, threads=settings.threads)
    embedding.embed(["a first sentence warms the model up"])
    for data in ("wice", "frank", "quotesum"):
        cases = labelled(options.data, data)
        started = perf_counter()
        findings = check(Verifier(embedding), cases)
        seconds = perf_counter() - started
        print(_row(data, cases, findings, len(cases) / seconds))


def check(verifier: Verifier, cases: Sequence[Labelled]) -> list[Finding]:
    """The findings of all cases, in batches as `onrecord check` takes them."""
    found: list[Finding] = []
    for start in range(0, len(cases), BATCH):
        found += verifier.verify([(case.claim, case.article) for case in cases[start : start + BATCH]])
    return found


def _row(data: str, cases: Sequence[Labelled], findings: Sequence[Finding], rate: float) -> str:
    labels = np.array([case.supported for case in cases])
    scores = np.array([finding.score for finding in findings])
    low, high = interval(labels, scores, [case.group for case in cases])
    passed = np.array([finding.verdict == "supported" for finding in findings])
    precision = labels[passed].mean() if passed.any() else float("nan")
    recall = passed[labels].mean()
    area = f"{auroc(labels, scores):.3f} ({low:.3f} to {high:.3f})"
    return f"| {data} | {len(cases)} | {area} | {precision:.3f} | {recall:.3f} | {rate:.0f} |"


def auroc(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """How often a supported claim scores above one that is not; ties count half."""
    positive, negative = scores[labels], scores[~labels]
    above = (positive[:, None] > negative[None, :]).mean() + 0.5 * (positive[:, None] == negative[None, :]).mean()
    return float(above)


def interval(labels: NDArray[np.bool_], scores: NDArray[np.float64], groups: Sequence[str]) -> tuple[float, float]:
    """The middle 95% of the AUROC over samples of the articles with replacement."""
    chance = np.random.default_rng(0)
    members: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        members.setdefault(group, []).append(number)
    rows = [np.array(one) for one in members.values()]
    found = []
    for _ in range(RESAMPLED):
        sample = np.concatenate([rows[i] for i in chance.integers(len(rows), size=len(rows))])
        found.append(auroc(labels[sample], scores[sample]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    main()
