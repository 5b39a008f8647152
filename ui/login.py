"""The login in front of a chat that is shared on the network. Plain ASGI, and a page without scripts."""

import math
import secrets
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.attempts import Attempts
from ui.password import Password
from ui.sessions import LIFETIME, Sessions

LOG_IN = "/onrecord/log-in"
LOG_OUT = "/onrecord/log-out"
COOKIE = "onrecord-session"
LONGEST_FORM = 4096
"""Bytes of a login that are read."""

_PAGE = Template((Path(__file__).parent / "login.html").read_text(encoding="utf-8"))


class Login:
    """Lets nothing through without a session, which the password opens."""

    def __init__(
        self, app: ASGIApp, *, password: Password, sessions: Sessions | None = None, attempts: Attempts | None = None
    ) -> None:
        self._app = app
        self._password = password
        self._sessions = sessions or Sessions()
        self._attempts = attempts or Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        token = request.cookies.get(COOKIE)
        response: Response
        if request.url.path == LOG_IN:
            response = await self._log_in(request) if request.method == "POST" else login_page()
        elif request.url.path == LOG_OUT:
            self._sessions.close(token)
            response = RedirectResponse(LOG_IN, status_code=303)
            response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        elif self._sessions.use(token):
            await self._app(scope, receive, send)
            return
        elif request.method == "GET" and request.url.path == "/":
            response = RedirectResponse(LOG_IN, status_code=303)
        else:
            response = PlainTextResponse("Log in first.", status_code=401)
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    async def _log_in(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        wait = self._attempts.begin(address)
        if wait > 0:
            minutes = math.ceil(wait / 60)
            failure = f"Too many wrong passwords. Try again in {minutes} minute{'' if minutes == 1 else 's'}."
            return login_page(failure, status=429)
        words = await _password_in(request)
        if words is None or not self._password.is_(words):
            return login_page("This is not the password.", status=401)
        self._attempts.succeeded(address)
        response = RedirectResponse("/", status_code=303)
        response.set_cookie(
            COOKIE,
            self._sessions.open(),
            max_age=LIFETIME,
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response


async def _password_in(request: Request) -> str | None:
    """The password of a login form; None if there is none in its first bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            return None
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=4, errors="strict")["password"][0]
    except (KeyError, ValueError):
        return None


def login_page(failure: str = "", *, status: int = 200) -> Response:
    """The page that asks for the password, with what went wrong before."""
    nonce = secrets.token_urlsafe(16)
    page = _PAGE.substitute(
        nonce=nonce,
        action=LOG_IN,
        described=' aria-describedby="failure" aria-invalid="true"' if failure else "",
        failure=f'<p id="failure" role="alert">{escape(failure)}</p>\n' if failure else "",
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    # Without a referrer browsers send the form with the origin "null", which the guard refuses.
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
    return HTMLResponse(page, status_code=status, headers=headers)
