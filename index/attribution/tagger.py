"""The attribution tagger as it ships: two int8 ONNX graphs, run by onnxruntime on the CPU."""

from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.attribution.decoding import Scores, Transitions
from index.attribution.instances import Integers
from index.attribution.two_pass import TwoPassTagger
from index.errors import AttributionError
from index.manifest import read_manifest
from index.onnx_graph import load_graph

WEIGHTS = Path(__file__).parent / "weights"
"""The weights that come with OnRecord; MODEL_CARD.md there tells of them."""

READER, LINKER, FIELDS, TOKENIZER = "reader.onnx", "linker.onnx", "fields.npz", "tokenizer.json"


class OnnxPasses:
    """The network's two passes; see `Passes`."""

    def __init__(self, folder: Path) -> None:
        # Groups of windows run side by side: see TwoPassTagger.
        self._reader, self._linker = (load_graph(folder / name) for name in (READER, LINKER))

    def read(self, ids: Integers, features: Integers) -> tuple[Scores, Scores]:
        """See `Passes.read`."""
        feed = {"ids": ids[None], "features": features[None], "mask": np.ones((1, len(ids)), np.int64)}
        hidden, scores = self._reader.run(None, feed)
        return hidden[0], scores[0]

    def link(self, hidden: Scores, distances: Integers) -> Scores:
        """See `Passes.link`."""
        feed = {"hidden": hidden[None], "distances": distances[None], "mask": np.ones((1, len(hidden)), np.int64)}
        scores: Scores = self._linker.run(None, feed)[0][0]
        return scores


class NeuralTagger(TwoPassTagger):
    """A `Tagger` from a folder of weights."""

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 2) -> None:
        """Check and load the weights. Raises `AttributionError`."""
        try:
            manifest = read_manifest(folder)
            with np.load(folder / FIELDS) as fields:
                reading, linking = (
                    Transitions(fields[f"{which}_start"], fields[f"{which}_step"]) for which in ("reader", "linker")
                )
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            passes = OnnxPasses(folder)
        except Exception as error:
            raise AttributionError(
                f"the tagger's weights in {folder} cannot be loaded ({error}): install OnRecord again, "
                'or set attribution.model to "rules"'
            ) from error
        super().__init__(manifest["name"], passes, reading, linking, tokenizer, threads=threads)
