"""Conversations on disk: `conversations.sqlite` in the library's folder.

A file of its own, because a chat goes on while another process holds the library's write lock.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import ValidationError

from assistant.conversation.conversation import Conversation, PastTurn
from assistant.conversation.turn_json import dump, load
from index.database import Database
from index.library import Library

LONGEST_NAME = 80
"""Characters."""

_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX conversations_by_owner ON conversations (owner, updated_at);
CREATE TABLE turns (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, question TEXT NOT NULL, turn TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;
"""
_MINE = "id = ? AND owner = ?"


class ConversationStore:
    """The conversations of a library, each with an owner who alone sees it. May be used from several threads."""

    def __init__(self, library: Library) -> None:
        """Open the store, and make it if there is none. Raises `LibraryError`."""
        self._library = library
        self._db = Database(library.folder / "conversations.sqlite", _SCHEMA)

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def start(self, owner: str) -> str:
        """The id of a new conversation; it is listed once it has a turn."""
        conversation, now = uuid4().hex, _now()
        self._db.execute("INSERT INTO conversations VALUES (?, ?, NULL, ?, ?)", (conversation, owner, now, now))
        return conversation

    def listed(self, owner: str, words: str = "") -> list[Conversation]:
        """The owner's conversations, the latest first; `words` must all occur in the name or in a question."""
        pattern = [f"%{_literal(word)}%" for word in words.split()]
        matching = " AND (coalesce(name, '') || ' ' || asked) LIKE ? ESCAPE '\\'" * len(pattern)
        rows = self._db.execute(
            "SELECT id, name, first, turns, updated_at FROM (SELECT c.*, count(*) AS turns, "
            "group_concat(question, ' ') AS asked, (SELECT question FROM turns WHERE conversation = c.id "
            "ORDER BY number LIMIT 1) AS first FROM conversations c JOIN turns t ON t.conversation = c.id "
            f"WHERE owner = ? GROUP BY c.id) WHERE 1{matching} ORDER BY updated_at DESC, id",
            (owner, *pattern),
        )
        return [
            Conversation(id=id_, name=name or short_name(first), turns=turns, updated_at=updated_at)
            for id_, name, first, turns, updated_at in rows
        ]

    def turns(self, conversation: str, owner: str) -> list[PastTurn]:
        """The turns, oldest first; none of a conversation that is gone or somebody else's."""
        rows = self._db.execute(
            f"SELECT turn FROM turns JOIN conversations ON id = conversation WHERE {_MINE} ORDER BY number",
            (conversation, owner),
        )
        return [turn for (text,) in rows if (turn := self._loaded(text))]

    def append(self, conversation: str, owner: str, turn: PastTurn) -> None:
        """Add a turn; nothing happens if the conversation is gone."""
        with self._db.transaction():
            if self._touch(conversation, owner):
                self._db.execute(
                    "INSERT INTO turns SELECT ?, coalesce(max(number), 0) + 1, ?, ? FROM turns WHERE conversation = ?",
                    (conversation, turn.question, dump(turn), conversation),
                )

    def keep(self, conversation: str, owner: str, turns: int) -> None:
        """Keep the first `turns` turns and forget the rest, as before a turn is edited or asked again."""
        with self._db.transaction():
            if self._touch(conversation, owner):
                self._db.execute(
                    "DELETE FROM turns WHERE conversation = ? AND number NOT IN "
                    "(SELECT number FROM turns WHERE conversation = ? ORDER BY number LIMIT ?)",
                    (conversation, conversation, turns),
                )

    def rename(self, conversation: str, owner: str, name: str) -> None:
        """Give it a name; an empty one brings back the first question."""
        name = short_name(name)
        self._db.execute(f"UPDATE conversations SET name = ? WHERE {_MINE}", (name or None, conversation, owner))

    def delete(self, conversation: str, owner: str) -> None:
        """Forget it with all its turns."""
        self._db.execute(f"DELETE FROM conversations WHERE {_MINE}", (conversation, owner))

    def _touch(self, conversation: str, owner: str) -> bool:
        changed = self._db.execute(
            f"UPDATE conversations SET updated_at = ? WHERE {_MINE}", (_now(), conversation, owner)
        )
        return changed.rowcount > 0

    def _loaded(self, text: str) -> PastTurn | None:
        try:
            return load(text, self._library)
        except ValidationError:  # written by another version: what cannot be read is passed over, and kept
            return None


def history(turns: Iterable[PastTurn]) -> list[str]:
    """The user's words of the turns that a follow-up may lean on."""
    return [turn.question for turn in turns if turn.end != "failed"]


def short_name(text: str) -> str:
    """A name on one line and of a length that a list can show."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 2].rstrip() + " …"


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
