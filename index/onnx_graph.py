"""ONNX graphs, run by onnxruntime on the CPU."""

import hashlib
import json
from pathlib import Path
from typing import Any

import onnxruntime

MANIFEST = "manifest.json"
"""Names the files of a folder of weights that comes with OnRecord, and their sha256."""


def load_graph(path: Path) -> onnxruntime.InferenceSession:
    """A graph of which each run takes one thread, so that several may run side by side.

    Raises what onnxruntime raises where the file is no such graph.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of weights, whose files are the ones that it names.

    Raises `ValueError`, `KeyError` and `OSError`.
    """
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(f"{name} is not the file that {MANIFEST} names")
    return manifest
