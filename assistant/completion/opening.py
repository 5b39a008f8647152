"""Settings -> the LLM in force."""

from pathlib import Path

import httpx

from assistant.completion.completion import Completion
from assistant.completion.endpoint import CONNECT_SECONDS, EndpointCompletion
from assistant.completion.local import LocalCompletion
from assistant.errors import EndpointRefused, EndpointUnreachable
from assistant.settings import EXTRACTIVE, Settings
from index.models import ModelFolder

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-4.1-mini"


def open_completion(settings: Settings) -> Completion | None:
    """Open the LLM that the settings name; None in extractive mode.

    An endpoint wins over the local models once its key or address is set, unless `ONRECORD_MODEL` names a local one.
    Raises `ModelError` when a local model's file is missing, `CompletionError` when an endpoint cannot be used.
    """
    if settings.model == EXTRACTIVE:
        return None
    folder = ModelFolder(settings.models)
    local = {state.name for state in folder.list() if state.purpose == "llm"}
    named_local = settings.model is not None and (settings.model in local or settings.model.endswith(".gguf"))
    if settings.remote and not named_local:
        return _open_endpoint(settings)
    name = settings.model or folder.default("llm")
    path = folder.path(name)
    file = path if path.is_file() else next(path.glob("*.gguf"))
    return LocalCompletion(
        Path(name).stem if name.endswith(".gguf") else name,
        file,
        threads=settings.threads,
        timeout=settings.timeout,
        context=settings.context,
    )


def _open_endpoint(settings: Settings) -> EndpointCompletion:
    key = settings.api_key.get_secret_value() if settings.api_key else "none"
    base_url = (settings.base_url or OPENAI_URL).rstrip("/")
    name = settings.model or (_first_model(base_url, key) if settings.base_url else OPENAI_MODEL)
    return EndpointCompletion(name, base_url=base_url, api_key=key, timeout=settings.timeout, context=settings.context)


def _first_model(base_url: str, key: str) -> str:
    """The first model that an endpoint lists, for servers that serve one."""
    where = f"the LLM endpoint {base_url}"
    try:
        response = httpx.get(f"{base_url}/models", headers={"Authorization": f"Bearer {key}"}, timeout=CONNECT_SECONDS)
        if response.status_code in (401, 403):
            raise EndpointRefused(f"{where} does not accept the key: check OPENAI_API_KEY")
        return str(response.raise_for_status().json()["data"][0]["id"])
    except (httpx.ConnectError, httpx.TimeoutException) as error:
        raise EndpointUnreachable(f"{where} cannot be reached: start the server, or correct OPENAI_BASE_URL") from error
    except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
        raise EndpointRefused(f"{where} does not list its models: set ONRECORD_MODEL to one of them") from error
