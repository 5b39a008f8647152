"""What the page may load, who may call it, and which of Gradio's doors stay shut. Plain ASGI."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = ("127.0.0.1", "localhost")

CLOSED_ROUTES = tuple(
    f"/gradio_api/{name}"
    for name in ("upload", "file", "proxy", "stream", "call", "api", "info", "openapi", "component_server")
)
"""Routes that the page never uses: files in and out, proxying, the programming interface."""

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def content_security_policy(nonce: str) -> str:
    """What the page may load and run: its own files and the inline scripts that carry `nonce`.

    Gradio's HTML component compiles its templates with `Function`, hence 'unsafe-eval'. Inline handlers
    (`onerror=`) and injected scripts have no nonce and do not run.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


class Guard:
    """Refuses foreign origins and closed routes, and sets the security headers of every answer."""

    def __init__(self, app: ASGIApp, *, head: str = "", closed_routes: Iterable[str] = CLOSED_ROUTES) -> None:
        self._app = app
        self._head = head
        self._closed_routes = tuple(closed_routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        page = _PageSend(send, nonce, self._head)
        if self._refused(scope):
            await PlainTextResponse("Not here.", status_code=403)(scope, receive, page)
            return
        await self._app(_uncompressed(scope), receive, page)

    def _refused(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
        return foreign or scope["path"].startswith(self._closed_routes)


def _uncompressed(scope: Scope) -> Scope:
    """The request without `Accept-Encoding`: over loopback compression costs more than it saves,
    and the page's scripts get their nonce in plain text."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


class _PageSend:
    """Adds headers to a response; of an HTML page also gathers the body, to put in nonce and `head`."""

    def __init__(self, send: Send, nonce: str, head: str) -> None:
        self._send = send
        self._nonce = nonce
        self._head = head
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update(FIXED_HEADERS)
            headers["Content-Security-Policy"] = content_security_policy(self._nonce)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
            return
        await self._send(message)

    async def _send_page(self, start: Message) -> None:
        # Gradio writes its configuration into the page with every "<" as \u003c, so each "<script"
        # in it belongs to the page itself.
        page = self._body.replace(b"</head>", self._head.encode() + b"</head>", 1)
        body = page.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        headers = MutableHeaders(raw=start["headers"])
        headers["Content-Length"] = str(len(body))
        headers["Cache-Control"] = "no-store"
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
