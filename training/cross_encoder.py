"""The reranker's network: a BERT encoder over a question and a passage, with a score for every token."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from training.model import DROPOUT, EPSILON, POSITIONS, VOCABULARY, WIDTH, Layer, attention_bias

LAYERS = 6
KINDS = 3
"""Question, headline, text."""


class CrossEncoder(nn.Module):
    """A token's score is a linear function of its last state and of the first token's."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.kinds = nn.Embedding(KINDS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.each = nn.Linear(WIDTH, 1)
        self.whole = nn.Linear(WIDTH, 1)
        self.nothing = nn.Parameter(torch.zeros(1))
        """The score that every sentence stays below where none answers."""
        self.prior_weight = nn.Parameter(torch.full((1,), 0.5))
        for linear in (self.each, self.whole):
            nn.init.normal_(linear.weight, std=0.02)
            nn.init.zeros_(linear.bias)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor) -> Tensor:
        """All of shape (pairs, tokens), the result too."""
        hidden = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kinds(kinds)
        hidden = functional.dropout(self.norm(hidden), DROPOUT, self.training)
        bias = attention_bias(mask)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        scores: Tensor = self.each(functional.dropout(hidden, DROPOUT, self.training)) + self.whole(hidden[:, :1])
        return scores.squeeze(2)

    def load_encoder(self, folder: Path) -> None:
        """Start from an encoder's `model.safetensors`."""
        weights = load_file(folder / "model.safetensors")
        with torch.no_grad():
            self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"])
            kind = weights["embeddings.token_type_embeddings.weight"][0]
            self.kinds.weight.copy_(kind + 0.01 * torch.randn(KINDS, WIDTH))
            self.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for number, layer in enumerate(self.layers):
            layer.load(weights, number)
        self.words.weight.requires_grad_(False)
