"""What the page may load, who may call it, and which doors are open. Plain ASGI."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = ("127.0.0.1", "localhost")

OPEN_ROUTES = frozenset(
    {
        ("GET", "/"),
        ("HEAD", "/"),
        ("GET", "/config"),
        ("GET", "/theme.css"),
        ("GET", "/favicon.ico"),
        ("GET", "/gradio_api/app_id"),
        ("GET", "/gradio_api/queue/data"),
        ("GET", "/gradio_api/startup-events"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/cancel"),
    }
)
"""What the page asks of Gradio. Its other routes stay shut: files, proxying, the programming interface, monitoring."""
OPEN_FOLDERS = (("GET", "/assets/"), ("GET", "/static/"), ("GET", "/gradio_api/heartbeat/"))
OWN_FOLDER = "/onrecord/"
"""Our own routes, open to the methods that they were made for."""
STREAMED_FOLDER = "/onrecord/uploads/"
"""Files come in here; the route limits them as they come."""
LARGEST_REQUEST = 64 * 2**20
"""Bytes of any other request: a test set, pasted or chosen, and a page's state with it."""

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
    """Refuses foreign hosts and origins, shut doors and large requests; sets the security headers of every answer.

    `hosts` are the names by which the chat may be called, besides the address that a connection arrived at:
    so a page elsewhere whose name was made to point here (DNS rebinding) is refused.
    """

    def __init__(self, app: ASGIApp, *, head: str = "", hosts: Iterable[str] = LOCAL_HOSTS) -> None:
        self._app = app
        self._head = head
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        page = _PageSend(send, nonce, self._head)
        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, page)
            return
        await self._app(_uncompressed(scope), receive, page)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if not self._knows(headers.get("host", ""), scope):
            return PlainTextResponse("The chat is not known by this name. Its --name option adds one.", status_code=400)
        if origin is not None and urlsplit(origin).netloc != headers.get("host"):
            return PlainTextResponse("Not from here.", status_code=403)
        if not is_open(scope["method"], scope["path"]):
            return PlainTextResponse("Not here.", status_code=403)
        if scope["path"].startswith(STREAMED_FOLDER):
            return None
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal():
            return PlainTextResponse("A request must tell its length.", status_code=411)
        if int(length) > LARGEST_REQUEST:
            return PlainTextResponse("This is too large.", status_code=413)
        return None

    def _knows(self, host: str, scope: Scope) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        arrived_at = (scope.get("server") or ("",))[0]
        return bool(name) and (name in self._hosts or name == arrived_at)


def is_open(method: str, path: str) -> bool:
    """Whether a route is open, whoever asks. `path` is decoded, and matched as it is: `..` leads nowhere."""
    if (method, path) in OPEN_ROUTES or path.startswith(OWN_FOLDER):
        return True
    return any(method == verb and path.startswith(folder) for verb, folder in OPEN_FOLDERS)


def _uncompressed(scope: Scope) -> Scope:
    """The request without `Accept-Encoding`: over loopback compression costs more than it saves,
    and the page's scripts get their nonce in plain text."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


class _PageSend:
    """Adds headers to a response; of Gradio's page also gathers the body, to put in nonce and `head`.

    A response with a policy of its own keeps it, and its body.
    """

    def __init__(self, send: Send, nonce: str, head: str) -> None:
        self._send = send
        self._nonce = nonce
        self._head = head
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            own_policy = "content-security-policy" in headers
            for name, value in FIXED_HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", content_security_policy(self._nonce))
            if headers.get("content-type", "").startswith("text/html") and not own_policy:
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
