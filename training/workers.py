"""Processes of one thread that share each step: a quarter faster than one process of two threads."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import distributed, nn


def spawn(work: Callable[[int, Any], None], arguments: Any, folder: Path, workers: int) -> None:
    """Run `work(rank, arguments)` in each worker, with a process group whose store is in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.multiprocessing.spawn(_begin, (work, arguments, folder / f"store-{os.getpid()}", workers), workers)


def _begin(rank: int, work: Callable[[int, Any], None], arguments: Any, store: Path, workers: int) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed + rank)
    file = distributed.FileStore(str(store), workers)
    distributed.init_process_group("gloo", store=file, rank=rank, world_size=workers)
    work(rank, arguments)
    distributed.destroy_process_group()


@torch.no_grad()
def same_start(network: nn.Module) -> None:
    """Give every worker the first one's weights."""
    for tensor in network.state_dict().values():
        distributed.broadcast(tensor, 0)


@torch.no_grad()
def share_gradients(network: nn.Module, workers: int) -> None:
    """Put the workers' mean in place of each one's gradients."""
    trained = [one for one in network.parameters() if one.requires_grad]
    for one in trained:
        if one.grad is None:  # of a part that this worker's step did not need
            one.grad = torch.zeros_like(one)
    flat = torch.cat([one.grad.flatten() for one in trained if one.grad is not None])
    distributed.all_reduce(flat)
    flat /= workers
    for one, part in zip(trained, flat.split([one.numel() for one in trained]), strict=True):
        one.grad = part.view_as(one)
