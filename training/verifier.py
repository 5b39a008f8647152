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
from assistant.verification.scoring import DEPTH, Model
from assistant.verification.meaning import Meaning
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
    return [
        one.word_features | one.meaning_features([meanings[text] for text in one.texts])
        for one in comparisons
    ]
