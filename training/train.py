"""Fine-tune the tagger: `python -m training.train --polnear DIR --encoder DIR --output DIR`."""

import argparse
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed

from training.batches import Batch, Example, batches, cue_batch, cues, examples, window_batch
from training.model import Network
from training.polnear import Labelled, label, read_articles
from training.workers import same_start, share_gradients, spawn

LEARNING_RATE = 1.8e-4
"""Of the encoder's uppermost layer."""
LAYER_DECAY = 0.9
"""Each layer below learns that much more slowly."""
NEW_RATE = 1e-3
"""Of what starts from nothing: embeddings of features and distances, scores, fields."""
WARM_UP = 80
"""Steps."""
AVERAGED_EVERY = 10
"""Steps between additions to the running mean of the weights (Polyak & Juditsky 1992)."""
AVERAGING = 0.97
"""Share of the mean that each keeps."""
CUES = 6
"""Read side by side; they come sorted by length, so that little is padding."""
GUESSES_FROM = 200
"""Steps before which the reader's guesses are not worth rejecting."""
GUESS_THRESHOLD = -1.5
MASK = 103
"""[MASK] in BERT's uncased vocabulary; the numbers below it are no words either."""


def main() -> None:
    """Parse the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train/")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--output", type=Path, required=True, help="folder for tagger.pt")
    parser.add_argument("--start", type=Path, help="the tagger.pt of an earlier run to go on from")
    parser.add_argument("--tagged", type=Path, help="written by training.tagged: learn from these articles as well")
    parser.add_argument("--per-gold", type=float, default=1.0, help="so many of them for each of PolNeAR's")
    parser.add_argument("--masked", type=float, default=0.0, help="share of the tokens that the reader does not see")
    parser.add_argument("--bfloat16", action="store_true", help="faster on a processor that multiplies it")
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end earlier, with the rate at its end")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the usual learning rates")
    parser.add_argument("--tokens", type=int, default=1024, help="of a step")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread that share each step")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    spawn(_work, arguments, arguments.output, arguments.workers)


def _work(rank: int, arguments: argparse.Namespace) -> None:
    Training(arguments, rank).run()


class Training:
    """One worker's run. Each reads the articles in an order of its own; their gradients are averaged."""

    def __init__(self, arguments: argparse.Namespace, rank: int) -> None:
        self._arguments = arguments
        self._rank = rank
        self._chance = random.Random(arguments.seed + rank)
        self._network = Network()
        self._network.load_encoder(arguments.encoder)
        if arguments.start:
            self._network.load_state_dict(torch.load(arguments.start)["last"])
        self._average = {name: one.detach().clone() for name, one in self._network.state_dict().items()}
        self._optimizer = torch.optim.AdamW(_groups(self._network), fused=True)
        tokenizer = Tokenizer.from_file(str(arguments.encoder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._articles = label(read_articles(arguments.polnear / "train"), tokenizer)
        self._tagged = label(read_articles(arguments.tagged / "train"), tokenizer) if arguments.tagged else []
        same_start(self._network)
        self._step = 0
        self._started = time.monotonic()

    def run(self) -> None:
        """Train to the end and save."""
        self._network.train()
        sums = [0.0, 0.0, 0.0]
        while True:
            groups = list(batches(examples(self._drawn(), self._chance), self._arguments.tokens, self._chance))
            if not self._step:
                total = self._arguments.epochs * len(groups) / self._arguments.workers
                self._tell(f"{len(self._articles)} articles, {total:.0f} steps")
            for group in groups:
                elapsed = self._agreed((time.monotonic() - self._started) / 60)
                progress = max(self._step / total, elapsed / self._arguments.minutes)
                if progress >= 1:
                    self._save()
                    return
                for index, loss in enumerate(self._learn(group, progress)):
                    sums[index] += loss
                if self._step % 50 == 0:
                    losses = " ".join(f"{value / 50:.4f}" for value in sums)
                    sums = [0.0, 0.0, 0.0]
                    self._tell(f"step {self._step}, {elapsed:.1f} min: {losses}")
                if self._step % 250 == 0:
                    self._save()

    def _learn(self, group: list[Example], progress: float) -> tuple[float, float, float]:
        """One step; gives the two losses and the number of cues."""
        warmth = min(1.0, (self._step + 1) / WARM_UP)
        for parameters in self._optimizer.param_groups:
            parameters["lr"] = parameters["full_rate"] * self._arguments.rate * warmth * max(0.01, 1 - progress)
        network = self._network
        inputs, words = window_batch(group)
        ids = inputs[0]
        hidden_ones = (torch.rand(ids.shape) < self._arguments.masked) & (ids > MASK)
        with self._precision():
            hidden, scores = network.reader(ids.masked_fill(hidden_ones, MASK), *inputs[1:])
        scores = _of_words(scores.float(), words)
        reading = network.reader_field.loss(scores, words.tags, words.word_mask) / words.word_mask.sum()
        untaught = self._step < GUESSES_FROM and not self._arguments.start
        threshold = float("inf") if untaught else GUESS_THRESHOLD
        chosen = cues(group, scores.detach().numpy(), threshold, self._chance)
        linking, count = hidden.new_zeros(()), 0
        for start in range(0, len(chosen), CUES):
            linker_inputs, around = cue_batch(hidden, chosen[start : start + CUES])
            with self._precision():
                linker_scores = _of_words(network.linker(*linker_inputs).float(), around)
            linking = linking + network.linker_field.loss(linker_scores, around.tags, around.word_mask)
            count += int(around.word_mask.sum())
        linking = linking / max(count, 1)
        self._optimizer.zero_grad()
        (reading + linking).backward()
        share_gradients(network, self._arguments.workers)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        self._optimizer.step()
        self._step += 1
        if self._step % AVERAGED_EVERY == 0:
            self._average_weights()
        return reading.item(), linking.item(), float(len(chosen))

    def _drawn(self) -> list[Labelled]:
        """The articles of an epoch: all of PolNeAR's, and as many of the others as are asked for."""
        count = min(len(self._tagged), int(len(self._articles) * self._arguments.per_gold))
        return self._articles + self._chance.sample(self._tagged, count)

    def _precision(self) -> torch.autocast:
        return torch.autocast("cpu", torch.bfloat16, enabled=self._arguments.bfloat16)

    @torch.no_grad()
    def _average_weights(self) -> None:
        kept = min(AVERAGING, self._step / (self._step + 10 * AVERAGED_EVERY))
        for name, parameter in self._network.named_parameters():
            if parameter.requires_grad:
                self._average[name].lerp_(parameter, 1 - kept)

    def _agreed(self, minutes: float) -> float:
        """The first worker's clock, so that all stop at the same step."""
        shared = torch.tensor(minutes)
        distributed.broadcast(shared, 0)
        return float(shared.item())

    def _tell(self, line: str) -> None:
        if self._rank == 0:
            print(line, flush=True)

    def _save(self) -> None:
        if self._rank:
            return
        path = self._arguments.output / "tagger.pt"
        torch.save({"average": self._average, "last": self._network.state_dict(), "step": self._step}, path)


def _of_words(scores: Tensor, batch: Batch) -> Tensor:
    """The scores of each word's first piece."""
    return scores.gather(1, batch.words[:, :, None].expand(-1, -1, scores.shape[2]))


def _groups(network: Network) -> list[dict[str, object]]:
    """Every trainable parameter with its own full rate."""
    groups: list[dict[str, object]] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            rate = _rate(name)
            decay = 0.01 if parameter.dim() > 1 and rate < NEW_RATE else 0.0
            groups.append({"params": [parameter], "lr": rate, "full_rate": rate, "weight_decay": decay})
    return groups


def _rate(name: str) -> float:
    part, _, rest = name.partition(".")
    if rest.startswith("layers."):
        depth = 0 if part == "linker" else 5 - int(rest.split(".")[1])
        return LEARNING_RATE * float(LAYER_DECAY**depth)
    if rest.startswith(("positions", "norm")):
        return LEARNING_RATE * float(LAYER_DECAY**6)
    return NEW_RATE


if __name__ == "__main__":
    main()
