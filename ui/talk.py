"""A conversation as HTML: its turns, and what a reader may do with them. Pure functions; everything is escaped."""

from collections.abc import Sequence
from html import escape

from ui.exporting import turn_markdown
from ui.rendering import turn_html
from ui.turn import Turn


def talk_html(conversation: str, name: str) -> str:
    """The line above a conversation: its name, and it as a file. page.js reads from it which one is shown."""
    address = f"/onrecord/conversations/{escape(conversation)}"
    return (
        f'<header class="talk" data-conversation="{escape(conversation)}"><p class="talk-name">{escape(name)}</p>'
        f'<p class="export">Export <a href="{address}.md" download>Markdown</a> '
        f'<a href="{address}.json" download>JSON</a></p></header>'
    )


def turns_html(conversation: str, turns: Sequence[Turn], *, first: int = 0, last: bool = False) -> str:
    """Turns, the first of which is the conversation's number `first`; `last` if nothing follows them."""
    return "".join(
        turn_html(turn, _actions(conversation, number, turn, last=last and number == first + len(turns) - 1))
        for number, turn in enumerate(turns, first)
    )


def _actions(conversation: str, number: int, turn: Turn, *, last: bool) -> str:
    if turn.state == "running":
        return ""
    asked = escape(turn.question)
    parts = [
        f'<button type="button" class="edit" data-turn="{number:d}" aria-label="Edit question: {asked}">'
        "Edit question</button>"
    ]
    if last:
        parts.append(f'<button type="button" class="again" data-turn="{number:d}">Ask again</button>')
    if turn.answer is not None:
        address = f"/onrecord/conversations/{escape(conversation)}/{number:d}/evidence"
        parts.append(
            f'<button type="button" class="copy" data-copy="{escape(turn_markdown(turn))}">Copy answer</button>'
        )
        parts.append(
            f'<span class="pack">Evidence pack <a href="{address}.html" download>page</a> '
            f'<a href="{address}.json" download>JSON</a></span>'
        )
    return f'<div class="actions">{"".join(parts)}</div>'


def editing_html(number: int | None) -> str:
    """The line above the question box while a question is being changed."""
    if number is None:
        return ""
    return (
        f'<p class="editing" role="status"><span>Changing question {number + 1:d}: its answer and what follows will be '
        'replaced.</span><button type="button" class="cancel">Cancel</button></p>'
    )
