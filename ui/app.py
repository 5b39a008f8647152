"""The web application: the Gradio page behind its guard."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.routing import Mount

from ui.answerer import Answerer
from ui.conversation import Conversations
from ui.downloads import Pack, downloads
from ui.handlers import Handlers
from ui.layout import build
from ui.login import Login
from ui.owner import OwnerCookie
from ui.password import Password
from ui.security import LOCAL_HOSTS, Guard
from ui.tab import Tab, WithRoutes

HERE = Path(__file__).parent
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript"}
ASSETS = sorted((file for file in HERE.iterdir() if file.suffix in MEDIA_TYPES), key=lambda file: file.name)
"""The page's own style sheets and scripts, each loaded by the page."""
MOST_EXAMPLES = 6
PAGES_KEPT = 50
"""Opened last, whose contents Gradio holds, about a megabyte each, closed ones too; conversations are on disk."""
NO_DOCUMENTATION: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%23134e5e'/%3E"
    "%3Cpath d='M9 20c0-5 2-8 6-9M18 20c0-5 2-8 6-9' stroke='%23ffd866' stroke-width='3.4' fill='none'"
    " stroke-linecap='round'/%3E%3C/svg%3E"
)
LINKS = {
    ".css": '<link rel="stylesheet" href="/onrecord/{name}">',
    ".js": '<script src="/onrecord/{name}" defer></script>',
}
HEAD = (
    '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
    f'<link rel="icon" href="{ICON}">' + "".join(LINKS[file.suffix].format(name=file.name) for file in ASSETS)
)


def create_app(
    answerer: Answerer,
    *,
    examples: Sequence[str] = (),
    conversations: Conversations | None = None,
    tabs: Sequence[Tab] = (),
    pack: Pack | None = None,
    hosts: Sequence[str] = LOCAL_HOSTS,
    password: Password | None = None,
) -> FastAPI:
    """The application that serves the chat over one assistant, and `tabs` beside it.

    `pack` makes the evidence pack of an answer. It answers to the names in `hosts` and the address that a
    connection arrived at; with a `password`, to those who gave it.
    """
    app = FastAPI(**NO_DOCUMENTATION)
    for file in ASSETS:
        app.add_api_route(f"/onrecord/{file.name}", _asset(file), methods=["GET"])
    for tab in tabs:
        if isinstance(tab, WithRoutes):
            app.include_router(tab.router)
    conversations = conversations or Conversations()
    app.include_router(downloads(conversations, pack))
    handlers = Handlers(answerer, conversations)
    blocks = build(answerer, handlers, tuple(examples)[:MOST_EXAMPLES], tabs, shared=password is not None)
    blocks.state_session_capacity = PAGES_KEPT
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name=LOCAL_HOSTS[0],
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        app_kwargs=NO_DOCUMENTATION,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    # Gradio's clean-up of closed pages looks for their state in the application that it is mounted in.
    mounted: Any = next(route for route in reversed(app.routes) if isinstance(route, Mount))
    app.__dict__["state_holder"] = mounted.app.state_holder
    app.add_middleware(OwnerCookie)
    # Mounted blocks count as not launched, and Gradio then lets a request name any file of this machine as uploaded.
    blocks.has_launched = True
    if password is not None:
        app.add_middleware(Login, password=password)
    # Added last, so it stands outermost: the login gets the headers too, and is refused to foreign hosts.
    app.add_middleware(Guard, head=HEAD, hosts=hosts)
    return app


def _asset(file: Path) -> Any:
    def asset() -> FileResponse:
        return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], headers={"Cache-Control": "no-cache"})

    return asset


def examples_in(library: Path | None) -> tuple[str, ...]:
    """The example questions of a library: the strings in its `examples.json`; none without a good one."""
    if library is None:
        return ()
    try:
        entries = json.loads((library / "examples.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    if not isinstance(entries, list):
        return ()
    return tuple(entry.strip() for entry in entries if isinstance(entry, str) and entry.strip())
