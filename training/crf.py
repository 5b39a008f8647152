"""The conditional random field's loss (Lafferty et al. 2001), its gradient by the forward-backward algorithm in numpy.

Letting torch differentiate through the recursion takes as long as the encoder itself on a CPU; this takes a few
hundredths of that.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.attribution.decoding import TAGS, Transitions, allowed

Floats = NDArray[np.float32]


class ConditionalRandomField(nn.Module):
    """Scores of the first tag and of each step from tag to tag."""

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.zeros(len(TAGS)))
        self.step = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        start, step = (torch.from_numpy(scores) for scores in allowed())
        self.register_buffer("start_allowed", start, persistent=False)
        self.register_buffer("step_allowed", step, persistent=False)

    def loss(self, emissions: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """The summed negative log-likelihood; `emissions` (sequences, words, tags), the others (sequences, words)."""
        start, step = self.start + self.start_allowed, self.step + self.step_allowed
        loss: Tensor = _NegativeLogLikelihood.apply(emissions, start, step, tags, mask)
        return loss

    def transitions(self) -> Transitions:
        """The parameters as the run time wants them."""
        start, step = self.start + self.start_allowed, self.step + self.step_allowed
        return Transitions(start.detach().numpy().copy(), step.detach().numpy().copy())


class _NegativeLogLikelihood(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, emissions: Tensor, start: Tensor, step: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        arrays = (one.detach().numpy() for one in (emissions, start, step, tags, mask))
        loss, *gradients = _loss_and_gradients(*arrays)
        ctx.gradients = [torch.from_numpy(gradient) for gradient in gradients]
        return torch.tensor(loss)

    @staticmethod
    def backward(ctx: Any, *outer: Tensor) -> tuple[Tensor | None, ...]:
        emissions, start, step = (gradient * outer[0] for gradient in ctx.gradients)
        return emissions, start, step, None, None


def _loss_and_gradients(
    emissions: Floats, start: Floats, step: Floats, tags: NDArray[np.int64], mask: NDArray[np.bool_]
) -> tuple[float, Floats, Floats, Floats]:
    forward, total = _forward(emissions, start, step, mask)
    by_emission, by_step = _expected(emissions, step, mask, forward, total)
    by_start = by_emission[:, 0].sum(axis=0)
    inside = mask[:, 1:]
    path = start[tags[:, 0]] + (np.take_along_axis(emissions, tags[:, :, None], 2)[:, :, 0] * mask).sum(axis=1)
    path = path + (step[tags[:, :-1], tags[:, 1:]] * inside).sum(axis=1)
    np.add.at(by_start, tags[:, 0], -1)
    np.add.at(by_step, (tags[:, :-1][inside], tags[:, 1:][inside]), -1)
    observed = np.zeros_like(by_emission)
    np.put_along_axis(observed, tags[:, :, None], 1.0, 2)
    by_emission -= observed * mask[:, :, None]
    return float((total - path).sum()), by_emission, by_start, by_step


def _forward(emissions: Floats, start: Floats, step: Floats, mask: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    scores = np.empty(emissions.transpose(1, 0, 2).shape, np.float32)
    scores[0] = start + emissions[:, 0]
    for t in range(1, len(scores)):
        reached = _log_sum(scores[t - 1][:, :, None] + step, 1) + emissions[:, t]
        scores[t] = np.where(mask[:, t, None], reached, scores[t - 1])
    return scores, _log_sum(scores[-1], 1)


def _expected(
    emissions: Floats, step: Floats, mask: NDArray[np.bool_], forward: Floats, total: Floats
) -> tuple[Floats, Floats]:
    """The expected count of each tag and step: the gradient of the total."""
    by_emission, by_step = np.zeros_like(emissions), np.zeros_like(step)
    backward = np.zeros_like(forward[0])
    for t in range(len(forward) - 1, 0, -1):
        inside = mask[:, t, None]
        by_emission[:, t] = np.exp(forward[t] + backward - total[:, None]) * inside
        after = emissions[:, t] + backward
        joint = forward[t - 1][:, :, None] + step + after[:, None, :] - total[:, None, None]
        by_step += (np.exp(np.minimum(joint, 0)) * inside[:, :, None]).sum(axis=0)
        backward = np.where(inside, _log_sum(step[None] + after[:, None, :], 2), backward)
    by_emission[:, 0] = np.exp(forward[0] + backward - total[:, None])
    return by_emission, by_step


def _log_sum(scores: Floats, axis: int) -> Floats:
    highest = scores.max(axis, keepdims=True)
    result: Floats = (np.log(np.exp(scores - highest).sum(axis, keepdims=True)) + highest).squeeze(axis)
    return result
