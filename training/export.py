"""Checkpoints -> the folder that OnRecord loads: `python -m training.export --model DIR --encoder DIR --output DIR`."""

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import nn

from index.attribution.decoding import TAGS
from index.attribution.features import TABLES
from index.attribution.tagger import FIELDS, LINKER, READER, TOKENIZER
from index.manifest import MANIFEST
from training.model import WIDTH, Network

OPSET = 17


def main() -> None:
    """Parse the arguments and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--model", type=Path, nargs="+", required=True, help="folder with tagger.pt; of several the mean of the weights"
    )
    parser.add_argument("--encoder", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--weights", choices=("average", "last"), default="average")
    parser.add_argument("--offer", type=float, default=0.0, help="added to the reader's score of a cue")
    parser.add_argument("--accept", type=float, default=0.0, help="added to the linker's score of a cue")
    parser.add_argument("--float32", action="store_true", help="do not quantise, to measure what that costs")
    arguments = parser.parse_args()
    network = load(arguments.model, arguments.weights, arguments.offer, arguments.accept)
    export(network, arguments.encoder, arguments.output, quantised=not arguments.float32)


def load(folders: Sequence[Path], weights: str, offer: float, accept: float) -> Network:
    """A trained network, the two biases folded into it.

    Of several runs that went on from the same weights, the mean of the weights (Wortsman et al. 2022, "Model soups").
    """
    states = [torch.load(folder / "tagger.pt")[weights] for folder in folders]
    network = Network()
    network.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    with torch.no_grad():
        network.reader.scores.bias[TAGS.index("B-cue")] += offer
        network.linker.scores.bias[TAGS.index("B-cue")] += accept
    network.eval()
    return network


def export(network: Network, encoder: Path, output: Path, *, quantised: bool) -> None:
    """Write the graphs, the fields' parameters, the tokenizer and the manifest with their hashes."""
    output.mkdir(parents=True, exist_ok=True)
    ids, mask = torch.randint(5, 900, (2, 9)), torch.ones(2, 9, dtype=torch.long)
    features = torch.zeros(2, 9, len(TABLES), dtype=torch.long)
    write_graph(network.reader, {"ids": ids, "features": features, "mask": mask}, ["states", "scores"], output / READER)
    write_graph(
        network.linker,
        {"hidden": torch.randn(2, 9, WIDTH), "distances": ids % 17, "mask": mask},
        ["scores"],
        output / LINKER,
    )
    if quantised:
        for name in (READER, LINKER):
            quantise(output / name)
    fields = {
        f"{which}_{part}": getattr(field.transitions(), part)
        for which, field in (("reader", network.reader_field), ("linker", network.linker_field))
        for part in ("start", "step")
    }
    np.savez(output / FIELDS, **fields)
    shutil.copyfile(encoder / "tokenizer.json", output / TOKENIZER)
    hashes = {
        name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in (READER, LINKER, FIELDS, TOKENIZER)
    }
    manifest = {"name": f"polnear-minilm-{hashes[READER][:8]}", "sha256": hashes}
    (output / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def write_graph(module: nn.Module, inputs: dict[str, torch.Tensor], outputs: list[str], path: Path) -> None:
    """Write a network, whose inputs and outputs begin with the dimensions rows and tokens, as an ONNX graph."""
    names = list(inputs)
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes={name: {0: "rows", 1: "tokens"} for name in names + outputs},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(path: Path) -> None:
    """Weights to int8, one scale for each output column; activations are scaled at run time."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / path.name
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            prepared,
            path,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )


if __name__ == "__main__":
    main()
