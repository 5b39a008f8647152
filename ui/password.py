"""The password of a chat that is shared on the network: where it comes from, and whether words are it."""

import getpass
import hashlib
import hmac
import sys
from pathlib import Path

from index.errors import OnRecordError

SHORTEST = 12
"""Characters; a shorter password can be guessed."""


class PasswordError(OnRecordError):
    """There is no password, or one that is too easy to guess."""


class Password:
    """A password. Only its digest is kept, and nothing prints it."""

    def __init__(self, words: str) -> None:
        """Raises `PasswordError` for words that are too short."""
        if len(words) < SHORTEST or len(set(words)) < SHORTEST // 3:
            raise PasswordError(f"The chat's password is too easy to guess: take {SHORTEST} characters or more.")
        self._digest = _digest(words)

    def is_(self, words: str) -> bool:
        """Whether these words are the password. Takes the same time for all words of one length."""
        return hmac.compare_digest(_digest(words), self._digest)


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


def find_password(environment: str | None, file: Path | None) -> Password:
    """The password: the first line of `file`, else that of the environment, else asked on the terminal.

    Raises `PasswordError`.
    """
    if file is not None:
        try:
            text = file.expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PasswordError(f"The password file {file} cannot be read ({error}): give another one.") from None
        return Password((text.splitlines() or [""])[0])
    if environment:
        return Password(environment)
    if not sys.stdin.isatty():
        raise PasswordError(
            "Sharing the chat needs a password: set ONRECORD_CHAT_PASSWORD or give a file with --password-file."
        )
    return Password(getpass.getpass(f"Password for the chat ({SHORTEST} characters or more): "))
