"""Fit the verifier's model (assistant/verification/model.json), with figures from folds by article.

python -m training.verifier --data ../shared/data      (needs scikit-learn; about 10 minutes on 2 cores)
"""

import argparse
import json
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeRegressor

from assistant.settings import Settings
from assistant.verification.claim import Claim
from assistant.verification.comparison import Comparison
from assistant.verification.meaning import Meaning
from assistant.verification.scoring import DEPTH, Model
from assistant.verification.verifier import prepare
from benchmarks.claims import SHARED, Labelled, labelled
from benchmarks.planted_sources import plant
from benchmarks.planting import FALSE_KINDS, TRUE_KINDS
from index.embedding import open_embedding

MODEL = Path("assistant/verification/model.json")
PLANTED = 1500
"""True and as many false claims made for training; the seed differs from the benchmark's, and so do the articles."""
SEED = 11
FOLDS = 10
WEIGHTS = {"wice": 2.0, "frank": 1.0, "quotesum": 0.2, "planted": 0.3}
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
    exported = {}
    for kind in ("words", "meaning"):
        names = sorted(name for name in rows[0] if kind == "meaning" or not is_meaning(name))
        exported[kind] = _fit_and_report(kind, names, cases, rows)
    MODEL.write_text(json.dumps(exported, separators=(",", ":")) + "\n", "utf-8")


def gather(folder: Path) -> list[Labelled]:
    """The labelled claims and those planted for training."""
    cases = [one for data in ("wice", "frank", "quotesum") for one in labelled(folder, data)]  # type: ignore[arg-type]
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


class Ensemble:
    """Two boosted ensembles whose log-odds are averaged.

    One sees only the claims that people have labelled, and one question at a time, for they are few; the other sees
    the planted ones as well, and how features combine: a "not" matters where all else is a copy.
    """

    def __init__(self, seed: int) -> None:
        self._alone = GradientBoostingClassifier(
            n_estimators=250, learning_rate=0.05, max_depth=1, subsample=0.5, max_features=0.2, random_state=seed
        )
        self._all = GradientBoostingClassifier(
            n_estimators=250,
            learning_rate=0.04,
            max_depth=DEPTH,
            subsample=0.4,
            max_features=0.15,
            min_samples_leaf=12,
            random_state=seed,
        )

    def fit(self, table: Table, labels: NDArray[np.int64], data: NDArray[np.str_]) -> "Ensemble":
        """Fit both."""
        weights = np.array([WEIGHTS[one] for one in data])
        real = data != "planted"
        self._alone.fit(table[real], labels[real], sample_weight=weights[real])
        self._all.fit(table, labels, sample_weight=weights)
        return self

    def log_odds(self, table: Table) -> NDArray[np.float64]:
        """Shape `(rows,)`."""
        odds: NDArray[np.float64] = 0.5 * (self._alone.decision_function(table) + self._all.decision_function(table))
        return odds

    def trees(self) -> dict[str, list[list[float]]]:
        """As `assistant.verification.scoring.Model` takes them, every tree filled up to the same depth."""
        found: dict[str, list[list[float]]] = {"features": [], "thresholds": [], "values": []}
        for boosted in (self._alone, self._all):
            for stage in boosted.estimators_[:, 0]:
                features, thresholds, values = _filled(stage)
                found["features"].append(features)
                found["thresholds"].append(thresholds)
                found["values"].append([round(0.5 * boosted.learning_rate * value, 6) for value in values])
        return found

    def prior(self, table: Table) -> float:
        """What the trees leave out of the log-odds."""
        with_trees = Model([str(i) for i in range(table.shape[1])], self.trees(), 1.0, 0.0)
        row = {str(i): float(value) for i, value in enumerate(table[0])}
        probability = float(with_trees.probabilities([row])[0])
        return float(self.log_odds(table[:1])[0] - np.log(probability / (1 - probability)))


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
) -> dict[str, object]:
    table = np.array([[row[name] for name in names] for row in rows])
    labels = np.array([int(case.supported) for case in cases])
    data = np.array([case.data for case in cases])
    odds = held_out(table, labels, data, folds(cases, 0))
    weights = np.array([WEIGHTS[one] for one in data])
    platt = LogisticRegression(C=1e6).fit(odds[:, None], labels, sample_weight=weights)
    scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    for one in WEIGHTS:
        print(f"{kind:8} {one:9} AUROC {roc_auc_score(labels[data == one], odds[data == one]):.3f} (folds by article)")
    ensemble = Ensemble(0).fit(table, labels, data)
    prior = ensemble.prior(table)
    return {
        "names": names,
        "trees": ensemble.trees(),
        "scale": round(scale, 6),
        "shift": round(shift + scale * prior, 6),
    }


if __name__ == "__main__":
    main()
