"""Train the reranker: `python -m training.reranker --cases CASES.jsonl... --encoder DIR --output DIR`.

The loss is the cross-entropy over all sentences of a question's passages and "nothing" (listwise softmax: Cao et al.
2007; the null answer: Devlin et al. 2019, section 4.3), and, where a sentence answers, over the sentences alone with
the scores added that they have without a reranker: it is to know what the search does not.
"""

import argparse
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed

from index.article import Span
from index.reranking.pairs import Pair, pairs
from index.reranking.reranker import Passage
from training.cross_encoder import CrossEncoder
from training.reranker_examples import Case, example, read_cases
from training.workers import same_start, share_gradients, spawn

RATE, NEW_RATE = 7e-5, 3e-4
"""Of the encoder, and of what starts from nothing."""
WARM_UP = 30
"""Steps."""
ORDER_SHARE = 0.4
"""Of the second loss."""
CHECKPOINT = "reranker.pt"


def main() -> None:
    """Parse the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, nargs="+", required=True, help="written by training.reranker_cases")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--output", type=Path, required=True, help=f"folder for {CHECKPOINT}")
    parser.add_argument("--start", type=Path, help=f"the {CHECKPOINT} of an earlier run to go on from")
    parser.add_argument("--epochs", type=float, default=2.0)
    parser.add_argument("--questions", type=int, default=4, help="of a worker's step")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread that share each step")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    spawn(_work, arguments, arguments.output, arguments.workers)


def _work(rank: int, arguments: argparse.Namespace) -> None:
    network = CrossEncoder()
    network.load_encoder(arguments.encoder)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start))
    same_start(network)
    tokenizer = Tokenizer.from_file(str(arguments.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cases = [case for path in arguments.cases for case in read_cases(path)]
    together = arguments.questions * arguments.workers
    steps = int(arguments.epochs * len(cases) / together)
    optimizer = torch.optim.AdamW(_groups(network))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * (1 - step / max(steps, 1))
    )
    order, chance = random.Random(arguments.seed), random.Random(f"{arguments.seed} {rank}")
    waiting: list[Case] = []
    losses = []
    network.train()
    for step in range(steps):
        while len(waiting) < together:
            waiting += order.sample(cases, len(cases))
        taken, waiting = waiting[:together], waiting[together:]
        examples = [example(case, chance) for case in taken[rank :: arguments.workers]]
        loss = torch.stack([_loss(network, tokenizer, one) for one in examples]).mean()
        optimizer.zero_grad()
        loss.backward()
        share_gradients(network, arguments.workers)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if rank == 0 and step % 20 == 19:
            print(f"step {step + 1} of {steps}: {sum(losses[-20:]) / 20:.3f}", flush=True)
            torch.save(network.state_dict(), arguments.output / CHECKPOINT)
    if rank == 0:
        torch.save(network.state_dict(), arguments.output / CHECKPOINT)
    distributed.barrier()


def _groups(network: CrossEncoder) -> list[dict[str, object]]:
    new = ("each", "whole", "nothing", "prior_weight")
    named = [(name.split(".")[0], one) for name, one in network.named_parameters() if one.requires_grad]
    return [
        {"params": [one for name, one in named if name not in new], "lr": RATE},
        {"params": [one for name, one in named if name in new], "lr": NEW_RATE},
    ]


def _loss(network: CrossEncoder, tokenizer: Tokenizer, case: Case) -> Tensor:
    passages = [Passage(one.headline, one.text, [Span(*each[:2]) for each in one.sentences]) for one in case.passages]
    read = pairs(tokenizer, case.question, passages)
    scores = network(*_tensors(read))
    judged = [
        (scores[row, tokens].mean(), sentence)
        for row, (pair, passage) in enumerate(zip(read, case.passages, strict=True))
        for tokens, sentence in zip(pair.sentences, passage.sentences, strict=True)
        if tokens
    ]
    own = torch.stack([score for score, _ in judged])
    answers = torch.tensor([one.answers for _, one in judged])
    loss = _cross_entropy(torch.cat([own, network.nothing]), torch.cat([answers, ~answers.any()[None]]))
    if answers.any():
        prior = torch.tensor([one.score for _, one in judged])
        ordering = _cross_entropy(own + network.prior_weight * prior, answers)
        loss = (1 - ORDER_SHARE) * loss + ORDER_SHARE * ordering
    return loss


def _cross_entropy(scores: Tensor, right: Tensor) -> Tensor:
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)


def _tensors(read: list[Pair]) -> tuple[Tensor, Tensor, Tensor]:
    longest = max(len(one.ids) for one in read)
    ids, kinds, mask = (torch.zeros(len(read), longest, dtype=torch.long) for _ in range(3))
    for row, one in enumerate(read):
        ids[row, : len(one.ids)] = torch.from_numpy(one.ids)
        kinds[row, : len(one.ids)] = torch.from_numpy(one.kinds)
        mask[row, : len(one.ids)] = 1
    return ids, kinds, mask


if __name__ == "__main__":
    main()
