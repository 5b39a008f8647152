"""The loss's own gradient against torch's, and its value against all paths."""

from itertools import pairwise, product

import pytest

torch = pytest.importorskip("torch")

from training.crf import ConditionalRandomField  # noqa: E402


def test_loss_and_gradients() -> None:
    torch.manual_seed(3)
    field = ConditionalRandomField()
    torch.nn.init.normal_(field.start)
    torch.nn.init.normal_(field.step)
    emissions = torch.randn(2, 3, 7, requires_grad=True)
    tags = torch.tensor([[1, 2, 5], [0, 3, 0]])
    mask = torch.tensor([[True, True, True], [True, True, False]])
    found = field.loss(emissions, tags, mask)
    expected = sum(
        _by_all_paths(field, row[:length], target[:length])
        for row, target, length in zip(emissions, tags, (3, 2), strict=True)
    )
    assert found.item() == pytest.approx(expected.item(), abs=1e-4)
    leaves = (emissions, field.start, field.step)
    for own, automatic in zip(torch.autograd.grad(found, leaves), torch.autograd.grad(expected, leaves), strict=True):
        torch.testing.assert_close(own, automatic, atol=1e-4, rtol=1e-4)


def _by_all_paths(field, emissions, tags):  # type: ignore[no-untyped-def]
    start, step = field.start + field.start_allowed, field.step + field.step_allowed

    def score(path):  # type: ignore[no-untyped-def]
        steps = sum(step[a, b] for a, b in pairwise(path))
        return start[path[0]] + steps + sum(emissions[i, tag] for i, tag in enumerate(path))

    paths = torch.stack([score(path) for path in product(range(7), repeat=len(tags))])
    return torch.logsumexp(paths, 0) - score(tags.tolist())
