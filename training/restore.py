"""The tagger that ships -> a checkpoint to go on from: `python -m training.restore --encoder DIR --output DIR`."""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from index.attribution.decoding import FORBIDDEN
from index.attribution.tagger import FIELDS, LINKER, READER, WEIGHTS
from training.model import Network

PRODUCTS = ("query_key_value", "attended", "widen", "narrow")
"""The linear functions of a layer in the order of the graph."""


def main() -> None:
    """Write `tagger.pt` with the weights as far as int8 has kept them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    network = Network()
    network.load_encoder(arguments.encoder)
    state = network.state_dict()
    for part, name in (("reader", READER), ("linker", LINKER)):
        restored = _restored(arguments.weights / name, len(getattr(network, part).layers))
        restored.pop("words.weight", None)  # never trained
        state |= {f"{part}.{key}": torch.from_numpy(np.array(value)) for key, value in restored.items()}
    for name, value in np.load(arguments.weights / FIELDS).items():
        part, step = name.split("_")
        allowed = np.where(value < FORBIDDEN / 2, value - FORBIDDEN, value)
        state[f"{part}_field.{step}"] = torch.from_numpy(allowed.astype(np.float32))
    network.load_state_dict(state)
    arguments.output.mkdir(parents=True, exist_ok=True)
    torch.save({"average": state, "last": state, "step": 0}, arguments.output / "tagger.pt")


def _restored(path: Path, layers: int) -> dict[str, NDArray[np.float32]]:
    """The parameters of a graph by their names in the network."""
    graph = onnx.load(path).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: value for name, value in kept.items() if name.endswith((".weight", ".bias"))}
    products = [f"layers.{layer}.{one}.weight" for layer in range(layers) for one in PRODUCTS]
    quantised = [node.input[1] for node in graph.node if node.op_type == "MatMulInteger"]
    for name, inside in zip([*products, "scores.weight"], quantised, strict=True):
        found[name] = _float(kept, inside.removesuffix("_quantized")).T
    for name in kept:
        origin = name.removesuffix("_quantized")
        if origin != name and not name.startswith("onnx::"):
            found[origin] = _float(kept, origin)
    return found


def _float(kept: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    whole = kept[f"{name}_quantized"].astype(np.float32) - kept[f"{name}_zero_point"].astype(np.float32)
    result: NDArray[np.float32] = whole * kept[f"{name}_scale"]
    return result


if __name__ == "__main__":
    main()
