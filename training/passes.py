"""The network in torch behind the run time's protocol, to measure a checkpoint before it is exported."""

from pathlib import Path

import torch
from tokenizers import Tokenizer

from index.attribution.decoding import Scores
from index.attribution.instances import Integers
from index.attribution.two_pass import TwoPassTagger
from training.model import Network


class TorchPasses:
    """See `index.attribution.two_pass.Passes`."""

    def __init__(self, network: Network) -> None:
        self._network = network.eval()

    @torch.inference_mode()
    def read(self, ids: Integers, features: Integers, mask: Integers) -> tuple[Scores, Scores]:
        """See `Passes.read`."""
        hidden, scores = self._network.reader(*map(torch.from_numpy, (ids, features, mask)))
        return hidden.numpy(), scores.numpy()

    @torch.inference_mode()
    def link(self, hidden: Scores, distances: Integers, mask: Integers) -> Scores:
        """See `Passes.link`."""
        scores: Scores = self._network.linker(*map(torch.from_numpy, (hidden, distances, mask))).numpy()
        return scores


def torch_tagger(network: Network, encoder: Path) -> TwoPassTagger:
    """A `Tagger` that runs a network in torch."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    fields = network.reader_field.transitions(), network.linker_field.transitions()
    return TwoPassTagger("torch", TorchPasses(network), *fields, tokenizer, threads=1)
