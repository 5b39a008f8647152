"""Whether an archive is about what a question asks, which nearness can tell, and whether it answers, which it cannot.

A question about the archive's own matters that it does not answer lies as near to it as one that it does
(docs/benchmarks.md), so the reranker reads the passages together with it. What is asked of a person is checked by
`assistant.premise` too, and names by the grounding.
"""

from assistant.evidence import EvidencePool
from index.keywords import content_words
from index.retrieval import Found

LEAST_NEAR = {"all-minilm-l6-v2-int8": 0.385, "query-minilm-c458aab3": 0.36}
"""Nearness that a question must have, by what embeds it: each has a scale of its own.
`python -m benchmarks.refusal` measures it."""

FEW_WORDS, FOR_A_WORD = 5, 0.005
"""Content words of a short question, and what each further one adds to its nearness: of many words some come near
nothing even in the passage that answers."""

LEAST_ODDS = -1.25
"""Logarithm of the odds that anything answers, by the reranker, below which a question is refused."""

HITS = 5
"""Hits of which the best counts."""


def nearness(found: Found, question: str) -> float | None:
    """How near a question comes to the best of the first hits; None if the embedding model gives no tokens.

    MaxSim (`index.late_interaction`) with the allowance for long questions.
    """
    scores = [one.score() for one in found.similarities[:HITS] if one is not None]
    if not scores:
        return None
    return max(scores) + FOR_A_WORD * max(0, len(content_words(question)) - FEW_WORDS)


def is_about_the_archive(found: Found, question: str, encoder: str) -> bool:
    """Whether anything found has to do with the question; taken for granted with an encoder that was not measured."""
    near, least = nearness(found, question), LEAST_NEAR.get(encoder)
    return near is None or least is None or near >= least


def is_answered(pool: EvidencePool) -> bool:
    """Whether the passages that were read seem to answer; taken for granted without a reranker."""
    return pool.odds is None or pool.odds >= LEAST_ODDS
