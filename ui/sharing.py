"""Where the chat listens, by which names it may be called, and what whoever shares it should know."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass

from ui.password import Password
from ui.security import LOCAL_HOSTS

ALL_ADDRESSES = "0.0.0.0"
_ELSEWHERE = ("192.0.2.1", 9)
"""An address that belongs to nobody (RFC 5737). Nothing is sent to it."""

WARNING = (
    "Whoever has the password can read this library and ask it. The traffic is not encrypted, the password included:"
    " on a network that you do not trust, let a TLS proxy on this machine talk to the outside, for example"
    " `caddy reverse-proxy --from news.example --to 127.0.0.1:{port}`, and start the chat with"
    " --share-on-network 127.0.0.1 --name news.example"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How a chat is reached from other machines."""

    address: str
    """The address to listen on; 0.0.0.0 or :: stands for all of this machine's."""
    names: tuple[str, ...] = ()
    """Further names by which a browser may call the chat, such as a proxy's."""
    password: Password

    def hosts(self) -> Sequence[str]:
        """The names of this machine and the further ones. The address of a connection counts anyway."""
        own = socket.gethostname()
        return (*LOCAL_HOSTS, "::1", own, f"{own}.local", *self.names)

    def url(self, port: int) -> str:
        """Where others find the chat."""
        return web_url(own_address() if self.address in (ALL_ADDRESSES, "::") else self.address, port)


def web_url(address: str, port: int) -> str:
    """The URL of a port of an address; IPv6 addresses go into brackets."""
    return f"http://{f'[{address}]' if ':' in address else address}:{port}"


def own_address() -> str:
    """This machine's address on the network that leads elsewhere; its name if there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)  # of a datagram socket this only looks the way up
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
