"""The cross-encoder: it reads the question together with each passage and says how well every sentence answers.

A BERT encoder over "question, headline, passage" (Nogueira and Cho 2019, section 3) gives every token a score; that of
a sentence is their mean. So a sentence is judged in its context, and one run judges all sentences of a passage.
`training/reranker.py` trains it; `weights/MODEL_CARD.md` has the figures.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from index.errors import ModelError
from index.manifest import read_manifest
from index.onnx_graph import load_graph
from index.reranking.pairs import Pair, pairs
from index.reranking.reranker import Passage, Scores

WEIGHTS = Path(__file__).parent / "weights"
"""The weights that come with OnRecord."""

GRAPH, TOKENIZER = "reranker.onnx", "tokenizer.json"

PAIRS_KEPT = 256
"""Pairs whose scores are kept: a question is put to the ledger and to the passages, and asked again."""

UNREAD = -10.0
"""Score of a sentence that the cross-encoder did not get to read: below all others."""


class OnnxReranker:
    """A `Reranker` from a folder of weights.

    Pairs run side by side, one thread each, and unpadded: int8 results would depend on what else is in a batch.
    """

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 2) -> None:
        """Check and load the weights. Raises `ModelError`."""
        try:
            manifest = read_manifest(folder)
            self.name = str(manifest["name"])
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._graph = load_graph(folder / GRAPH)
        except Exception as error:
            raise ModelError(
                f"the reranker's weights in {folder} cannot be loaded ({error}): install OnRecord again, "
                "or set ONRECORD_RERANKER to off"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reranker")
        self._kept = lru_cache(PAIRS_KEPT)(self._tokens)

    def scores(self, question: str, passages: Sequence[Passage]) -> list[Scores]:
        """See `Reranker.scores`."""
        return list(self._pool.map(self._run, pairs(self._tokenizer, question, passages)))

    def _run(self, pair: Pair) -> Scores:
        tokens = self._kept(tuple(pair.ids.tolist()), tuple(pair.kinds.tolist()))
        return np.array([tokens[part].mean() if part else UNREAD for part in pair.sentences], np.float64)

    def _tokens(self, ids: tuple[int, ...], kinds: tuple[int, ...]) -> Scores:
        feed = {"ids": ids, "kinds": kinds, "mask": (1,) * len(ids)}
        scores: Scores = self._graph.run(None, {name: np.array([one], np.int64) for name, one in feed.items()})[0][0]
        return scores
