"""The list of a reader's conversations as HTML. Pure functions; everything that comes from outside is escaped."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from assistant.conversation import Conversation
from ui.markup import count, day, dotted

LONGEST_LIST = 200
"""Conversations shown; the search finds older ones."""


def list_html(conversations: Sequence[Conversation], *, shown: str = "", words: str = "") -> str:
    """The conversations, the latest first, the one that is shown marked; what to do where there are none."""
    if not conversations:
        said = "No conversation has these words." if words.strip() else "Your questions and answers are kept here."
        return f'<div data-list><p class="no-conversations">{said}</p></div>'
    more = len(conversations) - LONGEST_LIST
    rest = f'<p class="no-conversations">{count(more, "older one")}: search for their words.</p>' if more > 0 else ""
    items = "".join(_item(one, current=one.id == shown) for one in conversations[:LONGEST_LIST])
    return f'<nav data-list aria-label="Conversations"><ul class="conversations">{items}</ul>{rest}</nav>'


def _item(one: Conversation, *, current: bool) -> str:
    id_, name = escape(one.id), escape(one.name)
    here = ' aria-current="page"' if current else ""
    return (
        f'<li data-id="{id_}"><a class="conversation" href="#conversation={id_}" title="{name}"{here}>'
        f'<span class="name">{name}</span>'
        f'<span class="when">{escape(dotted(_local_day(one.updated_at), count(one.turns, "question")))}</span></a>'
        f'<span class="tools"><button type="button" class="rename" aria-label="Rename: {name}" title="Rename">✎'
        "</button>"
        f'<button type="button" class="delete" aria-label="Delete: {name}" title="Delete">×</button></span>'
        f'<form class="renaming" hidden><input type="text" value="{name}" maxlength="80"'
        ' aria-label="New name">'
        '<button type="submit">Save</button><button type="button" class="back">Cancel</button></form>'
        '<div class="deleting" role="group" aria-label="Confirm" hidden><span>Delete for good?</span>'
        '<button type="button" class="sure">Delete</button><button type="button" class="back">Keep</button></div></li>'
    )


def _local_day(moment: str) -> str:
    """The day here, of a moment in UTC."""
    return day(datetime.fromisoformat(moment).astimezone().date().isoformat())
