"""Seconds by stage."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np


class Latency(NamedTuple):
    """Of one stage, in seconds."""

    p50: float
    p95: float
    cases: int


def latencies(timings: Sequence[Mapping[str, float]]) -> dict[str, Latency]:
    """Stage -> its percentiles over the cases that have it."""
    stages = dict.fromkeys(stage for one in timings for stage in one)
    return {stage: _latency([one[stage] for one in timings if stage in one]) for stage in stages}


def _latency(seconds: Sequence[float]) -> Latency:
    p50, p95 = (round(float(np.percentile(seconds, share)), 3) for share in (50, 95))
    return Latency(p50, p95, len(seconds))
