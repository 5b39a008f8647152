"""An LLM's opinion on whether an answer says what the reference says; off unless asked for."""

from contextlib import closing

from assistant.answering import Assistant
from assistant.completion import Message
from assistant.evaluation.case import Case
from assistant.evaluation.fingerprint import short_hash
from assistant.evaluation.metrics.token_f1 import without_markers
from assistant.records import Record
from prompts import fenced, render


class Judge:
    """Asks the model in force."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def judge(self, case: Case, record: Record) -> Record | None:
        """The verdict: `right`, the model's `reply`, the `model`, its `usage`. None where there is nothing to judge.

        `right` is None if the reply is no verdict. Raises `CompletionError`.
        """
        if not case.answer or case.unanswerable or record.get("status") != "answered":
            return None
        prompt = render(
            "judge",
            question=fenced(" ".join(case.turns)),
            reference=fenced(case.answer),
            answer=fenced(without_markers(record["answer"])),
        )
        key = short_hash(f"{self._assistant.model_name}\n{prompt}")
        if (earlier := record.get("judge")) and earlier.get("key") == key:
            return dict(earlier)
        reply, usage = "", {"prompt_tokens": 0, "completion_tokens": 0}
        with closing(self._assistant.complete([Message("user", prompt)])) as pieces:
            for piece in pieces:
                reply += piece.text
                usage["prompt_tokens"] += piece.prompt_tokens
                usage["completion_tokens"] += piece.completion_tokens
        model = self._assistant.model_name
        return {"right": _verdict(reply), "reply": reply.strip(), "model": model, "usage": usage, "key": key}


def _verdict(reply: str) -> bool | None:
    first = (reply.split() or [""])[0].strip(".,:;*\"'").upper()
    return {"RIGHT": True, "WRONG": False}.get(first)
