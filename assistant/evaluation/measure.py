"""The measures of a run: how the scores of its cases become one figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Scores = Mapping[str, float]
"""A case's scores by name; what does not apply to the case is missing."""

DEPTHS = (1, 5, 10, 20)
"""Of the retrieval curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure over cases: the sum of one score divided by the sum of another or by the number of cases."""

    name: str
    meaning: str
    top: str = ""
    """The score that is summed; the measure's name if not given."""
    bottom: str | None = None
    """The score that divides; None divides by the number of cases that have the first."""
    better: Literal["higher", "lower"] = "higher"
    binary: bool = False
    """Whether a case's score is 0 or 1, so that two runs can be compared by McNemar's test."""
    headline: bool = False
    """Whether it is among the few that are shown first, and that no run may be worse in than the one before."""

    def parts(self, scores: Scores) -> tuple[float, float] | None:
        """What a case adds above and below the line; None if the measure does not apply to it."""
        top = scores.get(self.top or self.name)
        bottom = 1.0 if self.bottom is None else scores.get(self.bottom)
        return None if top is None or not bottom else (float(top), float(bottom))


def _at(name: str, meaning: str, *, headline: int = 0) -> list[Measure]:
    return [
        Measure(name=f"{name}@{depth}", meaning=meaning.format(depth), binary="hit" in name, headline=depth == headline)
        for depth in DEPTHS
    ]


RETRIEVAL = (
    *_at("hit", "an article with evidence is among the first {}", headline=1),
    *_at("evidence_hit", "the first {} passages reach some of the evidence"),
    *_at("evidence_recall", "share of all the evidence that the first {} passages reach", headline=10),
    Measure(name="mrr", meaning="1 / rank of the first article with evidence"),
    Measure(name="ndcg@10", meaning="articles with evidence stand near the top of the first 10"),
)
ANSWERS = (
    Measure(name="correct", meaning="right by the patterns, or rightly refused", binary=True, headline=True),
    Measure(name="judged_correct", meaning="right by the LLM that judges", binary=True),
    Measure(name="judge_agreement", meaning="the judge and the patterns agree", binary=True),
    Measure(name="token_f1", meaning="words in common with the reference"),
    Measure(name="cites_evidence", meaning="a citation of the answer overlaps the evidence", binary=True),
    Measure(name="citation_recall", meaning="share of sentences that their citations bear out (ALCE)", headline=True),
    Measure(name="citation_precision", meaning="share of citations that are needed (ALCE)", headline=True),
    Measure(
        name="exact_citations",
        meaning="share of citations whose quote is the article's text at its offsets",
        top="citations_exact",
        bottom="citations",
    ),
    Measure(
        name="exact_quotations",
        meaning="share of quotations that are word for word in what is cited",
        top="quotations_exact",
        bottom="quotations",
    ),
    Measure(
        name="own_citations",
        meaning="share of the model's sentences that stand with the citations it gave itself",
        top="sentences_kept",
        bottom="sentences_drafted",
    ),
    Measure(name="speaker_accuracy", meaning="the words are given to the one who said them", binary=True),
    Measure(
        name="refusal_precision",
        meaning="share of refusals that were right",
        top="refused_rightly",
        bottom="refused",
    ),
    Measure(
        name="refusal_recall",
        meaning="share of unanswerable cases that were refused",
        top="refused_rightly",
        bottom="unanswerable",
    ),
    Measure(
        name="false_refusals",
        meaning="share of answerable cases that were refused",
        top="refused_wrongly",
        bottom="answerable",
        better="lower",
    ),
    Measure(name="model_failed", meaning="the model could not be used", better="lower", binary=True),
)
BENCHMARKS = (
    *(
        Measure(name=f"multihop_rag_{name}", meaning=f"MultiHop-RAG's {name}", binary=not name.startswith("m"))
        for name in ("hits@4", "hits@10", "map@10", "mrr@10", "accuracy")
    ),
    Measure(name="rgb_accuracy", meaning="RGB's accuracy", binary=True),
    Measure(name="rgb_rejection", meaning="RGB's rejection rate", binary=True),
)
MEASURES = (*RETRIEVAL, *ANSWERS, *BENCHMARKS)


def applicable(cases: Iterable[Scores]) -> list[Measure]:
    """The measures that have a figure for some case, in their order."""
    cases = list(cases)
    return [measure for measure in MEASURES if any(measure.parts(scores) is not None for scores in cases)]
