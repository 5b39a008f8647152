"""Whose conversations these are: a random id in a cookie, one for each browser. Plain ASGI."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "onrecord_reader"
SECONDS_KEPT = 400 * 24 * 3600
"""As long as browsers allow; every visit begins it anew."""

_ID = re.compile(r"[A-Za-z0-9_-]{43}")


def owner_in(cookies: Mapping[str, str]) -> str | None:
    """The owner that a browser's cookies name; None where there is none, or it is not one of ours."""
    value = cookies.get(COOKIE, "")
    return value if _ID.fullmatch(value) else None


def owner_of(request: Any) -> str:
    """The owner behind a page's event (`gr.Request`); the page itself where its browser keeps no cookies."""
    return owner_in(request.cookies) or f"page {request.session_hash}"


class OwnerCookie:
    """Gives every browser that opens the page its id, out of reach of scripts and of other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        owner = owner_in(cookie_parser(sent.decode("latin-1"))) or secrets.token_urlsafe(32)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                cookie = f"{COOKIE}={owner}; Max-Age={SECONDS_KEPT}; Path=/; HttpOnly; SameSite=Strict"
                MutableHeaders(raw=message["headers"]).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)
