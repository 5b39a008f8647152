"""Serving the application: on this machine's loopback address, or on one that others reach."""

import contextlib
import ctypes
import errno
import socket
from collections.abc import Callable
from ipaddress import ip_address

import uvicorn
from fastapi import FastAPI

from index.errors import OnRecordError
from ui.security import LOCAL_HOSTS

HOST = LOCAL_HOSTS[0]
DEFAULT_PORT = 7860
PORTS_TRIED = 40
PATIENCE = 2
"""Seconds that open requests get to end when the server is stopped."""


_M_ARENA_MAX = -8
"""Of glibc's `mallopt` (malloc.h)."""
_ARENAS = 2


class PortTaken(OnRecordError):
    """The port that was asked for serves something else."""


class AddressUnknown(OnRecordError):
    """The address to listen on is none of this machine's."""


def listen(port: int | None, address: str = HOST) -> socket.socket:
    """A socket bound on an address: to `port`, or else to the first free port from 7860.

    Raises `PortTaken` where the given port (or every port tried) is in use or not allowed, and `AddressUnknown`.
    """
    unknown = AddressUnknown(f"{address} is no address of this machine: give another one, or none.")
    try:
        family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
    except ValueError:
        raise unknown from None
    for candidate in [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        try:
            return _bound(family, address, candidate)
        except OSError as error:
            if error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise unknown from None
            if port is not None and error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    if port is not None:
        raise PortTaken(f"Port {port} is in use or not allowed; choose another with --port, or leave --port out.")
    raise PortTaken(
        f"Ports {DEFAULT_PORT} to {DEFAULT_PORT + PORTS_TRIED - 1} are all in use; give a free one with --port."
    )


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    """A listening socket. Raises `OSError`."""
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def keep_memory_flat() -> None:
    """Have glibc keep two heaps instead of eight for each core; elsewhere do nothing.

    Every answer has a thread of its own, and each heap that one of them used keeps what its largest answer took.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


class Server(uvicorn.Server):
    """Uvicorn that says when it accepts connections and when it is about to stop."""

    def __init__(
        self, app: FastAPI, *, on_ready: Callable[[], None], on_stop: Callable[[], None] = lambda: None
    ) -> None:
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, timeout_graceful_shutdown=PATIENCE, ws="none"
        )
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then report."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Report, then stop."""
        self._on_stop()
        await super().shutdown(sockets=sockets)
