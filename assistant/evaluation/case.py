"""The values of a test set."""

import re
from dataclasses import dataclass
from typing import Any, Literal

Benchmark = Literal["multihop-rag", "rgb"]
"""Another benchmark, by whose paper's rules a case is scored too."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence that a test set names."""

    article_id: str
    quote: str | None = None
    """An exact substring of the article; None if the whole article is meant."""
    relevance: int = 1
    """Grade of the article, as in qrels; 1 where a test set has no grades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of a test set."""

    id: str
    turns: tuple[str, ...]
    """What the user says, oldest first; the last one is the question."""
    type: str = "question"
    """By which results are grouped: "attribution", "proposal", "quote", "fact" ..."""
    answer: str | None = None
    """The reference, for readers, for the token F1 and for the judge."""
    accept_all: tuple[str, ...] = ()
    """Patterns that must all match a right answer."""
    must_not: tuple[str, ...] = ()
    """Patterns none of which may match."""
    unanswerable: bool = False
    evidence: tuple[Proof, ...] = ()
    speaker: str | None = None
    """Whose words the answer must give, if the test set says so."""
    note: str | None = None
    generated: bool = False
    """Proposed by a program; nobody has looked at it yet."""
    benchmark: Benchmark | None = None
    line: int | None = None
    """Its line in the file that it was read from."""

    @property
    def question(self) -> str:
        """The last turn."""
        return self.turns[-1]


def matches(pattern: str, text: str) -> bool:
    """Whether a test set's pattern occurs in a text, whatever the case."""
    return re.search(pattern, text, re.IGNORECASE) is not None


def case_record(case: Case) -> dict[str, Any]:
    """The line of a test set that reads as this case; what is not given is left out, except for what all have."""
    record: dict[str, Any] = {"id": case.id, "type": case.type, "question": case.question}
    if len(case.turns) > 1:
        record["turns"] = list(case.turns)
    if case.answer is not None:
        record["answer"] = case.answer
    record["accept_all"] = list(case.accept_all)
    if case.must_not:
        record["must_not"] = list(case.must_not)
    record["unanswerable"] = case.unanswerable
    record["evidence"] = [_proof_record(proof) for proof in case.evidence]
    for name in ("speaker", "note", "generated", "benchmark"):
        if value := getattr(case, name):
            record[name] = value
    return record


def _proof_record(proof: Proof) -> dict[str, Any]:
    record: dict[str, Any] = {"article_id": proof.article_id}
    if proof.quote is not None:
        record["quote"] = proof.quote
    if proof.relevance != 1:
        record["relevance"] = proof.relevance
    return record
