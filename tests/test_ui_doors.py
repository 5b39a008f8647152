"""Gradio's routes: which are open, and that none of them leads to a file."""

import http.client
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

import gradio as gr
import httpx
import pytest
from browser_double import QueuedAssistant
from gradio.utils import get_upload_folder
from gradio_routes import routes_of

from ui.app import ASSETS, create_app
from ui.security import LARGEST_REQUEST, OWN_FOLDER, is_open
from ui.server import Server, listen
from ui.tab import Desk

SECRET = "the words of a file outside the library"

REACHABLE = [
    ("GET", "/"),
    ("GET", "/assets/x"),
    ("GET", "/config"),
    ("GET", "/favicon.ico"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("GET", "/gradio_api/queue/data"),
    ("GET", "/gradio_api/startup-events"),
    ("GET", "/onrecord/conversations/x.x"),
    ("GET", "/onrecord/conversations/x/x/evidence.x"),
    ("GET", "/static/x"),
    ("GET", "/theme.css"),
    ("HEAD", "/"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/queue/join"),
]
"""Of all routes that the chat has without tabs, besides its own style sheets and scripts.
`run/predict` is reached through Gradio's `run/{api_name}`."""


class FileTab:
    """A tab that takes a text file."""

    id = "files"
    label = "Files"

    def place(self, desk: Desk) -> None:
        """As `ui.tab.Tab`."""
        file = gr.File(file_types=[".txt"], elem_id="file")
        words = gr.Textbox(elem_id="words")
        file.upload(lambda path: Path(path).read_text(encoding="utf-8"), file, words, queue=False, api_name="read_file")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A chat with a tab that has a place for files."""
    listener = listen(0)
    ready = threading.Event()
    app = create_app(QueuedAssistant(), tabs=[FileTab()])
    server = Server(app, on_ready=ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def get(
    address: str,
    target: str,
    method: str = "GET",
    headers: Mapping[str, str] = MappingProxyType({"Content-Length": "0"}),
) -> tuple[int, str]:
    """Status and body of a request whose target goes out exactly as it is."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read(100_000).decode("utf-8", "replace")
    finally:
        connection.close()


def test_the_open_routes_are_these() -> None:
    routes = routes_of(create_app(QueuedAssistant()))
    assert ("POST", "/gradio_api/run/x") in routes
    assert ("GET", "/gradio_api/file=x") in routes
    assets = [("GET", f"/onrecord/{file.name}") for file in ASSETS]
    assert [route for route in routes if is_open(*route) and route not in assets] == REACHABLE
    assert is_open("POST", "/gradio_api/run/predict")


def test_every_other_route_is_shut(address: str) -> None:
    app = create_app(QueuedAssistant())
    shut = [route for route in routes_of(app) if route not in REACHABLE and not route[1].startswith(OWN_FOLDER)]
    assert len(shut) > 50
    for method, path in shut:
        assert get(address, path, method)[0] == 403, path


TRICKS = (
    "/gradio_api/file={path}",
    "/gradio_api/file%3D{path}",
    "/gradio_api/%66ile={path}",
    "/gradio_api/FILE={path}",
    "//gradio_api/file={path}",
    "/./gradio_api/file={path}",
    "/assets/../gradio_api/file={path}",
    "/gradio_api/file/{path}",
    "/gradio_api/file={quoted}",
    "/gradio_api/file=file://{path}",
    "/gradio_api//file={path}",
    "/gradio_api/file=/proc/self/root{path}",
    "/gradio_api/proxy={path}",
    "/gradio_api/proxy=file://{path}",
    "/gradio_api/proxy=http://127.0.0.1:1/{path}",
    "/gradio_api/stream/x/1/1/{path}.txt",
    "/gradio_api/custom_component/1/client/component/{path}",
    "/gradio_api/deep_link?session_hash={path}",
    "/file={path}",
    "/assets/{path}",
    "/assets{path}",
    "/assets/{dots}{path}",
    "/assets/{quoted_dots}{quoted}",
    "/assets/%2e%2e/%2e%2e/%2e%2e/app.py",
    "/static/{path}",
    "/static//{path}",
    "/static/{dots}{path}",
    "/static/{quoted_dots}{quoted}",
    "/static/img/..%5c..%5c{quoted}",
    "/svelte/{dots}{path}",
    "/onrecord/{dots}{path}",
    "/onrecord/{quoted_dots}{quoted}",
    "/onrecord/__main__.py",
    "/gradio_api/heartbeat/../file={path}",
    "/gradio_api/heartbeat/..%2ffile={quoted}",
    "/pwa_icon/{path}",
    "/{path}",
    "{path}",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_path_leads_to_a_file(address: str, secret: Path, tmp_path: Path, trick: str) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(secret)
    dots = "../" * 12
    for path in (str(secret), str(link), os.path.relpath(secret)):
        values = {"path": path, "quoted": quote(path, safe=""), "dots": dots, "quoted_dots": quote(dots, safe="")}
        status, body = get(address, trick.format(**values))
        assert SECRET not in body
        assert "serve" not in body
        assert status in (307, 400, 403, 404, 405), body[:300]


def read_file(address: str, path: str) -> httpx.Response:
    """Have the tab's handler read a file."""
    config = httpx.get(f"{address}/config", trust_env=False, timeout=20).json()
    number = next(d["id"] for d in config["dependencies"] if d["api_name"] == "read_file")
    file = {"path": path, "orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}}
    body: dict[str, Any] = {"data": [file], "fn_index": number, "session_hash": "x"}
    return httpx.post(f"{address}/gradio_api/run/predict", json=body, trust_env=False, timeout=20)


def test_a_request_cannot_name_a_file_that_it_did_not_bring(address: str, secret: Path) -> None:
    """Gradio takes the path in a file's place on trust where its blocks count as not launched."""
    folder = Path(get_upload_folder())
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        brought, link = Path(own, "good.txt"), Path(own, "link.txt")
        brought.write_text("hello", encoding="utf-8")
        link.symlink_to(secret)
        assert read_file(address, str(brought)).json()["data"] == ["hello"]
        for path in (str(secret), f"{own}/../../../../../..{secret}", str(link), f"file://{secret}"):
            answer = read_file(address, path)
            assert SECRET not in answer.text, path
            assert answer.status_code == 500


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/run/predict", "/onrecord/feedback"])
def test_requests_are_limited(address: str, path: str) -> None:
    assert get(address, path, "POST", {"Content-Length": str(LARGEST_REQUEST + 1)})[0] == 413
    assert get(address, path, "POST", {"Transfer-Encoding": "chunked"})[0] == 411
    assert get(address, path, "POST", {"Content-Length": "0"})[0] not in (411, 413)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:7860", 200),
        ("LOCALHOST", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("127.0.0.2", 400),
        ("[::1]", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_only_its_own_names_are_answered(address: str, host: str, status: int) -> None:
    assert httpx.get(f"{address}/onrecord/page.css", headers={"Host": host}, trust_env=False).status_code == status
