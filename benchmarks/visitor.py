"""A reader of the chat without a browser: Gradio's protocol over HTTP, as its page speaks it."""

import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from types import TracebackType
from typing import Any, Self

import httpx

PATIENCE = 120.0
"""Seconds without a byte after which an answer is given up."""

_DONE = 'data-state="done"'
_FAILURE = re.compile(r'class="failure"[^>]*>([^<]*)<')
_QUESTION = re.compile(r'class="question"[^>]*>([^<]*)<')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back for a question."""

    question: str
    seconds: float
    """From the question to the end of its answer."""
    shown: tuple[str, ...]
    """The questions of the turns that the server had the page show."""
    failure: str | None = None
    """What went wrong, if something did."""


class Visitor:
    """A browser with one open page. To be used as a context manager: leaving closes the page."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, trust_env=False, timeout=httpx.Timeout(PATIENCE))
        self._session = secrets.token_hex(8)
        self._client.get("/").raise_for_status()  # brings the cookie by which the chat knows its readers
        config = self._client.get("/config").raise_for_status().json()
        components = {component["id"]: component for component in config["components"]}
        self._values = {number: _value(component) for number, component in components.items()}
        self._question = next(n for n, c in components.items() if c["props"].get("elem_id") == "question")
        events = config["dependencies"]
        self._ask = next(event for event in events if [self._question, "submit"] in event["targets"])
        self._follow = next(event for event in events if event["trigger_after"] == self._ask["id"])
        # The page keeps this request open; when it ends, the server knows that the page was closed.
        self._heartbeat = self._client.stream("GET", f"/gradio_api/heartbeat/{self._session}")

    def __enter__(self) -> Self:
        self._heartbeat.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heartbeat.__exit__(kind, error, trace)
        self._client.close()

    def ask(self, question: str) -> Reply:
        """Put a question and wait for the end of its answer."""
        started = time.perf_counter()
        shown: list[str] = []
        failure: str | None = "the answer did not end"
        try:
            for page in self._pages(question):
                shown += map(unescape, _QUESTION.findall(page))
                if told := _FAILURE.search(page):
                    failure = unescape(told[1])
                elif _DONE in page:
                    failure = None
        except httpx.HTTPError as error:
            failure = f"{type(error).__name__}: {error}"
        return Reply(question=question, seconds=time.perf_counter() - started, shown=tuple(shown), failure=failure)

    def _pages(self, question: str) -> Iterator[str]:
        """The texts of each change of the page."""
        self._values[self._question] = question
        asked = self._client.post("/gradio_api/run/predict", json=self._request(self._ask)).raise_for_status().json()
        for component, value in zip(self._ask["outputs"], asked["data"], strict=True):
            if isinstance(value, str):
                self._values[component] = value
        yield " ".join(_texts(asked))
        self._client.post("/gradio_api/queue/join", json=self._request(self._follow)).raise_for_status()
        address = f"/gradio_api/queue/data?session_hash={self._session}"
        with self._client.stream("GET", address) as stream:
            for line in stream.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                yield " ".join(_texts(message))
                if message.get("msg") in ("close_stream", "unexpected_error"):
                    return

    def _request(self, event: dict[str, Any]) -> dict[str, Any]:
        data = [self._values[component] for component in event["inputs"]]
        return {"data": data, "fn_index": event["id"], "session_hash": self._session, "trigger_id": self._question}


def _value(component: dict[str, Any]) -> Any:
    """What the page sends for a component that nobody touched."""
    value = component["props"].get("value")
    return "" if value is None and component["type"] == "textbox" else value


def _texts(value: object) -> Iterator[str]:
    """All strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value if isinstance(value, list) else value.values():
            yield from _texts(part)
