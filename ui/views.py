"""What each open page shows, so that no late update of one conversation reaches a page that shows another."""

import threading
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ui.conversation import Conversation
from ui.turn import Turn

MOST_VIEWS = 1000
"""Pages remembered at once; the one unused for longest goes first."""
PATIENCE = 2.0
"""Seconds that a page which turns to another conversation waits for the last update of the former one."""


@dataclass(slots=True)
class _View:
    shown: str = ""
    """The id of the conversation."""
    left: threading.Event | None = None
    """Set when the page's latest follower has ended."""


class Views:
    """The open pages, by Gradio's session hash. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: OrderedDict[str, _View] = OrderedDict()

    def show(self, session: str | None, conversation: str) -> None:
        """The page turns to a conversation ("" for none yet); waits shortly for the last update of the former one."""
        with self._lock:
            view = self._view(session)
            left = view.left if view.shown != conversation else None
            view.shown = conversation
        if left is not None:
            left.wait(PATIENCE)

    def leave(self, session: str | None) -> None:
        """The page was closed."""
        with self._lock:
            view = self._views.pop(session or "", None)
            if view is not None:
                view.shown = ""

    async def follow(self, session: str | None, conversation: Conversation) -> AsyncIterator[Turn]:
        """The conversation's growing turn, while the page shows it and until it is followed anew.

        A connection that broke may leave a follower that nobody hears, so the newest is the one that counts.
        """
        left = threading.Event()
        with self._lock:
            view = self._view(session)
            view.left = left
        try:
            async for turn in conversation.watch(lambda: view.left is left and view.shown == conversation.id):
                yield turn
        finally:
            left.set()

    def shows(self, session: str | None, conversation: str) -> bool:
        """Whether the page shows the conversation."""
        with self._lock:
            return self._view(session).shown == conversation

    def _view(self, session: str | None) -> _View:
        if session is None:
            return _View()
        view = self._views.setdefault(session, _View())
        self._views.move_to_end(session)
        if len(self._views) > MOST_VIEWS:
            self._views.popitem(last=False)
        return view
