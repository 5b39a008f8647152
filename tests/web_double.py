"""A web site on 127.0.0.1, for the tests of what is fetched."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from index.reading.web.fetcher import Fetcher
from index.reading.web.guard import Guard
from index.reading.web.pace import Pace

HOST = "news.example"
SENTENCE = "The harbour council met on Tuesday and voted to keep the ferry fares as they are for another year."


def page(title: str, text: str = SENTENCE, head: str = "") -> str:
    """An article as a site shows it."""
    paragraphs = f"<p>{text}</p><p>Nobody spoke against the motion, and the meeting ended after an hour of talk.</p>"
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


@dataclass(kw_only=True)
class Reply:
    """What the site answers to a path."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    """Seconds between the bytes."""


class Site:
    """Its replies by path (or by host and path); a path without one answers 404."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, Reply] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []

    def url(self, path: str = "/", host: str = HOST) -> str:
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes, content_type: str | None = "text/html; charset=utf-8") -> str:
        """Answer `path` with `body`; gives its address."""
        data = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(body=data, content_type=content_type)
        return self.url(path)

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        """Answer `path` with a redirect; gives its address."""
        self.replies[path] = Reply(status=status, headers={"Location": location})
        return self.url(path)

    def fetcher(self, resolve: Callable[[str], Sequence[str]] = lambda host: ["127.0.0.1"], **options: Any) -> Fetcher:
        """A fetcher that may speak to this site."""
        guard = Guard(resolve=resolve, exceptions=frozenset({("127.0.0.1", self.port)}))
        return Fetcher(guard=guard, **{"pace": Pace(0.0), **options})


def packed(body: str | bytes) -> Reply:
    """A reply that is sent gzipped."""
    data = gzip.compress(body.encode() if isinstance(body, str) else body)
    return Reply(body=data, headers={"Content-Encoding": "gzip"})


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers until the context ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.site = Site(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.site  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.requests.append(self.path)
        site.headers.append({name.lower(): value for name, value in self.headers.items()})
        host = (self.headers["Host"] or "").partition(":")[0]
        reply = site.replies.get(host + self.path) or site.replies.get(self.path) or Reply(status=404)
        self.send_response(reply.status)
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        try:
            if reply.drip:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(reply.drip)
            else:
                self.wfile.write(reply.body)
        except OSError:  # the client has had enough
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass
