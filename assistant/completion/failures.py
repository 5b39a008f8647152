"""The vendors' errors -> ours. No message repeats what an endpoint sent: it may hold the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import httpx
import openai

from assistant.errors import CompletionError, DraftCut, EndpointRefused, EndpointUnreachable


class _Endpoint(Protocol):
    name: str
    base_url: str


@contextmanager
def translated(endpoint: _Endpoint) -> Iterator[None]:
    """Raise `CompletionError` for whatever goes wrong with an endpoint."""
    where = f"the LLM endpoint {endpoint.base_url}"
    try:
        yield
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        raise EndpointRefused(f"{where} does not accept the key: check OPENAI_API_KEY") from error
    except openai.NotFoundError as error:
        raise EndpointRefused(
            f"{where} has no model {endpoint.name!r}: set ONRECORD_MODEL to one that it serves"
        ) from error
    except openai.RateLimitError as error:
        raise EndpointUnreachable(f"{where} refuses more requests for now (429): try again later") from error
    except (openai.APITimeoutError, httpx.ReadTimeout) as error:
        raise EndpointUnreachable(
            f"{where} did not answer in time: raise ONRECORD_TIMEOUT or use a smaller model"
        ) from error
    except (openai.APIConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise EndpointUnreachable(f"{where} cannot be reached: start the server, or correct OPENAI_BASE_URL") from error
    except openai.APIStatusError as error:
        raise CompletionError(f"{where} failed with status {error.status_code}: look into the server's log") from error
    # Chunks that are no JSON or not of the protocol reach us as ValueError, TypeError, LookupError or AttributeError.
    except (httpx.HTTPError, openai.OpenAIError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise DraftCut(
            f"{where} broke off, or does not speak the OpenAI protocol ({type(error).__name__}): ask again"
        ) from error
