"""Which sentences of the passages that were found answer a question."""

from functools import lru_cache
from typing import Literal

from index.reranking.reranker import Passage, Reranker

__all__ = ["Passage", "Reranker", "RerankerName", "open_reranker"]

RerankerName = Literal["neural", "off"]


@lru_cache(maxsize=2)
def open_reranker(name: RerankerName, *, threads: int) -> Reranker | None:
    """The reranker that comes with OnRecord, loaded once; None for "off". Raises `ModelError`."""
    if name == "off":
        return None
    # Imported where it is used: the model runtime takes a second.
    from index.reranking.onnx import OnnxReranker

    return OnnxReranker(threads=threads)
