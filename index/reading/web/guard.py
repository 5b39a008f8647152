"""Which machines may be spoken to: those of the public internet, on the ports of the web.

A feed or a redirect can name any address, and a name can resolve to any: without this, a page could make OnRecord
read the router, the cloud's metadata service or a database on this machine, and put the answer into the archive.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.errors import ReadingError
from index.reading.web.address import Address

_PORTS = {80, 443, 8080, 8443}
_RESOLVING_SECONDS = 10.0
_IPV4_REFUSED = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        # RFC 6890 and its successors (IANA IPv4 Special-Purpose Address Registry), multicast and reserved.
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# All public IPv6 addresses lie here: not ::1, ::ffff:0:0/96, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8 ...
_IPV6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_IPV6_REFUSED = tuple(
    # Teredo and other protocols, documentation, 6to4 (which carries any IPv4 address), documentation.
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)


def is_public(ip: str) -> bool:
    """Whether `ip` is a machine on the public internet, and no way to reach another kind."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _IPV4_REFUSED)
    return "%" not in ip and address in _IPV6_GLOBAL and not any(address in network for network in _IPV6_REFUSED)


def system_addresses(host: str) -> Sequence[str]:
    """The IP addresses of `host` as the system resolves it. Raises OSError, TimeoutError after 10 s."""
    found: list[str] = []
    problem: list[OSError] = []

    def resolve() -> None:
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.extend(str(answer[4][0]) for answer in answers)
        except (OSError, UnicodeError) as error:
            problem.append(error if isinstance(error, OSError) else OSError(str(error)))

    # The system's resolver knows no time limit: a daemon thread may go on with it alone.
    thread = threading.Thread(target=resolve, daemon=True, name="resolve")
    thread.start()
    thread.join(_RESOLVING_SECONDS)
    if problem:
        raise problem[0]
    if thread.is_alive():
        raise TimeoutError(f"no answer in {_RESOLVING_SECONDS:.0f} s")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Decides which IP addresses a request may go to. The default allows the public internet only."""

    resolve: Callable[[str], Sequence[str]] = system_addresses
    exceptions: frozenset[tuple[str, int]] = frozenset()
    """(IP address, port) pairs that are allowed all the same: for servers that a test starts."""

    def addresses(self, address: Address) -> list[str]:
        """The IP addresses to connect to, and no others. Raises ReadingError if none is allowed."""
        found = list(dict.fromkeys(self._found(address.host)))
        allowed = [ip for ip in found if (ip, address.port) in self.exceptions]
        if allowed:
            return allowed
        if address.port not in _PORTS:
            raise ReadingError(f"port {address.port} of {address.host} is none of the web's: give another address")
        allowed = [ip for ip in found if is_public(ip)]
        if not allowed:
            raise ReadingError(f"{address.host} is not on the public internet: save the page and ingest the file")
        return allowed

    def _found(self, host: str) -> Sequence[str]:
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        try:
            found = self.resolve(host)
        except OSError as error:
            raise ReadingError(f"the host {host} was not found: check the address and the connection") from error
        if not found:
            raise ReadingError(f"the host {host} was not found: check the address and the connection")
        return found
