"""Choose the biases on dev: `python -m training.tune --polnear DIR --model DIR`, the model exported without any.

The reader's bias (offer) lets it propose more cues, the linker's (accept) lets it keep more of them. Both are then
given to `training.export`, which folds them into the graphs.
"""

import argparse
from collections.abc import Iterable
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np

from index.attribution.decoding import ROLES, TAGS, Scores
from index.attribution.instances import Integers
from index.attribution.tagger import NeuralTagger
from index.attribution.two_pass import Passes
from training.polnear import read_articles
from training.scores import overlap_score, role_score, triple_score

BEGINS_CUE = np.array([tag == "B-cue" for tag in TAGS], np.float32)


class Biased:
    """Passes whose scores can be shifted; what they have computed once is kept."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._read: dict[bytes, tuple[Scores, Scores]] = {}
        self._linked: dict[bytes, Scores] = {}
        self.offer = 0.0
        self.accept = 0.0

    def read(self, ids: Integers, features: Integers) -> tuple[Scores, Scores]:
        """See `Passes.read`."""
        key = ids.tobytes()
        if key not in self._read:
            self._read[key] = self._passes.read(ids, features)
        hidden, scores = self._read[key]
        return hidden, scores + self.offer * BEGINS_CUE

    def link(self, hidden: Scores, distances: Integers) -> Scores:
        """See `Passes.link`."""
        key = sha256(hidden.tobytes() + distances.tobytes()).digest()
        if key not in self._linked:
            self._linked[key] = self._passes.link(hidden, distances)
        return self._linked[key] + self.accept * BEGINS_CUE


class BiasedTagger(NeuralTagger):
    """The shipped tagger with biases that can be changed."""

    def __init__(self, folder: Path, threads: int) -> None:
        super().__init__(folder, threads=threads)
        self.biased = Biased(self._passes)
        self._passes = self.biased


def main() -> None:
    """Parse the arguments, print the scores of every pair of biases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--model", type=Path, required=True, help="exported without biases")
    parser.add_argument("--offer", type=float, nargs="+", default=[0.0, 1.0, 2.0])
    parser.add_argument("--accept", type=float, nargs="+", default=[-0.5, 0.0, 0.5])
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    tagger = BiasedTagger(arguments.model, arguments.threads)
    print("mean, offer, accept: F1 of " + ", ".join([*ROLES, "triples exact", "triples by overlap"]))
    pairs = product(arguments.offer, arguments.accept)
    for mean, offer, accept, scores in _measure(tagger, arguments.polnear / "dev", pairs):
        print(f"{mean:.2f} {offer:.1f} {accept:.1f}: " + " ".join(f"{score:.1f}" for score in scores), flush=True)


def _measure(
    tagger: BiasedTagger, split: Path, pairs: Iterable[tuple[float, float]]
) -> Iterable[tuple[float, float, float, list[float]]]:
    articles = read_articles(split)
    gold = [article.attributions for article in articles]
    texts = [article.text for article in articles]
    for offer, accept in pairs:
        tagger.biased.offer, tagger.biased.accept = offer, accept
        predicted = tagger.tag(texts)
        found = [role_score(gold, predicted, role) for role in ROLES]
        found += [triple_score(gold, predicted), overlap_score(gold, predicted)]
        scores = [100 * score.f1 for score in found]
        yield sum(scores) / len(scores), offer, accept, scores


if __name__ == "__main__":
    main()
