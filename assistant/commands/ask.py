"""`onrecord ask QUESTION`."""

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from assistant import records
from assistant.answer import Answer, Done, Event, Grounded, Progress
from assistant.answering import Assistant
from assistant.commands.options import filters_of, settings_of
from assistant.commands.output import note, print_json, print_text
from assistant.errors import OnRecordError, ReadingError
from assistant.pack import check_pack_name, pack, write_pack


def run(options: Namespace) -> int:
    """Answer a question; for people, claim by claim as they come."""
    turns, filters = _turns(options), filters_of(options)
    if options.export:
        check_pack_name(options.export)  # before the minute that an answer may take
    with Assistant.open(settings_of(options)) as assistant:
        events = assistant.ask(turns[-1], history=turns[:-1], filters=filters)
        answer = _last(events) if options.json else _streamed(events)
        if options.export:
            write_pack(pack(answer, assistant.library, assistant.settings), options.export)
    if answer.note:
        note(f"onrecord: {answer.note}")
    if options.explain:
        _explain(answer)
    if options.json:
        print_json(records.answer_record(answer))
    else:
        _print_sources(answer)
    return 0


def _turns(options: Namespace) -> list[str]:
    turns = [] if options.turns is None else _read_turns(options.turns)
    turns += [options.question] if options.question is not None else []
    if not turns or not turns[-1].strip():
        raise OnRecordError('there is no question: run `onrecord ask "Who proposed ...?"`')
    return turns


def _read_turns(path: Path) -> list[str]:
    try:
        turns = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ReadingError(f"{path} cannot be read ({error.strerror}): check the path") from error
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"{path} is not JSON ({error}): give a list of strings") from error
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise ReadingError(f"{path} is not a JSON list of strings: write the user's turns, oldest first")
    return [turn.encode("utf-8", "replace").decode() for turn in turns]


def _last(events: Iterator[Event]) -> Answer:
    return next(event.answer for event in events if isinstance(event, Done))


def _streamed(events: Iterator[Event]) -> Answer:
    """Print claims as they come and return the answer."""
    shown = False
    for event in events:
        if isinstance(event, Progress):
            note(f"{event.message} ...")
        elif isinstance(event, Grounded):
            print_text(event.text, end="")
            shown = True
        else:
            print_text("" if shown else event.answer.text)
            return event.answer
    raise OnRecordError("the answer was stopped: ask again")


def _print_sources(answer: Answer) -> None:
    for citation in answer.citations:
        outlet, day = citation.source or "unnamed outlet", (citation.published_at or "undated")[:10]
        print_text(f"\n[{citation.marker}] {outlet}, {day}: {citation.title} ({citation.article_id})")
        print_text(f"    {' '.join(citation.quote.split())}")
    for hit in answer.refusal.nearest if answer.refusal else ():
        print_text(f"\n - {hit.article.source or 'unnamed outlet'}: {hit.article.title} ({hit.article.id})")
        print_text(f"    {' '.join(hit.text.split())}")
    if count := len(answer.removed):
        sentences = "1 sentence of the draft was" if count == 1 else f"{count} sentences of the draft were"
        note(f"{sentences} removed: the archive does not bear it out.")


def _explain(answer: Answer) -> None:
    """Tell, beside the answer, what the check of the draft removed and put right, and why."""
    note(", ".join(f"{count} {outcome}" for outcome, count in answer.counts.items() if count) or "nothing was drafted")
    for removed in answer.removed:
        note(f"removed: {removed.text}\n    because {removed.reason}")
    for claim in answer.claims:
        if claim.change:
            note(f"{claim.outcome}: {claim.text}\n    because {claim.change}")
