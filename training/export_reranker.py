"""Checkpoint -> the weights that ship: `python -m training.export_reranker --model DIR --encoder DIR --output DIR`."""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch

from index.manifest import MANIFEST
from index.reranking.onnx import GRAPH, TOKENIZER
from training.cross_encoder import CrossEncoder
from training.export import quantise, write_graph
from training.reranker import CHECKPOINT


def main() -> None:
    """Export; the score of "nothing" is taken from those of all tokens, so that it is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help=f"folder with {CHECKPOINT}")
    parser.add_argument("--encoder", type=Path, required=True, help="folder with tokenizer.json")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    network = CrossEncoder()
    network.load_state_dict(torch.load(arguments.model / CHECKPOINT))
    network.eval()
    with torch.no_grad():
        network.whole.bias -= network.nothing
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    ids, kinds = torch.randint(5, 900, (2, 9)), torch.zeros(2, 9, dtype=torch.long)
    write_graph(network, {"ids": ids, "kinds": kinds, "mask": torch.ones_like(ids)}, ["scores"], output / GRAPH)
    quantise(output / GRAPH)
    shutil.copyfile(arguments.encoder / "tokenizer.json", output / TOKENIZER)
    hashes = {name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in (GRAPH, TOKENIZER)}
    manifest = {"name": f"reranker-minilm-{hashes[GRAPH][:8]}", "sha256": hashes}
    (output / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
