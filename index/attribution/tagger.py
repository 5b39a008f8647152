"""The attribution tagger as it ships: two int8 ONNX graphs, run by onnxruntime on the CPU."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.attribution.decoding import Scores, Transitions
from index.attribution.instances import Integers
from index.attribution.two_pass import TwoPassTagger
from index.errors import AttributionError

WEIGHTS = Path(__file__).parent / "weights"
"""The weights that come with OnRecord; MODEL_CARD.md there tells of them."""

READER, LINKER, FIELDS, TOKENIZER, MANIFEST = (
    "reader.onnx",
    "linker.onnx",
    "fields.npz",
    "tokenizer.json",
    "manifest.json",
)


class OnnxPasses:
    """The network's two passes; see `Passes`."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        # Groups of windows run side by side (see TwoPassTagger), so that each has one thread.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._reader, self._linker = (
            onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
            for name in (READER, LINKER)
        )

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
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            for name in (READER, LINKER, FIELDS, TOKENIZER):
                if hashlib.sha256((folder / name).read_bytes()).hexdigest() != manifest["sha256"][name]:
                    raise ValueError(f"{name} is not the file that manifest.json names")
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
