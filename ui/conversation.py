"""The conversations of all readers: what was said stands in the store, what is being written in a thread."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from assistant.conversation import Conversation as Listed
from assistant.conversation import MemoryStore, history, short_name
from index.filters import Filters
from ui.answerer import Answerer
from ui.store import Store
from ui.turn import Turn
from ui.worker import Worker

SHORTEST_PAUSE = 0.05
"""Seconds between two updates of a page: a browser draws about 55 a second, a reader needs fewer."""
MOST_CONVERSATIONS = 500
"""Conversations at hand at once; of those in which nothing is being written, the one unused for longest goes first."""
MOST_ANSWERS_AT_ONCE = 8
"""Answers written at once, over all conversations; more wait their turn."""


class Conversation:
    """One conversation of one owner. Safe to use from several threads."""

    def __init__(self, store: Store, owner: str, id_: str, places: threading.Semaphore) -> None:
        self.id = id_
        self.owner = owner
        self._store = store
        self._places = places
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._kept = 0
        """Turns before the one that is being written."""
        self._replaces = False

    @property
    def writing(self) -> bool:
        """Whether an answer is being written."""
        return self._worker is not None and self._worker.turn.state == "running"

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All turns, oldest first; the last one may be running. Raises `LibraryError`."""
        with self._lock:
            # Before the store is read: a turn that ends meanwhile is then seen running, not missed.
            current = self._worker.turn if self._worker is not None else None
            past = tuple(map(Turn.of, self._store.turns(self.id, self.owner)))
            return past if current is None or current.state != "running" else (*past[: self._kept], current)

    def ask(
        self, answerer: Answerer, question: str, filters: Filters | None = None, *, keep: int | None = None
    ) -> bool:
        """Have a question answered in the background; with `keep`, in the place of all but the first `keep` turns.

        Returns False, and does nothing, while another answer of this conversation is being written. What is replaced
        goes when the new answer has ended, not before. Raises `LibraryError`.
        """
        with self._lock:
            if self.writing:
                return False
            past = self._store.turns(self.id, self.owner)[:keep]
            self._kept, self._replaces = len(past), keep is not None
            self._worker = Worker(
                answerer,
                Turn(question=question, filters=filters or Filters()),
                history(past),
                former=self._worker,
                places=self._places,
                record=self._record,
            )
            self._worker.start()
            return True

    def _record(self, turn: Turn) -> None:
        if self._replaces:
            self._store.keep(self.id, self.owner, self._kept)
        self._store.append(self.id, self.owner, turn.past())

    async def watch(self, wanted: Callable[[], bool] = lambda: True) -> AsyncIterator[Turn]:
        """The turn that is being written, each time it has grown, at most 20 times a second.

        Ends when it has ended, or soon after it is not `wanted` any more.
        """
        worker, shown = self._worker, None
        while worker is not None and wanted() and (turn := worker.turn).state == "running":
            if turn is not shown:
                yield turn
                shown = turn
            await asyncio.sleep(SHORTEST_PAUSE)

    def listed(self) -> Listed | None:
        """What a list shows while its first answer is being written."""
        if self._worker is None or self._kept:
            return None
        name = short_name(self._worker.turn.question)
        return Listed(id=self.id, name=name, turns=1, updated_at=datetime.now(UTC).isoformat())

    def stop(self) -> None:
        """Break off the answer that is being written, if one is."""
        if self._worker is not None:
            self._worker.stop()


class Conversations:
    """All conversations of all owners, in a store."""

    def __init__(self, store: Store | None = None) -> None:
        """Without a store they are kept until the process ends."""
        self._store = store or MemoryStore()
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_ANSWERS_AT_ONCE)
        self._at_hand: OrderedDict[tuple[str, str], Conversation] = OrderedDict()

    def of(self, owner: str, id_: str | None) -> Conversation:
        """An owner's conversation; a new one where the owner has none of this id, or it has no turns."""
        with self._lock:
            known = self._at_hand.get((owner, id_ or ""))
        if known is not None and (known.writing or known.turns):
            return self._remembered(known)
        if id_ and self._store.turns(id_, owner):
            return self._remembered(Conversation(self._store, owner, id_, self._places))
        return self._remembered(Conversation(self._store, owner, self._store.start(owner), self._places))

    def find(self, owner: str, id_: str | None) -> Conversation | None:
        """An owner's conversation if there is one of this id with any turn."""
        with self._lock:
            known = self._at_hand.get((owner, id_ or ""))
        if known is None and id_:
            known = Conversation(self._store, owner, id_, self._places)
        return self._remembered(known) if known is not None and (known.writing or known.turns) else None

    def _remembered(self, conversation: Conversation) -> Conversation:
        with self._lock:
            key = (conversation.owner, conversation.id)
            conversation = self._at_hand.setdefault(key, conversation)
            self._at_hand.move_to_end(key)
            for old, one in list(self._at_hand.items())[: len(self._at_hand) - MOST_CONVERSATIONS]:
                if not one.writing:
                    del self._at_hand[old]
        return conversation

    def listed(self, owner: str, words: str = "") -> list[Listed]:
        """The owner's conversations, the latest first; `words` must all occur in the name or in a question.

        One whose first answer is being written is there too, unless words are looked for.
        """
        with self._lock:
            writing = [one for one in self._at_hand.values() if one.owner == owner and one.writing]
        stored = self._store.listed(owner, words)
        known = {one.id for one in stored}
        new = [one.listed() for one in reversed(writing) if one.id not in known and not words.split()]
        return [*(one for one in new if one is not None), *stored]

    def name(self, conversation: Conversation) -> str:
        """What a list calls it."""
        return next((one.name for one in self.listed(conversation.owner) if one.id == conversation.id), "")

    def rename(self, owner: str, id_: str, name: str) -> None:
        """Give a conversation a name; an empty one brings back the first question."""
        self._store.rename(id_, owner, name)

    def delete(self, owner: str, id_: str) -> None:
        """Forget a conversation with all its turns; what is being written in it is broken off."""
        self._store.delete(id_, owner)
        with self._lock:
            conversation = self._at_hand.pop((owner, id_), None)
        if conversation is not None:
            conversation.stop()

    def stop_all(self) -> None:
        """Break off every answer: the server is going down."""
        with self._lock:
            conversations = list(self._at_hand.values())
        for conversation in conversations:
            conversation.stop()
