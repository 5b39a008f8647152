"""all-MiniLM-L6-v2 as it is: a BERT encoder of six layers, written out so that torch is all that training needs."""

from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor, nn, no_grad
from torch.nn import functional

from training.model import DROPOUT, EPSILON, POSITIONS, VOCABULARY, WIDTH, Layer, attention_bias

LAYERS = 6


class Encoder(nn.Module):
    """Texts -> the states of their tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Both of shape (texts, tokens); the result is (texts, tokens, width)."""
        hidden = self.words(ids) + self.positions.weight[: ids.shape[1]]
        hidden = functional.dropout(self.norm(hidden), DROPOUT, self.training)
        bias = attention_bias(mask)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden

    def load(self, folder: Path) -> None:
        """Take over `model.safetensors`; the embeddings of words and positions stay as they are."""
        weights = load_file(folder / "model.safetensors")
        with no_grad():
            self.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            # No text has a second part: its type's embedding is the same everywhere.
            kind = weights["embeddings.token_type_embeddings.weight"][0]
            self.positions.weight.copy_(weights["embeddings.position_embeddings.weight"] + kind)
            self.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for number, layer in enumerate(self.layers):
            layer.load(weights, number)
        for embedding in (self.words, self.positions):
            embedding.weight.requires_grad_(False)
