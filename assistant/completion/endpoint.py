"""An OpenAI-compatible endpoint (OpenAI, vLLM, Ollama, llama.cpp), through llama-index's OpenAILike."""

from collections.abc import Generator, Iterator, Sequence
from time import monotonic, sleep
from typing import Any

import httpx
import openai
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

from assistant.completion.completion import Message, Piece
from assistant.completion.failures import translated
from assistant.errors import DraftCut, EndpointRefused

CONNECT_SECONDS = 3.0
RETRY_SECONDS = 1.0
"""Pause before the one other try that an overloaded endpoint gets."""
WHOLE_ANSWER = 3.0
"""A whole answer may take so many times the silence allowed: an endpoint can keep a line busy for ever."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class EndpointCompletion:
    """A chat model served at `base_url`."""

    may_decline = True

    def __init__(self, name: str | None, *, base_url: str, api_key: str, timeout: float, context: int) -> None:
        """`name` None takes the first model that the endpoint lists, when it is first used.

        `timeout`: seconds of silence before the endpoint is given up; `context`: tokens. Calls nobody yet.
        """
        self.name = name or f"the model of {base_url}"
        self.base_url = base_url
        self._named = name is not None
        self._api_key = api_key or "none"
        self._timeout = httpx.Timeout(timeout, connect=CONNECT_SECONDS)
        self._longest = WHOLE_ANSWER * timeout
        self._context = context
        self._trust_env = httpx.URL(base_url).host not in _LOOPBACK  # HTTP_PROXY would capture calls to this machine
        self._ssl = httpx.create_ssl_context(trust_env=self._trust_env)
        self._counts_tokens = True

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """See `Completion.stream`."""
        chat = [ChatMessage(role=message.role, content=message.content) for message in messages]
        finished = None
        # A client for each stream: closing it hangs up. Closing llama-index's generator alone would let the model go
        # on until the garbage collector finds the response.
        with translated(self), self._client() as client:
            self._choose_model(client)
            for chunk in self._chunks(client, chat, max_tokens):
                raw = chunk.raw
                finished = (raw.choices[0].finish_reason if raw.choices else None) or finished
                yield _piece(chunk, cut=finished == "length")
        if finished is None:
            raise DraftCut(f"the model {self.name} at {self.base_url} broke off in mid-answer: ask again")

    def close(self) -> None:
        """Nothing is held between streams."""

    def _chunks(self, client: httpx.Client, chat: Sequence[ChatMessage], max_tokens: int) -> Iterator[Any]:
        """What the endpoint sends. It is asked again, at most twice, where it refuses at once and that may help."""
        model = OpenAILike(
            model=self.name,
            api_base=self.base_url,
            api_key=self._api_key,
            is_chat_model=True,
            context_window=self._context,
            temperature=0.0,
            max_retries=0,
            http_client=client,
            additional_kwargs={"seed": 7},
        )
        retried = False
        while True:
            options = {"stream_options": {"include_usage": True}} if self._counts_tokens else {}
            try:
                # The timeout goes with the call: the one that llama-index keeps would undo CONNECT_SECONDS.
                yield from model.stream_chat(chat, max_tokens=max_tokens, timeout=self._timeout, **options)
                return
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._counts_tokens or "stream_options" not in str(error):
                    raise
                self._counts_tokens = False
            except (openai.RateLimitError, openai.InternalServerError):
                if retried:
                    raise
                retried = True
                sleep(RETRY_SECONDS)

    def _choose_model(self, client: httpx.Client) -> None:
        """Take the first model that the endpoint lists unless one was named."""
        if self._named:
            return
        where = f"the LLM endpoint {self.base_url}"
        response = client.get(f"{self.base_url}/models", headers={"Authorization": f"Bearer {self._api_key}"})
        if response.status_code in (401, 403):
            raise EndpointRefused(f"{where} does not accept the key: check OPENAI_API_KEY")
        try:
            self.name = str(response.raise_for_status().json()["data"][0]["id"])
        except (httpx.HTTPStatusError, ValueError, LookupError, TypeError) as error:
            raise EndpointRefused(
                f"{where} does not list its models: set ONRECORD_MODEL to one that it serves"
            ) from error
        self._named = True

    def _client(self) -> httpx.Client:
        until = monotonic() + self._longest

        def limit(response: httpx.Response) -> None:
            assert isinstance(response.stream, httpx.SyncByteStream)
            response.stream = _Limited(response.stream, until)

        return httpx.Client(
            timeout=self._timeout, trust_env=self._trust_env, verify=self._ssl, event_hooks={"response": [limit]}
        )


class _Limited(httpx.SyncByteStream):
    """A response's bytes until a deadline, however slowly they trickle in."""

    def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            if monotonic() > self._until:
                raise httpx.ReadTimeout("the whole answer takes too long")
            yield part

    def close(self) -> None:
        self._stream.close()


def _piece(chunk: Any, *, cut: bool) -> Piece:
    usage = chunk.raw.usage
    if not usage:
        return Piece(chunk.delta or "", cut=cut)
    details = usage.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    return Piece(chunk.delta or "", usage.prompt_tokens, usage.completion_tokens, cached, cut)
