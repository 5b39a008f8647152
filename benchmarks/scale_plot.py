"""The plot of `benchmarks.scale`: cost of an article, and time of a search, against the size of the library."""

from itertools import accumulate
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.scale import Asked, Step


def draw(path: Path, steps: list[Step], asked: list[Asked]) -> None:
    """Write an SVG or PNG file."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    cost, latency = figure.subplots(1, 2)
    points = _costs(steps)
    cost.plot([size for size, _ in points], [milliseconds for _, milliseconds in points], "o-", color="#1f4e79")
    cost.set(xlabel="articles", ylabel="processor ms an article,\nwithout the model", ylim=0)
    passages = list(accumulate(step.passages for step in steps))
    for label, style, times in (
        ("p95", "o-", [one.plain.most for one in asked]),
        ("p50", "o--", [one.plain.median for one in asked]),
        ("processor, p50", "o:", [one.plain.processor for one in asked]),
    ):
        latency.plot(passages, times, style, color="#1f4e79", label=label)
    latency.axhline(150, color="#b04a2f", linewidth=1)
    latency.axvline(100_000, color="#b04a2f", linewidth=1)
    latency.set(xlabel="passages", ylabel="ms a warm search", xlim=0, ylim=0)
    latency.legend(frameon=False)
    for axes in (cost, latency):
        axes.spines[["top", "right"]].set_visible(False)
        axes.locator_params(axis="x", nbins=4)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    figure.savefig(path)


def _costs(steps: list[Step]) -> list[tuple[int, float]]:
    """Size of the library and processor milliseconds of an article there, for every stretch of the curves."""
    points, before = [], 0
    for step in steps:
        last_count, last_seconds = 0, 0.0
        for count, seconds in step.curve:
            points.append((before + count, 1000 * (seconds - last_seconds) / (count - last_count)))
            last_count, last_seconds = count, seconds
        before += step.articles
    return points
