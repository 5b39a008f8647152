"""Fine-tune the query encoder: `python -m training.query_encoder --encoder DIR --output DIR CASES...`.

Passages keep the vectors and tokens of the plain model. A question's tokens learn to come nearer to the passage that
answers than to its other candidates, and within these to the sentence; its pooled vector, nearer to that passage than
to all others. All three are cross-entropies over such scores.
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.embedding.onnx import LONGEST, meaningful
from training.encoder import Encoder
from training.passages import Passages, Question

QUESTIONS = 16
"""Of a step."""
CANDIDATES = 31
"""Compared with each question, beside the passage that answers."""
READ = 12
"""Of them, those whose sentences compete with the ones that answer."""
RATE = 5e-5
WARM_UP = 50
"""Steps."""
AVERAGING = 0.98
"""Share of the running mean of the weights that each step keeps (Polyak & Juditsky 1992)."""
SCALES = (30.0, 20.0, 20.0)
"""By which the scores of passages, sentences and pooled vectors are multiplied at first; they are learned."""
DENSE_SHARE = 0.5
"""Of the pooled vector's loss."""
SHARE = 0.75
"""Of the trained weights against the plain model's (WiSE-FT: Wortsman et al. 2022, section 4)."""
CHECKPOINT = "query_encoder.pt"

Example = tuple[Passages, Question]


def main() -> None:
    """Parse the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--output", type=Path, required=True, help=f"folder for {CHECKPOINT}")
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="cases that are only measured")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("cases", type=Path, nargs="+", help="folders written by training.query_cases")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    arguments.output.mkdir(parents=True, exist_ok=True)
    training = Training(arguments.encoder, arguments.cases, arguments.epochs, random.Random(arguments.seed))
    held_out = [Passages(folder) for folder in arguments.held_out]
    for epoch in range(arguments.epochs):
        training.run()
        weights = training.blended()
        torch.save(weights, arguments.output / CHECKPOINT)
        for folder, passages in zip(arguments.held_out, held_out, strict=True):
            print(f"pass {epoch + 1}, {folder.name}: mean reciprocal rank {training.rank(weights, passages):.3f}")


class Training:
    """A run over all questions, several times."""

    def __init__(self, encoder: Path, cases: list[Path], epochs: int, chance: random.Random) -> None:
        self._chance = chance
        self._examples = [(read, one) for read in map(Passages, cases) for one in read.questions if one.positives]
        self._tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self._meaningful = torch.from_numpy(meaningful(self._tokenizer))
        self._network = Encoder()
        self._network.load(encoder)
        self._plain = _copy(self._network)
        self._mean = _copy(self._network)
        self._scales = nn.Parameter(torch.tensor(SCALES))
        trained = [one for one in self._network.parameters() if one.requires_grad]
        groups = [{"params": trained, "lr": RATE}, {"params": [self._scales], "lr": 0.05, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups)
        self._steps = epochs * (len(self._examples) // QUESTIONS)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / self._steps)
        )
        print(f"{len(self._examples)} questions, {self._steps} steps", flush=True)

    def run(self) -> None:
        """One pass over the questions."""
        self._network.train()
        self._chance.shuffle(self._examples)
        sums = torch.zeros(3)
        for step, start in enumerate(range(0, len(self._examples) - QUESTIONS + 1, QUESTIONS), 1):
            losses = self._losses(self._examples[start : start + QUESTIONS])
            self._optimizer.zero_grad()
            (losses[0] + losses[1] + DENSE_SHARE * losses[2]).backward()
            nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
            self._optimizer.step()
            self._schedule.step()
            self._average()
            sums += losses.detach()
            if step % 50 == 0:
                print(f"step {step}: " + " ".join(f"{value / 50:.3f}" for value in sums.tolist()), flush=True)
                sums.zero_()

    def blended(self) -> dict[str, Tensor]:
        """The running mean, moved back towards the plain model."""
        return {name: torch.lerp(self._plain[name], mean, SHARE) for name, mean in self._mean.items()}

    @torch.no_grad()
    def rank(self, weights: dict[str, Tensor], passages: Passages) -> float:
        """Mean reciprocal rank of the first candidate with evidence, by late interaction alone."""
        before = _copy(self._network)
        self._network.load_state_dict(weights)
        self._network.eval()
        ranks = []
        for question in passages.questions:
            numbers = list(dict.fromkeys([*question.candidates, *question.positives]))
            if question.positives:
                _, (tokens,) = self._embed([question.text])
                order = passages.similar(tokens, numbers).passages.argsort(descending=True).tolist()
                ranks.append(next(rank for rank, i in enumerate(order, 1) if numbers[i] in question.positives))
        self._network.load_state_dict(before)
        return sum(1 / rank for rank in ranks) / len(ranks)

    def _losses(self, examples: list[Example]) -> Tensor:
        pooled, tokens = self._embed([question.text for _, question in examples])
        each = zip(examples, pooled, tokens, strict=True)
        rows = [torch.stack(list(self._of_question(*example, *made))) for example, *made in each]
        return torch.stack(rows).mean(0)

    def _of_question(self, passages: Passages, question: Question, pooled: Tensor, tokens: Tensor) -> Iterator[Tensor]:
        """Losses of passages, sentences and the pooled vector."""
        answer = self._chance.choice([place for piece in question.evidence for place in piece])
        others = [number for number in question.candidates if number not in question.positives]
        numbers = [answer[0], *self._chance.sample(others, min(CANDIDATES, len(others)))]
        similar = passages.similar(tokens, numbers)
        first = torch.tensor([0])
        yield functional.cross_entropy(self._scales[0] * similar.passages[None], first)
        right = passages.sentences_at(*answer)
        chances = (self._scales[1] * torch.cat(similar.sentences[: READ + 1])).log_softmax(0)
        yield -chances[right].logsumexp(0) if right else chances.new_zeros(())
        scores = self._scales[2] * (passages.vectors @ pooled)
        also = [passages.places[number] for number in question.positives - {answer[0]}]
        scores = scores.index_fill(0, torch.tensor(also, dtype=torch.long), -1e4)
        yield functional.cross_entropy(scores[None], torch.tensor([passages.places[answer[0]]]))

    def _embed(self, texts: list[str]) -> tuple[Tensor, list[Tensor]]:
        """Texts -> pooled unit vectors and the unit vectors of each one's tokens that carry meaning."""
        encodings = self._tokenizer.encode_batch(texts)
        ids = nn.utils.rnn.pad_sequence([torch.tensor(one.ids) for one in encodings], batch_first=True)
        mask = nn.utils.rnn.pad_sequence([torch.ones(len(one.ids)) for one in encodings], batch_first=True)
        hidden = self._network(ids, mask)
        pooled = functional.normalize((hidden * mask[:, :, None]).sum(1), dim=-1)
        kept = [self._meaningful[torch.tensor(one.ids)].nonzero()[:, 0] for one in encodings]
        return pooled, [functional.normalize(hidden[row, places], dim=-1) for row, places in enumerate(kept)]

    @torch.no_grad()
    def _average(self) -> None:
        for name, parameter in self._network.state_dict().items():
            self._mean[name].lerp_(parameter, 1 - AVERAGING)


def _copy(network: nn.Module) -> dict[str, Tensor]:
    return {name: one.detach().clone() for name, one in network.state_dict().items()}


if __name__ == "__main__":
    main()
