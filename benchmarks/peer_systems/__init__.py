"""The systems that `benchmarks.peers` sets side by side, one file each: articles in, ranked stretches out."""

from importlib import import_module
from pathlib import Path

from benchmarks.peer_systems.system import System
from index.embedding import Embedding

SYSTEMS = {
    "onrecord": "OnRecord",
    "llama_index": "LlamaIndex",
    "llama_index_256": "LlamaIndex256",
    "bm25s": "Bm25s",
    "haiku_rag": "HaikuRag",
}
"""Name of a system -> its class."""


def open_system(name: str, folder: Path, embedding: Embedding) -> System:
    """A system with an empty folder of its own. Raises `ImportError` where it is not installed."""
    # Imported one at a time: the packages of one are not there, or are other versions, in the process of another.
    module = import_module(f"benchmarks.peer_systems.{name.removesuffix('_256')}_system")
    opened: System = getattr(module, SYSTEMS[name])(folder, embedding)
    return opened
