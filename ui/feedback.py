"""Thumbs under an answer, and the routes that keep and give out what readers thought."""

import json
from html import escape
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer
from assistant.evaluation.case import Proof, case_record
from assistant.feedback import Feedback, FeedbackStore, Verdict, feedback_cases
from index.errors import OnRecordError
from index.library import Library

FEEDBACK = "/onrecord/feedback"
DOWNLOAD = "/onrecord/feedback.jsonl"
MOST_QUOTES = 50
"""Citations kept of one answer."""

Line = Annotated[str, Field(max_length=4_000)]


def feedback_html(answer: Answer) -> str:
    """The thumbs. What is kept travels with them: an answer may be shown again long after it was written."""
    kept = {
        "question": answer.question,
        "answered": answer.status == "answered",
        "text": answer.text,
        "model": answer.model,
        "evidence": [[citation.article_id, citation.quote] for citation in answer.citations[:MOST_QUOTES]],
    }
    return (
        f'<div class="feedback" role="group" aria-label="Feedback on this answer"'
        f' data-answer="{escape(json.dumps(kept, ensure_ascii=False))}">'
        '<button type="button" class="thumb" data-verdict="good" aria-label="Good answer" title="Good answer"></button>'
        '<button type="button" class="thumb" data-verdict="bad" aria-label="Bad answer" title="Bad answer"></button>'
        '<span class="feedback-note" role="status"></span></div>'
    )


class GivenFeedback(BaseModel):
    """What a page sends. It can only speak for itself, so nothing of it is trusted but its form."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(default=None, pattern="^[0-9a-f]{32}$")
    verdict: Verdict
    reason: str = Field(default="", max_length=2_000)
    turns: list[Line] = Field(min_length=1, max_length=50)
    answered: bool
    text: str = Field(max_length=50_000)
    model: str = Field(max_length=500)
    evidence: list[tuple[Line, str]] = Field(max_length=MOST_QUOTES)

    def feedback(self) -> Feedback:
        """The value that it stands for."""
        return Feedback(
            verdict=self.verdict,
            reason=self.reason.strip(),
            turns=tuple(self.turns),
            answered=self.answered,
            text=self.text,
            model=self.model,
            evidence=tuple(Proof(article_id, quote) for article_id, quote in self.evidence),
        )


def feedback_router(store: FeedbackStore, library: Library, *, readable: bool) -> APIRouter:
    """`POST` keeps a verdict; `GET .jsonl` gives all as test cases, if they are `readable` for who uses the page."""
    router = APIRouter()

    @router.post(FEEDBACK)
    def give(given: GivenFeedback) -> JSONResponse:
        try:
            return JSONResponse({"id": store.put(given.feedback(), given.id)})
        except OnRecordError as error:
            return JSONResponse({"error": str(error)}, status_code=503)

    @router.get(DOWNLOAD)
    def download() -> Response:
        if not readable:
            return PlainTextResponse("This server is shared: whoever serves it reads the feedback.", status_code=403)
        cases = feedback_cases(store.all().items(), library)
        lines = "".join(json.dumps(case_record(case), ensure_ascii=False) + "\n" for case in cases)
        name = {"Content-Disposition": 'attachment; filename="feedback.jsonl"', "Cache-Control": "no-store"}
        return Response(lines.encode("utf-8", "replace"), media_type="application/x-ndjson", headers=name)

    return router
