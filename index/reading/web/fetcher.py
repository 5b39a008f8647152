"""Documents from the web: guarded, polite, limited in size and time."""

import ssl
from dataclasses import dataclass
from email.message import Message
from functools import cache
from http import HTTPStatus
from time import monotonic
from typing import NamedTuple

from index.errors import ReadingError
from index.reading.web.address import Address, parse_address, redirected
from index.reading.web.body import read_body
from index.reading.web.connection import Deadline, answer
from index.reading.web.guard import Guard
from index.reading.web.pace import Pace
from index.reading.web.robots import ALL_FORBIDDEN, NONE, SIZE, Robots, parse_robots

LIMIT = 10_000_000
"""Bytes of a document, unpacked."""
_SECONDS = 30.0
_REDIRECTS = 5
_REDIRECTING = {301, 302, 303, 307, 308}
_ROBOTS_SECONDS = 3600.0
"""How long a robots.txt is remembered."""
_PROBLEM_SECONDS = 300.0
"""How long it is remembered that it could not be read."""
_TYPES = {
    "",
    "text/html",
    "text/plain",
    "text/xml",
    "text/json",
    "text/markdown",
    "application/xml",
    "application/json",
    "application/pdf",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as the server gave it."""

    address: Address
    """Where it was in the end, after redirects."""
    content_type: str
    """In lower case, without parameters; "" if the server named none."""
    charset: str | None
    """The encoding that the server named."""
    data: bytes

    @property
    def url(self) -> str:
        """The address as a string."""
        return str(self.address)


class _Answer(NamedTuple):
    address: Address
    status: int
    headers: dict[str, str]
    data: bytes


class Fetcher:
    """Fetches documents; one should serve a whole run, for it knows when a host was asked last."""

    def __init__(
        self,
        *,
        guard: Guard | None = None,
        pace: Pace | None = None,
        tls: ssl.SSLContext | None = None,
        limit: int = LIMIT,
        seconds: float = _SECONDS,
    ) -> None:
        self._guard = guard or Guard()
        self._pace = pace or Pace(interval=1.0)
        self._tls = tls
        self._limit = limit
        self._seconds = seconds
        self._robots: dict[str, tuple[float, Robots | ReadingError]] = {}

    def fetch(self, url: str) -> Fetched:
        """The document at `url`. Raises ReadingError if it may not or cannot be fetched."""
        deadline = Deadline(self._seconds)
        found = self._follow(parse_address(url), deadline)
        if found.status != HTTPStatus.OK:
            raise ReadingError(_refusal(found))
        header = _content_type(found.headers)
        charset = header.get_param("charset")
        return Fetched(found.address, _type(found.headers), charset if isinstance(charset, str) else None, found.data)

    def _follow(self, address: Address, deadline: Deadline, *, for_robots: bool = False) -> _Answer:
        """The answer at the end of the redirects. Each step is guarded, and asks robots.txt, unless it is that."""
        for _ in range(_REDIRECTS + 1):
            delay = None if for_robots else self._check_robots(address, deadline)
            found = self._step(address, deadline, delay, for_robots=for_robots)
            location = found.headers.get("location")
            if found.status not in _REDIRECTING or not location:
                return found
            address = redirected(address, location)
        raise ReadingError(f"redirected more than {_REDIRECTS} times: give the address that it ends at")

    def _step(self, address: Address, deadline: Deadline, delay: float | None, *, for_robots: bool) -> _Answer:
        ips = self._guard.addresses(address)
        deadline.extend(self._pace.wait(address.host, delay))
        with answer(address, ips, deadline, self._tls) as response:
            headers = {name.decode("latin-1").lower(): _header(value) for name, value in response.headers}
            if response.status != HTTPStatus.OK:
                return _Answer(address, response.status, headers, b"")
            if not for_robots and not _is_readable(_type(headers)):
                kind = _type(headers)[:60]
                raise ReadingError(f"{kind} cannot be read: give the address of a page, feed, sitemap or PDF")
            data = read_body(response, headers, SIZE if for_robots else self._limit)
        return _Answer(address, response.status, headers, data)

    def _check_robots(self, address: Address, deadline: Deadline) -> float | None:
        """The crawl delay that the site asks for. Raises ReadingError if it forbids the address."""
        until, robots = self._robots.get(address.site, (0.0, NONE))
        if until <= monotonic():
            kept = _ROBOTS_SECONDS
            try:
                robots = self._fetch_robots(address, deadline)
            except ReadingError as error:
                robots, kept = error, _PROBLEM_SECONDS
            self._robots[address.site] = (monotonic() + kept, robots)
        if isinstance(robots, ReadingError):
            raise ReadingError(str(robots))
        if not robots.allows(address.target):
            raise ReadingError(f"robots.txt of {address.host} forbids it: ask the publisher for the articles")
        return robots.delay

    def _fetch_robots(self, address: Address, deadline: Deadline) -> Robots:
        """RFC 9309, 2.3.1: no file, no rules; a file that cannot be read forbids all."""
        place = address._replace(target="/robots.txt")
        found = self._follow(place, deadline, for_robots=True)
        if found.status == HTTPStatus.OK:
            return parse_robots(found.data.decode("utf-8", errors="replace"))
        if found.status >= 500 or found.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise ReadingError(f"robots.txt of {address.host} cannot be read (status {found.status}): try again later")
        if found.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return ALL_FORBIDDEN
        return NONE


@cache
def shared_fetcher() -> Fetcher:
    """The one of this process, so that two sources on one host wait for each other."""
    return Fetcher()


def _header(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _content_type(headers: dict[str, str]) -> Message:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message


def _type(headers: dict[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_readable(content_type: str) -> bool:
    return content_type in _TYPES or content_type.endswith(("+xml", "+json"))


def _refusal(found: _Answer) -> str:
    try:
        phrase = f"{found.status} {HTTPStatus(found.status).phrase}"
    except ValueError:
        phrase = str(found.status)
    if found.status in (401, 402, 403, 451):
        return f"{found.address.host} does not give it ({phrase}): save the page in a browser and ingest the file"
    if found.status == 429 or found.status >= 500:
        return f"{found.address.host} cannot give it now ({phrase}): try again later"
    return f"{found.address.host} has no such page ({phrase}): check the address"
