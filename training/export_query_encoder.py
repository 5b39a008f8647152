"""query_encoder.pt -> index/embedding/weights: `python -m training.export_query_encoder --model DIR --output DIR`."""

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
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help=f"folder with {CHECKPOINT}")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--float32", action="store_true", help="do not quantise, to measure what that costs")
    arguments = parser.parse_args()
    encoder = Encoder()
    encoder.load_state_dict(torch.load(arguments.model / CHECKPOINT))
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


if __name__ == "__main__":
    main()
