"""What readers thought of answers: `feedback.sqlite` in the library's folder, and test cases made of it.

Nothing says who the reader was. A file of its own, because a chat goes on while another process holds the library's
write lock.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from assistant.errors import ArticleNotFound
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.metrics.token_f1 import without_markers
from index.database import Database
from index.library import Library

Verdict = Literal["good", "bad"]

_SCHEMA = """
CREATE TABLE feedback (
    id TEXT PRIMARY KEY, given_at TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
    turns TEXT NOT NULL, answered INTEGER NOT NULL, text TEXT NOT NULL, model TEXT NOT NULL, evidence TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A reader's verdict on one answer, with all that is needed to ask again."""

    verdict: Verdict
    reason: str = ""
    turns: tuple[str, ...]
    """What the reader had said, oldest first; the last one is the question."""
    answered: bool
    """False for a refusal."""
    text: str
    """The answer as it was shown, with its markers."""
    model: str
    evidence: tuple[Proof, ...] = ()
    """The words that the answer cited."""


class FeedbackStore:
    """The feedback on a library's answers. May be used from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open the store in a library's folder, and make it if there is none. Raises `LibraryError`."""
        self._db = Database(folder / "feedback.sqlite", _SCHEMA)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def put(self, feedback: Feedback, feedback_id: str | None = None) -> str:
        """Keep a verdict, in place of the one that has this id; returns its id."""
        feedback_id = feedback_id or uuid4().hex
        evidence = json.dumps([[proof.article_id, proof.quote] for proof in feedback.evidence], ensure_ascii=False)
        self._db.execute(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                feedback_id,
                datetime.now(UTC).isoformat(timespec="seconds"),
                feedback.verdict,
                feedback.reason,
                json.dumps(feedback.turns, ensure_ascii=False),
                feedback.answered,
                feedback.text,
                feedback.model,
                evidence,
            ),
        )
        return feedback_id

    def all(self) -> dict[str, Feedback]:
        """Id -> verdict, the oldest first."""
        rows = self._db.execute(
            "SELECT id, verdict, reason, turns, answered, text, model, evidence FROM feedback ORDER BY given_at, rowid"
        )
        return {
            id_: Feedback(
                verdict=verdict,
                reason=reason,
                turns=tuple(json.loads(turns)),
                answered=bool(answered),
                text=text,
                model=model,
                evidence=tuple(Proof(article_id, quote) for article_id, quote in json.loads(evidence)),
            )
            for id_, verdict, reason, turns, answered, text, model, evidence in rows
        }

    def counts(self) -> tuple[int, int]:
        """How many verdicts are good, and how many bad."""
        good, bad = self._db.execute(
            "SELECT count(*) FILTER (WHERE verdict = 'good'), count(*) FILTER (WHERE verdict = 'bad') FROM feedback"
        ).fetchone()
        return good, bad


def feedback_cases(given: Iterable[tuple[str, Feedback]], library: Library) -> list[Case]:
    """Test cases, each to be looked at before it counts (`generated`).

    A good answer is the reference, and its citations are the evidence; a good refusal is an unanswerable case. Of a bad
    answer only the question is known: what is wrong with it stands in the note.
    """
    return [_case(feedback_id, feedback, library) for feedback_id, feedback in given]


def _case(feedback_id: str, feedback: Feedback, library: Library) -> Case:
    good = feedback.verdict == "good"
    reason = f": {feedback.reason}" if feedback.reason else ""
    shown = "" if good else f" It was: {without_markers(feedback.text)}"
    return Case(
        id=f"feedback-{feedback_id[:12]}",
        type="feedback",
        turns=feedback.turns,
        answer=without_markers(feedback.text) if good and feedback.answered else None,
        unanswerable=good and not feedback.answered,
        evidence=tuple(proof for proof in feedback.evidence if good and _is_there(proof, library)),
        note=f"A reader found the answer of {feedback.model} {feedback.verdict}{reason}.{shown}",
        generated=True,
    )


def _is_there(proof: Proof, library: Library) -> bool:
    """Whether the words still stand in the archive."""
    try:
        return (proof.quote or "") in library.article(proof.article_id).text
    except ArticleNotFound:
        return False
