"""A sentence-transformers model exported to ONNX, run by onnxruntime on the CPU."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.embedding.embedding import Vectors
from index.errors import EmbeddingError

LONGEST = 256
"""Tokens that all-MiniLM-L6-v2 was trained to read; more are cut."""

BATCH = 8
"""Larger batches are no faster on a CPU and need more memory (measured: docs/benchmarks.md)."""


class OnnxEmbedding:
    """Mean-pooled, normalised vectors, as the model's card prescribes.

    Batches of like length run side by side, one thread each: on two cores that is 10-30% faster than two
    threads within one batch.
    """

    def __init__(self, name: str, folder: Path, *, threads: int) -> None:
        """Load the model from `folder` (`model.onnx`, `tokenizer.json`). Raises `EmbeddingError`."""
        self.name = name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise EmbeddingError(
                f"the embedding model in {folder} cannot be loaded ({error}): "
                f"run `onrecord models verify`, then `onrecord models pull {name}`"
            ) from error
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedding")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        by_length = sorted(range(len(tokens)), key=lambda i: -len(tokens[i]))
        batches = [by_length[i : i + BATCH] for i in range(0, len(by_length), BATCH)]
        vectors = np.empty((len(tokens), self.dimension), np.float32)
        runs = self._pool.map(self._run, ([tokens[i] for i in batch] for batch in batches))
        for batch, pooled in zip(batches, runs, strict=True):
            vectors[batch] = pooled
        return vectors

    def _run(self, tokens: list[list[int]]) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        weights = mask[:, :, None].astype(np.float32)
        pooled = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        normalised: Vectors = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return normalised
