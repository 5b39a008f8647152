"""Requests to one host, some time apart."""

import threading
import time
from collections.abc import Callable


class Pace:
    """Lets each host be asked once in an interval; safe to share between threads."""

    def __init__(
        self,
        interval: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, delay: float | None = None) -> float:
        """Sleep until it is the turn of `host`, whose own wish for a longer interval is `delay`; seconds slept."""
        with self._lock:
            now = self._clock()
            turn = max(self._free.get(host, now), now)
            self._free[host] = turn + max(self._interval, delay or 0.0)
        if turn > now:
            self._sleep(turn - now)
        return turn - now
