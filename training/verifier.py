"""Fit the verifier's model (assistant/verification/model.json), with figures from folds by article.

python -m training.verifier --data ../shared/data      (needs scikit-learn; about 10 minutes on 2 cores)
"""

import argparse
import json
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from assistant.settings import Settings
from assistant.verification.claim import Claim
from assistant.verification.comparison import Comparison
from assistant.verification.meaning import Meaning
from assistant.verification.scoring import DEPTH
from assistant.verification.verifier import LEAST_SCORE, prepare
from benchmarks.claims import SHARED, Labelled, labelled
from benchmarks.planted_sources import plant
from benchmarks.planting import FALSE_KINDS, TRUE_KINDS
from benchmarks.verifier import auroc, interval
from index.embedding import open_embedding

MODEL = Path("assistant/verification/model.json")
PLANTED = 1500
"""True and as many false claims made for training; the seed differs from the benchmark's, and so do the articles."""
SEED = 11
FOLDS = 10
KNOTS = 21
WEIGHTS = {"wice": 2.0, "frank": 1.0, "quotesum": 0.1, "planted": 0.2}
Table = NDArray[np.float64]


def main() -> None:
    """Compute features, print the figures of the folds, fit on everything and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    parser.add_argument("--features", type=Path, help="keep the computed features in this file, or take them from it")
    options = parser.parse_args()
    if options.features and options.features.exists():
        cases, rows = pickle.loads(options.features.read_bytes())
    else:
        cases = gather(options.data)
        rows = compute(cases)
        if options.features:
            options.features.write_bytes(pickle.dumps((cases, rows)))
    exported: dict[str, Any] = {}
    held: dict[str, NDArray[np.float64]] = {}
    for kind in ("words", "meaning"):
        names = sorted(name for name in rows[0] if kind == "meaning" or not is_meaning(name))
        exported[kind], held[kind] = _fit_and_report(kind, names, cases, rows)
    MODEL.write_text(json.dumps(exported, separators=(",", ":")) + "\n", "utf-8")


def gather(folder: Path) -> list[Labelled]:
    """The labelled claims and those planted for training."""
    cases = [one for data in ("wice", "frank", "quotesum") for one in labelled(folder, data)]
    planted, articles = plant(folder, train=True, count=PLANTED, seed=SEED, true=TRUE_KINDS, false=FALSE_KINDS)
    return cases + [
        Labelled(
            data="planted", group=one.article_id, claim=one.claim, article=articles[one.article_id], supported=one.true
        )
        for one in planted
    ]


def compute(cases: Sequence[Labelled]) -> list[dict[str, float]]:
    """All features of all cases."""
    settings = Settings.load()
    embedding = open_embedding(settings.embedding_name, settings.models, threads=settings.threads)
    prepared = {case.article.text: prepare(case.article) for case in cases}
    comparisons = []
    for case in cases:
        comparisons.append(Comparison(Claim(case.claim), *prepared[case.article.text]))
    texts = list(dict.fromkeys(text for one in comparisons for text in one.texts))
    vectors, tokens = embedding.embed_with_tokens(texts)
    assert tokens is not None
    meanings = dict(zip(texts, map(Meaning, vectors, tokens), strict=True))
    return [one.word_features | one.meaning_features([meanings[text] for text in one.texts]) for one in comparisons]


def is_meaning(name: str) -> bool:
    """Whether a feature needs the embedding."""
    return name.startswith(("met_", "cosine_"))


class Ranks:
    """Every feature as its rank among the training values, 0 to 1: what a count and a cosine have in common."""

    def __init__(self, table: Table) -> None:
        self.knots: list[list[float]] = []
        self.ranks: list[list[float]] = []
        for column in table.T:
            knots = np.unique(np.quantile(column, np.linspace(0, 1, KNOTS)).round(6))
            ordered = np.sort(column.round(6))
            below, up_to = np.searchsorted(ordered, knots, "left"), np.searchsorted(ordered, knots, "right")
            self.knots.append([float(knot) for knot in knots])
            self.ranks.append([round(float(rank), 5) for rank in (below + up_to) / (2 * len(column))])

    def of(self, table: Table) -> Table:
        """Shape as given."""
        columns = zip(table.T, self.knots, self.ranks, strict=True)
        return np.stack([np.interp(column, knots, ranks) for column, knots, ranks in columns], axis=1)


class Ensemble:
    """A logistic regression and boosted trees, whose log-odds are averaged.

    The regression sees only the claims that people have labelled, which are too few for more; the trees see the
    planted ones as well, for only they can see that a "not" matters where all else is a copy.
    """

    def __init__(self, seed: int) -> None:
        self._regression = LogisticRegression(C=0.1, max_iter=2000)
        self._boosted = [
            GradientBoostingClassifier(
                n_estimators=150,
                learning_rate=0.03,
                max_depth=DEPTH,
                subsample=0.4,
                max_features=0.15,
                min_samples_leaf=12,
                random_state=2 * seed + number,
            )
            for number in range(2)
        ]

    def fit(self, table: Table, labels: NDArray[np.int64], data: NDArray[np.str_]) -> "Ensemble":
        """Fit both."""
        weights = np.array([WEIGHTS[one] for one in data])
        real = data != "planted"
        self._ranks = Ranks(table[real])
        self._regression.fit(self._ranks.of(table[real]), labels[real], sample_weight=weights[real])
        for one in self._boosted:
            one.fit(table, labels, sample_weight=weights)
        return self

    def log_odds(self, table: Table) -> NDArray[np.float64]:
        """Shape `(rows,)`."""
        trees = np.mean([one.decision_function(table) for one in self._boosted], axis=0)
        odds: NDArray[np.float64] = 0.5 * (self._regression.decision_function(self._ranks.of(table)) + trees)
        return odds

    def exported(self, names: list[str], scale: float, shift: float) -> dict[str, Any]:
        """The fields of `assistant.verification.scoring.Model`."""
        trees: dict[str, list[list[float]]] = {"features": [], "thresholds": [], "values": []}
        share = 0.5 / len(self._boosted)
        for boosted in self._boosted:
            for stage in boosted.estimators_[:, 0]:
                features, thresholds, values = _filled(stage)
                trees["features"].append(features)
                trees["thresholds"].append(thresholds)
                trees["values"].append([round(share * boosted.learning_rate * value, 6) for value in values])
            shift += scale * share * float(boosted._raw_predict_init(np.zeros((1, len(names))))[0, 0])
        shift += scale * 0.5 * float(self._regression.intercept_[0])
        return {
            "names": names,
            "knots": self._ranks.knots,
            "ranks": self._ranks.ranks,
            "weights": [round(0.5 * float(weight), 6) for weight in self._regression.coef_[0]],
            "trees": trees,
            "scale": round(scale, 6),
            "shift": round(shift, 6),
        }


def _filled(tree: DecisionTreeRegressor) -> tuple[list[float], list[float], list[float]]:
    """Features and thresholds by level, and leaves; a leaf above the last level is repeated below it."""
    inner, leaves = 2**DEPTH - 1, 2**DEPTH
    features, thresholds, values = [0.0] * inner, [0.0] * inner, [0.0] * leaves
    tree_ = tree.tree_

    def visit(node: int, place: int) -> None:
        if place >= inner:
            values[place - inner] = float(tree_.value[node, 0, 0])
            return
        leaf = tree_.children_left[node] == -1
        if not leaf:
            features[place] = int(tree_.feature[node])
            # scikit-learn compares single-precision values: what is kept must part the data as it did.
            thresholds[place] = round(float(tree_.threshold[node]), 7)
        visit(node if leaf else tree_.children_left[node], 2 * place + 1)
        visit(node if leaf else tree_.children_right[node], 2 * place + 2)

    visit(0, 0)
    return features, thresholds, values


def folds(cases: Sequence[Labelled], seed: int) -> NDArray[np.int64]:
    """The fold of every case; the claims of one article share it. Shape `(cases,)`."""
    groups = sorted({case.group for case in cases})
    drawn = dict(zip(groups, np.random.default_rng(seed).permutation(len(groups)) % FOLDS, strict=True))
    return np.array([drawn[case.group] for case in cases])


def held_out(table: Table, labels: NDArray[np.int64], data: NDArray[np.str_], fold: NDArray[np.int64]) -> Table:
    """Log-odds of every case by an ensemble that has not seen its article."""
    odds = np.zeros(len(labels))
    for one in range(FOLDS):
        train = fold != one
        odds[~train] = Ensemble(one).fit(table[train], labels[train], data[train]).log_odds(table[~train])
    return odds


def _fit_and_report(
    kind: str, names: list[str], cases: Sequence[Labelled], rows: Sequence[dict[str, float]]
) -> tuple[dict[str, Any], NDArray[np.float64]]:
    table = np.array([[row[name] for name in names] for row in rows])
    labels = np.array([int(case.supported) for case in cases])
    data = np.array([case.data for case in cases])
    odds = held_out(table, labels, data, folds(cases, 0))
    weights = np.array([WEIGHTS[one] for one in data])
    platt = LogisticRegression(C=1e6).fit(odds[:, None], labels, sample_weight=weights)
    scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    probabilities = 1 / (1 + np.exp(-(scale * odds + shift)))
    for one in WEIGHTS:
        own = data == one
        area = auroc(labels[own] == 1, odds[own])
        low, high = interval(labels[own] == 1, odds[own], [case.group for case in cases if case.data == one])
        passed = own & (probabilities >= LEAST_SCORE)
        print(
            f"{kind:8} {one:9} AUROC {area:.3f} ({low:.3f} to {high:.3f}); from {LEAST_SCORE}: precision "
            f"{labels[passed].mean():.3f}, recall {labels[passed].sum() / labels[own].sum():.3f} (folds by article)"
        )
    exported = Ensemble(0).fit(table, labels, data).exported(names, scale, shift)
    return exported, probabilities


if __name__ == "__main__":
    main()
