"""http and https addresses, taken apart once, so that what is checked is what is connected to."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

from index.errors import ReadingError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CHARACTERS = 2000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\s]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)")
_SAFE = "/%:@!$&'()*+,;=~-._?[]"
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Address(NamedTuple):
    """Where a document is. `str()` gives the address without a fragment."""

    scheme: str
    host: str
    """In lower case and ASCII; an IPv6 address without brackets."""
    port: int
    target: str
    """Path and query, percent-encoded."""

    def __str__(self) -> str:
        return self.site + self.target

    @property
    def site(self) -> str:
        """Scheme, host and port: "https://news.example"."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def is_address(text: str) -> bool:
    """Whether `text` is meant as an address ("https://...", "ftp://...") rather than a path."""
    return bool(_SCHEME.match(text.strip()))


def parse_address(url: str) -> Address:
    """The parts of an http or https address. Raises ReadingError for another, or a misleading one."""
    text = url.strip()
    shown = repr(text[:200])
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ReadingError(f"not a web address: {shown}; check it") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise ReadingError(f"not an http or https address: {shown}; give one, or the path of a file")
    if _UNSAFE.search(text) or len(text) > _CHARACTERS or not parts.hostname:
        raise ReadingError(f"not a web address: {shown}; check it")
    if "@" in parts.netloc:
        raise ReadingError("the address carries a user name: leave it out, pages behind a login are not read")
    if port is None:
        port = _DEFAULT_PORTS[parts.scheme]
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Address(parts.scheme, _host(parts.hostname, shown), port, target)


def redirected(address: Address, location: str) -> Address:
    """The address that a redirect from `address` leads to. Raises ReadingError."""
    try:
        return parse_address(urljoin(str(address), location.strip()))
    except ValueError as error:
        raise ReadingError(f"redirected to {location[:200]!r}, which is no address") from error


def identity(address: Address) -> str:
    """What stands for the document: the address without the parameters that only track the reader."""
    path, _, query = address.target.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(_TRACKING.fullmatch(name) for name, _ in pairs):
        return str(address)
    kept = urlencode([(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)])
    return str(address._replace(target=f"{path}?{kept}" if kept else path))


def _host(name: str, shown: str) -> str:
    if ":" in name:
        try:
            return ipaddress.IPv6Address(name if "%" not in name else "").compressed
        except ValueError as error:
            raise ReadingError(f"not a web address: {shown}; check it") from error
    try:
        # This also turns full-width digits and dots into what a resolver would make of them.
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise ReadingError(f"no such host name: {shown}; check the address") from error
    if not _NAME.fullmatch(host):
        raise ReadingError(f"no such host name: {shown}; check the address")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:  # decimal, octal, hexadecimal or shortened
            raise ReadingError(f"a disguised IP address: {shown}; write it as four decimal numbers") from error
    return host
