"""Who is logged in."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

LIFETIME = 12 * 3600
"""Seconds that a login lasts after it was last used."""
MOST_SESSIONS = 1000
"""Remembered at once; the one unused for longest goes first."""


class Sessions:
    """The logins of a running chat, by a random token each. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Digests, so that looking a token up tells nothing about the tokens that are there.
        self._last_use: OrderedDict[bytes, float] = OrderedDict()

    def open(self) -> str:
        """A new session's token, 256 random bits."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._last_use[_digest(token)] = self._clock()
            if len(self._last_use) > MOST_SESSIONS:
                self._last_use.popitem(last=False)
        return token

    def use(self, token: str | None) -> bool:
        """Whether the token belongs to a session; if so, it lasts on."""
        with self._lock:
            key = _digest(token or "")
            last_use = self._last_use.pop(key, None)
            if last_use is None or self._clock() - last_use > LIFETIME:
                return False
            self._last_use[key] = self._clock()
            return True

    def close(self, token: str | None) -> None:
        """End the token's session."""
        with self._lock:
            self._last_use.pop(_digest(token or ""), None)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
