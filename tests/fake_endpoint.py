"""A local server that speaks the OpenAI chat protocol with streaming, and fails in the ways that real ones do."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

Mode = Literal[
    "normal",
    "unauthorised",
    "no_model",
    "too_many",
    "too_many_once",
    "failing",
    "silent",
    "trickling",
    "endless",
    "cut",
    "unfinished",
    "at_length",
    "bad_json",
    "other_protocol",
    "error_event",
    "web_page",
    "empty",
    "no_stream_options",
    "bad_request",
    "no_models",
]
STATUS = {"unauthorised": 401, "no_model": 404, "too_many": 429, "failing": 500, "bad_request": 400}
MODEL = "fake-model"
KEY = "sk-secret-of-the-tests"
ANSWER = "Ana Brook proposed a tax [1]."
USAGE = {"prompt_tokens": 50, "completion_tokens": 7, "total_tokens": 57}


class FakeEndpoint:
    """Serves `POST /v1/chat/completions` and `GET /v1/models` on a free loopback port while it is entered."""

    def __init__(self, mode: Mode = "normal", *, answer: str = ANSWER) -> None:
        self.mode = mode
        self.answer = answer
        self.requests: list[dict[str, Any]] = []
        """The bodies of the chat requests, in order."""
        self.hung_up = threading.Event()
        """Set once a client has closed the connection in mid-answer."""
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.endpoint = self  # type: ignore[attr-defined]
        self.base_url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def fake(self) -> FakeEndpoint:
        return self.server.endpoint  # type: ignore[attr-defined, no-any-return]

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.fake.mode == "unauthorised":
            self._refuse(401)
        elif self.fake.mode == "silent":
            self.fake.stopped.wait(30)
        else:
            listed = [] if self.fake.mode == "no_models" else [{"id": MODEL}, {"id": "another-model"}]
            self._send_json(200, {"object": "list", "data": listed})

    def do_POST(self) -> None:
        mode = self.fake.mode
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.fake.requests.append(body)
        if mode in STATUS or (mode == "too_many_once" and len(self.fake.requests) == 1):
            self._refuse(STATUS.get(mode, 429))
        elif mode == "no_stream_options" and "stream_options" in body:
            self._refuse(400, "Unrecognized request argument supplied: stream_options")
        elif mode == "silent":
            self.fake.stopped.wait(30)
        elif mode == "web_page":
            self._send(200, "text/html", b"<html><body>Please log in to the network</body></html>")
        else:
            try:
                self._stream(self._events(body))
            except OSError:
                self.fake.hung_up.set()
                self.close_connection = True

    def _events(self, body: dict[str, Any]) -> Iterator[str]:
        """The lines of the stream; None of the protocol's rules about its end hold in the failing modes."""
        mode, words = self.fake.mode, self.fake.answer.split(" ")
        yield _event(_chunk({"role": "assistant", "content": ""}))
        if mode == "trickling":
            while not self.fake.stopped.wait(0.1):
                yield ": still there\n\n"
        if mode == "endless":
            while not self.fake.stopped.wait(0.01):
                yield _event(_chunk({"content": "and "}))
        if mode == "error_event":
            yield _event({"error": {"message": f"the key {KEY} ran out of credit", "code": 500}})
        if mode == "bad_json":
            yield "data: {not json\n\n"
        if mode == "other_protocol":
            yield _event({"generated_text": "hello"})
        for number, word in enumerate(() if mode == "empty" else words):
            yield _event(_chunk({"content": word if number == 0 else f" {word}"}))
            if mode == "cut" and number == 2:
                raise ConnectionAbortedError
        if mode != "unfinished":
            yield _event(_chunk({}, "length" if mode == "at_length" else "stop"))
        if "stream_options" in body:
            yield _event({**_chunk({}), "choices": [], "usage": USAGE})
        yield "data: [DONE]\n\n"

    def _stream(self, events: Iterator[str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            data = event.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def _refuse(self, status: int, message: str = "") -> None:
        """An error whose text repeats the key, as a careless server's may."""
        message = message or f"refused: {self.headers['Authorization']}"
        self._send_json(status, {"error": {"message": message, "type": "error", "code": None}})

    def _send_json(self, status: int, record: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(record).encode())

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _event(record: dict[str, Any]) -> str:
    return f"data: {json.dumps(record)}\n\n"


def _chunk(delta: dict[str, str], finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": [choice]}
