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
    """One open page. To be used as a context manager: leaving closes the page."""

    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, trust_env=False, timeout=httpx.Timeout(PATIENCE))
        self._session = secrets.token_hex(8)
        self._client.get("/").raise_for_status()  # gives the cookie by which the reader is known
        config = self._client.get("/config").raise_for_status().json()
        self._components = {component["id"]: component for component in config["components"]}
        question = next(n for n, component in self._components.items() if _element(component) == "question")
        self._ask = next(d for d in config["dependencies"] if [question, "submit"] in d["targets"])
        self._follow = next(d for d in config["dependencies"] if d["trigger_after"] == self._ask["id"])
        self._question = question
        self._shown = self._follow["inputs"][0]
        self._conversation = ""
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
        failure: str | None = "the stream ended early"
        failed: str | None = None
        try:
            asked = self._client.post("/gradio_api/run/predict", json=self._request(self._ask, question))
            parts = asked.raise_for_status().json()["data"]
            self._conversation = parts[self._ask["outputs"].index(self._shown)]
            shown += _questions(parts)
            self._client.post("/gradio_api/queue/join", json=self._request(self._follow)).raise_for_status()
            address = f"/gradio_api/queue/data?session_hash={self._session}"
            with self._client.stream("GET", address) as stream:
                for line in stream.iter_lines():
                    if not line.startswith("data:"):
                        continue
                    message = json.loads(line[5:])
                    shown += _questions(message)
                    if told := _FAILURE.search(" ".join(_texts(message))):
                        failed = unescape(told[1])
                    if message["msg"] == "process_completed":
                        failure = None if message["success"] else str(message.get("output"))
                    if message["msg"] in ("close_stream", "unexpected_error"):
                        break
        except httpx.HTTPError as error:
            failure = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - started
        return Reply(question=question, seconds=seconds, shown=tuple(shown), failure=failure or failed)

    def _request(self, dependency: dict[str, Any], question: str = "") -> dict[str, Any]:
        known = {self._question: question, self._shown: self._conversation}
        data = [known[n] if n in known else self._value(n) for n in dependency["inputs"]]
        return {"data": data, "fn_index": dependency["id"], "session_hash": self._session, "trigger_id": self._question}

    def _value(self, component: int) -> Any:
        return self._components[component]["props"].get("value")


def _element(component: dict[str, Any]) -> object:
    return component["props"].get("elem_id")


def _questions(value: object) -> list[str]:
    """The questions of the turns in what the server sent."""
    return [unescape(question) for question in _QUESTION.findall(" ".join(_texts(value)))]


def _texts(value: object) -> Iterator[str]:
    """All strings in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value if isinstance(value, list) else value.values():
            yield from _texts(part)
