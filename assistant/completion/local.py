"""A local GGUF model, run by llama.cpp within this process (xllamacpp) behind its OpenAI-compatible server."""

import os
import secrets
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from assistant.completion.completion import Message, Piece
from assistant.completion.endpoint import EndpointCompletion
from assistant.errors import CompletionError

PROMPTS_KEPT = 128
"""Megabytes of prompts that were read, kept to go on from; llama.cpp keeps 8,192, 12 more with every question."""


class LocalCompletion:
    """Loads the model at its first use and keeps it; answers one question at a time."""

    may_decline = False  # the small models decline at random: docs/benchmarks.md

    def __init__(self, name: str, file: Path, *, threads: int, timeout: float, context: int) -> None:
        """`file` is the .gguf; `context` in tokens; `timeout` in seconds."""
        self.name = name
        self._file = file
        self._threads = threads
        self._timeout = timeout
        self._context = context
        self._loading = threading.Lock()
        self._server: Any = None
        self._endpoint: EndpointCompletion | None = None

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """See `Completion.stream`."""
        yield from self.load().stream(messages, max_tokens=max_tokens)

    def load(self) -> EndpointCompletion:
        """Load the model unless it is loaded. xllamacpp lets no other thread run meanwhile.

        Raises `CompletionError`.
        """
        with self._loading:
            if self._endpoint is None:
                key = secrets.token_hex(16)
                try:
                    self._server = _serve(self._file, key, threads=self._threads, context=self._context)
                except ImportError as error:
                    raise CompletionError(
                        f"the local model cannot run ({error}): install what is missing (on Debian: apt-get install "
                        "libgomp1), or set OPENAI_BASE_URL or ONRECORD_MODEL=extractive"
                    ) from error
                except Exception as error:
                    raise CompletionError(
                        f"the local model {self._file} cannot be loaded ({error}): run `onrecord models verify`"
                    ) from error
                self._endpoint = EndpointCompletion(
                    self.name,
                    base_url=f"{self._server.listening_address}/v1",
                    api_key=key,
                    timeout=self._timeout,
                    context=self._context,
                )
            return self._endpoint

    def close(self) -> None:
        """Unload the model."""
        with self._loading:
            if self._endpoint is not None:
                self._endpoint.close()
            self._endpoint = None
            self._server = None


def _serve(file: Path, key: str, *, threads: int, context: int) -> Any:
    """Start llama.cpp's server on a free loopback port; only holders of `key` may use it."""
    # Read by its threads when they start: they would otherwise spin and starve everything else.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cache_ram_mib = PROMPTS_KEPT
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.api_keys = [key]
    parameters.verbosity = -1
    parameters.offline = True
    parameters.ui = False
    return xllamacpp.Server(parameters)
