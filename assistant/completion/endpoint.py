"""An OpenAI-compatible endpoint (OpenAI, vLLM, Ollama, llama.cpp), through llama-index's OpenAILike."""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import openai
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

from assistant.completion.completion import Message, Piece
from assistant.errors import CompletionError, DraftCut, EndpointRefused, EndpointUnreachable

CONNECT_SECONDS = 3.0


class EndpointCompletion:
    """A chat model served at `base_url`."""

    def __init__(self, name: str, *, base_url: str, api_key: str, timeout: float, context: int) -> None:
        """`timeout`: seconds of silence before the endpoint is given up; `context`: tokens."""
        self.name = name
        self.base_url = base_url
        loopback = httpx.URL(base_url).host in ("127.0.0.1", "localhost", "::1")
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
            trust_env=not loopback,  # HTTP_PROXY would capture calls to this machine
        )
        self._model = OpenAILike(
            model=name,
            api_base=base_url,
            api_key=api_key or "none",
            is_chat_model=True,
            context_window=context,
            temperature=0.0,
            timeout=timeout,
            max_retries=1,
            http_client=self._client,
            additional_kwargs={"seed": 7},
        )

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Generator[Piece, None, None]:
        """See `Completion.stream`."""
        chat = [ChatMessage(role=message.role, content=message.content) for message in messages]
        finished = None
        with self._translated():
            stream = self._model.stream_chat(chat, max_tokens=max_tokens, stream_options={"include_usage": True})
            try:
                for chunk in stream:
                    raw: Any = chunk.raw
                    finished = raw.choices[0].finish_reason if raw.choices else finished
                    usage = raw.usage
                    yield Piece(
                        chunk.delta or "",
                        usage.prompt_tokens if usage else 0,
                        usage.completion_tokens if usage else 0,
                    )
            finally:
                stream.close()
        if finished is None:
            raise DraftCut(f"the model {self.name} at {self.base_url} broke off in mid-answer: ask again")

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the vendors' errors into ours."""
        where = f"the LLM endpoint {self.base_url}"
        try:
            yield
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise EndpointRefused(f"{where} does not accept the key: check OPENAI_API_KEY") from error
        except openai.NotFoundError as error:
            raise EndpointRefused(
                f"{where} has no model {self.name!r}: set ONRECORD_MODEL to one that it serves"
            ) from error
        except openai.RateLimitError as error:
            raise EndpointUnreachable(f"{where} refuses more requests for now (429): try again later") from error
        except openai.APITimeoutError as error:
            raise EndpointUnreachable(
                f"{where} did not answer in time: raise ONRECORD_TIMEOUT or use a smaller model"
            ) from error
        except openai.APIConnectionError as error:
            raise EndpointUnreachable(
                f"{where} cannot be reached: start the server, or correct OPENAI_BASE_URL"
            ) from error
        except openai.APIStatusError as error:
            raise CompletionError(
                f"{where} failed with status {error.status_code}: look into the server's log"
            ) from error
        except (httpx.HTTPError, json.JSONDecodeError, openai.OpenAIError) as error:
            raise DraftCut(f"{where} broke off in mid-answer ({type(error).__name__}): ask again") from error
