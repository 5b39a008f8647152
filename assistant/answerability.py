"""Whether an archive is about what a question asks: the one thing that nearness can tell.

A question about the archive's own matters that it does not answer lies as near to it as one that it does
(docs/benchmarks.md), so what is asked of a person is checked by `assistant.premise`, and names by the grounding.
"""

from index.retrieval import Found

LEAST_NEAR = {"all-minilm-l6-v2-int8": 0.385}
"""MaxSim (`index.late_interaction`) that the best of the first hits must have with the question, by embedding model:
each has a scale of its own. `python -m benchmarks.refusal` measures it."""

HITS = 5
"""Hits of which the best counts."""


def nearness(found: Found) -> float | None:
    """How near the question comes to the best of the first hits; None if the embedding model gives no tokens."""
    scores = [one.score() for one in found.similarities[:HITS] if one is not None]
    return max(scores, default=None)


def is_about_the_archive(found: Found, embedding: str) -> bool:
    """Whether anything found has to do with the question; taken for granted with a model that was not measured."""
    near, least = nearness(found), LEAST_NEAR.get(embedding)
    return near is None or least is None or near >= least
