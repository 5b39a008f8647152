"""A sentence-transformers model exported to ONNX, run by onnxruntime on the CPU."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.embedding.embedding import TokenVectors, Vectors
from index.errors import EmbeddingError
from index.onnx_graph import load_graph

LONGEST = 256
"""Tokens that all-MiniLM-L6-v2 was trained to read; more are cut."""

BATCH = 8
"""Larger batches are no faster on a CPU and need more memory."""


FILLERS = frozenset(
    "the a an of to in and or for on at by with is was were are be been it its that this which who whom as from".split()
)
"""Words whose token vectors are not kept."""


class OnnxEmbedding:
    """Mean-pooled, normalised vectors, as the model's card prescribes.

    Batches of like length run side by side, one thread each: on two cores that is 10-30% faster than two
    threads within one batch. A text that comes twice is embedded once.
    """

    def __init__(self, name: str, folder: Path, *, threads: int, graph: Path | None = None) -> None:
        """Load the model from `folder` (`model.onnx`, unless it is another `graph`, and `tokenizer.json`).

        Raises `EmbeddingError`.
        """
        self.name = name
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = load_graph(graph or folder / "model.onnx")
        except Exception as error:
            raise EmbeddingError(
                f"the embedding model in {folder} cannot be loaded ({error}): "
                f"run `onrecord models verify`, then `onrecord models pull {name}`"
            ) from error
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self._inputs = [one.name for one in self._session.get_inputs()]
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self._meaningful = meaningful(self._tokenizer)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedding")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        return self._embed(texts, with_tokens=False)[0]

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """See `Embedding.embed_with_tokens`."""
        return self._embed(texts, with_tokens=True)

    def _embed(self, texts: Sequence[str], *, with_tokens: bool) -> tuple[Vectors, list[TokenVectors]]:
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        encodings = self._tokenizer.encode_batch(list(places))
        by_length = sorted(range(len(encodings)), key=lambda i: -len(encodings[i].ids))
        batches = [by_length[i : i + BATCH] for i in range(0, len(by_length), BATCH)]
        vectors = np.empty((len(encodings), self.dimension), np.float32)
        tokens: dict[int, TokenVectors] = {}
        runs = self._pool.map(lambda batch: self._run([encodings[i] for i in batch], with_tokens), batches)
        for batch, (pooled, of_each) in zip(batches, runs, strict=True):
            vectors[batch] = pooled
            tokens.update(zip(batch, of_each, strict=False))
        wanted = [places[text] for text in texts]
        return vectors[wanted], [tokens[i] for i in wanted] if with_tokens else []

    def _run(self, encodings: list[Encoding], with_tokens: bool) -> tuple[Vectors, list[TokenVectors]]:
        ids = np.zeros((len(encodings), max(len(one.ids) for one in encodings)), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: inputs[name] for name in self._inputs})[0]
        weights = mask[:, :, None].astype(np.float32)
        pooled: Vectors = _unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))
        tokens = [self._tokens(*pair) for pair in zip(encodings, hidden, strict=True)] if with_tokens else []
        return pooled, tokens

    def _tokens(self, encoding: Encoding, hidden: Vectors) -> TokenVectors:
        kept = np.flatnonzero(self._meaningful[encoding.ids])
        offsets = np.array([encoding.offsets[i][0] for i in kept], np.int64)
        return TokenVectors(offsets, _unit(hidden[kept]))


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True).clip(1e-9)
    return unit


def meaningful(tokenizer: Tokenizer) -> NDArray[np.bool_]:
    """For every token number whether it carries meaning: not a mark of the model, punctuation or a filler word."""
    vocabulary = tokenizer.get_vocab()
    meaningful = np.zeros(max(vocabulary.values()) + 1, bool)
    for token, number in vocabulary.items():
        special = token.startswith("[") and token.endswith("]")
        meaningful[number] = not special and any(map(str.isalnum, token)) and token not in FILLERS
    return meaningful
