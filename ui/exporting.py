"""A conversation to take away: as Markdown to read, as JSON for programs. Pure functions."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant import records
from assistant.answer import Answer, Citation
from assistant.records import Record
from index.article import Hit
from ui.citing import Reference, escaped_markdown, markdown
from ui.limits import limits_line
from ui.turn import Turn

FORMAT = "onrecord-conversation/1"


def conversation_markdown(name: str, turns: Sequence[Turn]) -> str:
    """The conversation as Markdown: each question with its answer and the words that it rests on."""
    made = datetime.now(UTC).date().isoformat()
    parts = [f"# {escaped_markdown(name)}", f"Exported from OnRecord on {made}."]
    for turn in turns:
        parts.append(f"## {escaped_markdown(' '.join(turn.question.split()))}")
        if limits := limits_line(turn.filters):
            parts.append(f"*{escaped_markdown(limits)}*")
        parts.append(turn_markdown(turn))
    return "\n\n".join(part for part in parts if part) + "\n"


def conversation_record(name: str, turns: Sequence[Turn]) -> Record:
    """The conversation as JSON values; an answer is as `onrecord ask --json` gives it."""
    return {
        "format": FORMAT,
        "name": name,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "turns": [_turn_record(turn) for turn in turns],
    }


def turn_markdown(turn: Turn) -> str:
    """An answer with its sources as Markdown, without the question."""
    if turn.answer is None:
        why = f"No answer: {turn.error}" if turn.state == "failed" else "The answer was stopped."
        return "\n\n".join(
            filter(None, (_prose(turn.streamed), f"*{escaped_markdown(why)}*", _sources(turn.citations)))
        )
    answer = turn.answer
    below = _sources(answer.citations) if answer.status == "answered" else _nearest(answer)
    note = f"*{escaped_markdown(answer.note)}*" if answer.note else ""
    return "\n\n".join(filter(None, (_prose(answer.text), note, below)))


def _prose(text: str) -> str:
    """The answer's lines as paragraphs, its markers as they stand."""
    return "\n\n".join(escaped_markdown(line.strip()) for line in text.splitlines() if line.strip())


def _sources(citations: Sequence[Citation]) -> str:
    return "\n\n".join(
        f"[{citation.marker:d}] {markdown(Reference.to(citation))}\n\n{_quoted(citation.quote, citation.speaker)}"
        for citation in citations
    )


def _nearest(answer: Answer) -> str:
    hits: Sequence[Hit] = answer.refusal.nearest if answer.refusal else ()
    found = [f"{markdown(Reference.to(hit.article))}\n\n{_quoted(hit.text, None)}" for hit in hits]
    return "\n\n".join(["The nearest passages:", *found]) if found else ""


def _quoted(words: str, speaker: str | None) -> str:
    line = escaped_markdown(" ".join(words.split()))
    return f"> {line}" + (f" ({escaped_markdown(speaker)})" if speaker else "")


def _turn_record(turn: Turn) -> Record:
    filters = turn.filters
    record: Record = {
        "question": turn.question,
        "state": turn.state,
        "limits": {
            "after": filters.after.isoformat() if filters.after else None,
            "before": filters.before.isoformat() if filters.before else None,
            "outlets": list(filters.outlets),
            "speaker": filters.speaker,
        },
    }
    if turn.answer is not None:
        return {**record, "answer": records.answer_record(turn.answer)}
    citations = [records.citation_record(citation) for citation in turn.citations]
    return {**record, "error": turn.error, "streamed": turn.streamed, "citations": citations}
