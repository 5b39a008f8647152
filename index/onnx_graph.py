"""ONNX graphs, run by onnxruntime on the CPU."""

from pathlib import Path

import onnxruntime

SLOWER_FUSIONS = ["SkipLayerNormFusion"]
"""Of onnxruntime's rewritings: on the CPU the fused operator takes four times as long as its parts."""


def load_graph(path: Path) -> onnxruntime.InferenceSession:
    """A graph of which each run takes one thread, so that several may run side by side.

    Raises what onnxruntime raises where the file is no such graph.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER_FUSIONS
    )
