"""Checkpoints -> the weights that ship: `python -m training.export_query_encoder --models DIR... --output DIR`."""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from torch import Tensor, nn

from index.embedding.query_encoder import GRAPH
from index.manifest import MANIFEST
from training.encoder import Encoder
from training.export import quantise, write_graph
from training.query_encoder import CHECKPOINT


class _AsPublished(nn.Module):
    """Takes what the plain model's graph takes."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self._encoder = encoder

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        hidden: Tensor = self._encoder(input_ids, attention_mask)
        return hidden


def main() -> None:
    """Export the mean of some runs (model soups: Wortsman et al. 2022)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, nargs="+", required=True, help=f"folders with {CHECKPOINT}")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--float32", action="store_true", help="do not quantise, to measure what that costs")
    arguments = parser.parse_args()
    encoder = Encoder()
    encoder.load_state_dict(_mean([torch.load(folder / CHECKPOINT) for folder in arguments.models]))
    encoder.eval()
    arguments.output.mkdir(parents=True, exist_ok=True)
    path = arguments.output / GRAPH
    ids = torch.randint(5, 900, (2, 9))
    write_graph(_AsPublished(encoder), {"input_ids": ids, "attention_mask": torch.ones_like(ids)}, ["hidden"], path)
    if not arguments.float32:
        quantise(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {"name": f"query-minilm-{digest[:8]}", "sha256": {GRAPH: digest}}
    (arguments.output / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _mean(runs: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    return {name: torch.stack([run[name] for run in runs]).mean(0) for name in runs[0]}


if __name__ == "__main__":
    main()
