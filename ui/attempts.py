"""How often a password may be tried."""

import threading
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address

WINDOW = 600.0
"""Seconds after which a failure is forgotten."""
MOST_OF_ONE = 8
"""Failures of one address within the window; then it must wait."""
MOST_OF_ALL = 200
"""Failures of all addresses together, for whoever has many addresses."""


class Attempts:
    """Counts the failures of the last ten minutes. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: deque[tuple[float, str]] = deque()

    def begin(self, address: str) -> float:
        """Seconds that this address must wait; or 0, and an attempt begins, which counts unless it `succeeded`."""
        who = network(address)
        with self._lock:
            now = self._clock()
            while self._failures and self._failures[0][0] <= now - WINDOW:
                self._failures.popleft()
            own = [moment for moment, other in self._failures if other == who]
            full = [own[-MOST_OF_ONE]] if len(own) >= MOST_OF_ONE else []
            full += [self._failures[-MOST_OF_ALL][0]] if len(self._failures) >= MOST_OF_ALL else []
            if full:
                return max(full) + WINDOW - now
            self._failures.append((now, who))
            return 0.0

    def succeeded(self, address: str) -> None:
        """The address's last attempt gave the password: it is no failure."""
        who = network(address)
        with self._lock:
            last = next((entry for entry in reversed(self._failures) if entry[1] == who), None)
            if last is not None:
                self._failures.remove(last)


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 one, which one machine owns."""
    try:
        number = ip_address(address)
    except ValueError:
        return address
    if number.version == 6:
        mapped = number.ipv4_mapped
        return str(mapped) if mapped is not None else number.exploded[:19]
    return str(number)
