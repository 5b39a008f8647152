"""The network: a BERT encoder's lower layers tag every word; two more layers, told of one cue, tag its attribution.

The layers are those of Devlin et al. 2019 (post-norm), written out so that the export is plain and torch is all
that training needs. Weights come from all-MiniLM-L6-v2 (six layers of width 384).
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from index.attribution.decoding import TAGS
from index.attribution.features import TABLES
from index.attribution.instances import DISTANCES
from training.crf import ConditionalRandomField

WIDTH, HEADS, INNER, VOCABULARY, POSITIONS = 384, 12, 1536, 30522, 512
EPSILON = 1e-12
READING_LAYERS = (0, 1, 2, 3, 4)
"""The encoder's layers that read a window."""
LINKING_LAYERS = (4, 5)
"""The encoder's layers that those which know the cue start from."""
DROPOUT = 0.1


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each added to its input and normalised."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.norm_attended = nn.LayerNorm(WIDTH, EPSILON)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """`hidden` (sequences, tokens, width); `bias` (sequences, 1, 1, tokens) is added to the attention's scores."""
        count, length, _ = hidden.shape
        split = self.query_key_value(hidden).view(count, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        # Written out, for the library's own attention is slow to learn in bfloat16 on a CPU.
        shares = (query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + bias).softmax(-1)
        mixed = shares.to(value.dtype) @ value
        attended = self.attended(mixed.transpose(1, 2).reshape(count, length, WIDTH))
        hidden = self.norm_attended(hidden + functional.dropout(attended, DROPOUT, self.training))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        normed: Tensor = self.norm(hidden + functional.dropout(inner, DROPOUT, self.training))
        return normed

    def load(self, weights: dict[str, Tensor], number: int) -> None:
        """Take over the encoder's layer of this number."""
        prefix = f"encoder.layer.{number}."
        parts = ("query", "key", "value")
        own = {
            "query_key_value": [f"attention.self.{part}" for part in parts],
            "attended": ["attention.output.dense"],
            "norm_attended": ["attention.output.LayerNorm"],
            "widen": ["intermediate.dense"],
            "narrow": ["output.dense"],
            "norm": ["output.LayerNorm"],
        }
        state = {
            f"{name}.{kind}": torch.cat([weights[f"{prefix}{origin}.{kind}"] for origin in origins])
            for name, origins in own.items()
            for kind in ("weight", "bias")
        }
        self.load_state_dict(state)


class Reader(nn.Module):
    """First pass: reads a window; gives its hidden states and the scores of every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.features = nn.ModuleList(nn.Embedding(len(table), WIDTH) for table in TABLES)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in READING_LAYERS)
        self.scores = nn.Linear(WIDTH, len(TAGS))
        for table in self.features:
            nn.init.normal_(table.weight, std=0.01)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`ids` and `mask` (windows, tokens), `features` (windows, tokens, 3)."""
        hidden = self.words(ids) + self.positions.weight[: ids.shape[1]]
        for column, table in enumerate(self.features):
            hidden = hidden + table(features[:, :, column])
        hidden = functional.dropout(self.norm(hidden), DROPOUT, self.training)
        bias = attention_bias(mask)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden, self.scores(functional.dropout(hidden, DROPOUT, self.training))


class Linker(nn.Module):
    """Second pass: given the hidden states around one cue, the scores of every tag for its attribution alone."""

    def __init__(self) -> None:
        super().__init__()
        self.distances = nn.Embedding(DISTANCES, WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in LINKING_LAYERS)
        self.scores = nn.Linear(WIDTH, len(TAGS))
        nn.init.normal_(self.distances.weight, std=0.02)

    def forward(self, hidden: Tensor, distances: Tensor, mask: Tensor) -> Tensor:
        """`hidden` (cues, tokens, width), `distances` and `mask` (cues, tokens)."""
        hidden = hidden + self.distances(distances)
        bias = attention_bias(mask)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        scores: Tensor = self.scores(functional.dropout(hidden, DROPOUT, self.training))
        return scores


class Network(nn.Module):
    """Both passes, each with its conditional random field."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader()
        self.linker = Linker()
        self.reader_field = ConditionalRandomField()
        self.linker_field = ConditionalRandomField()

    def load_encoder(self, folder: Path) -> None:
        """Start from an encoder's `model.safetensors`."""
        weights = load_file(folder / "model.safetensors")
        reader = self.reader
        with torch.no_grad():
            reader.words.weight.copy_(weights["embeddings.word_embeddings.weight"])
            # No text has a second part: its type's embedding is the same everywhere.
            kind = weights["embeddings.token_type_embeddings.weight"][0]
            reader.positions.weight.copy_(weights["embeddings.position_embeddings.weight"] + kind)
            reader.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
            reader.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for layers, numbers in ((reader.layers, READING_LAYERS), (self.linker.layers, LINKING_LAYERS)):
            for layer, number in zip(layers, numbers, strict=True):
                layer.load(weights, number)
        reader.words.weight.requires_grad_(False)


def attention_bias(mask: Tensor) -> Tensor:
    """0 where a token is, a large negative number where padding is."""
    return (mask[:, None, None, :].float() - 1.0) * 1e4
