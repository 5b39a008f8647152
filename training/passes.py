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
    def read(self, ids: Integers, features: Integers) -> tuple[Scores, Scores]:
        """See `Passes.read`."""
        hidden, scores = self._network.reader(*_one(ids, features))
        return hidden[0].numpy(), scores[0].numpy()

    @torch.inference_mode()
    def link(self, hidden: Scores, distances: Integers) -> Scores:
        """See `Passes.link`."""
        scores: Scores = self._network.linker(*_one(hidden, distances))[0].numpy()
        return scores


def _one(tokens: Scores | Integers, others: Integers) -> tuple[torch.Tensor, ...]:
    """A batch of one without padding."""
    return *(torch.from_numpy(rows)[None] for rows in (tokens, others)), torch.ones(1, len(tokens), dtype=torch.long)


def torch_tagger(network: Network, encoder: Path) -> TwoPassTagger:
    """A `Tagger` that runs a network in torch."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    fields = network.reader_field.transitions(), network.linker_field.transitions()
    return TwoPassTagger("torch", TorchPasses(network), *fields, tokenizer, threads=1)
