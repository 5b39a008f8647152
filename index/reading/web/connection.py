"""One HTTP request to an IP address that was checked, under a time limit for the whole of it."""

import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpcore

from index.errors import ReadingError
from index.reading.web.address import Address

_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": "OnRecord",
    "Accept": "text/html, application/xhtml+xml, application/xml, application/pdf, text/plain, */*;q=0.1",
    "Accept-Encoding": "gzip, identity",
    "Connection": "close",
}
_TRIED = 4
"""IP addresses of a host that are tried, one after the other."""


class Deadline:
    """What is left of the time that a fetch may take."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than 0. Raises TimeoutError when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, seconds: float) -> None:
        """Do not count time that was spent waiting by our own choice."""
        self._end += seconds


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every operation gets the time that is left in all: a server that drips cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _PinnedBackend(httpcore.NetworkBackend):
    """Connects to the given IP addresses, whatever the name would resolve to by now."""

    def __init__(self, ips: Sequence[str], deadline: Deadline) -> None:
        self._ips = ips
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception | None = None
        for ip in self._ips[:_TRIED]:
            # Half of what is left, so that one dead address of several does not take it all.
            seconds = self._deadline.left() / (2 if len(self._ips) > 1 else 1)
            try:
                return _TimedStream(self._backend.connect_tcp(ip, port, timeout=seconds), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError(f"no address for {host}")


@contextmanager
def answer(
    address: Address, ips: Sequence[str], deadline: Deadline, tls: ssl.SSLContext | None
) -> Iterator[httpcore.Response]:
    """The answer to a GET request, its body not read yet. Raises ReadingError, also inside the context.

    The name goes into the Host header and the TLS handshake, whose certificate must be the name's.
    No proxy is used, whatever the environment says.
    """
    # In parts, so that no second parser can find another host in the address than ours did.
    host, target = address.host, address.target
    url = httpcore.URL(scheme=address.scheme.encode(), host=host.encode(), port=address.port, target=target.encode())
    headers: dict[bytes | str, bytes | str] = {"Host": address.site.partition("://")[2], **_HEADERS}
    backend = _PinnedBackend(ips, deadline)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=tls, network_backend=backend) as pool,
            pool.stream("GET", url, headers=headers) as response,
        ):
            yield response
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise ReadingError(f"{host} took longer than {deadline.seconds:.0f} s: try again later") from error
    except (httpcore.NetworkError, ssl.SSLError, OSError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ReadingError(f"no connection to {host} ({reason[:120]}): check the address, try again later") from error
    except httpcore.ProtocolError as error:
        raise ReadingError(f"{host} broke off or gave no proper answer ({error}): try again later") from error
