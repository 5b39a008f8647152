"""Settings -> the LLM in force."""

from pathlib import Path

from assistant.completion.completion import Completion
from assistant.completion.endpoint import EndpointCompletion
from assistant.completion.local import LocalCompletion
from assistant.errors import ModelError
from assistant.settings import EXTRACTIVE, Settings
from index.models import ModelFolder

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-4.1-mini"


def open_completion(settings: Settings) -> Completion | None:
    """Open the LLM that the settings name; None in extractive mode. Calls nobody yet and loads nothing yet.

    An endpoint wins over the local models once its key or address is set, unless `ONRECORD_MODEL` names a local one.
    Raises `ModelError` when a local model's file is missing.
    """
    if settings.model == EXTRACTIVE:
        return None
    folder = ModelFolder(settings.models)
    local = {state.name for state in folder.list() if state.purpose == "llm"}
    named_local = settings.model is not None and (settings.model in local or _is_file_name(settings.model))
    if settings.remote and not named_local:
        return _open_endpoint(settings)
    name = settings.model or folder.default("llm")
    return LocalCompletion(
        Path(name).stem if _is_file_name(name) else name,
        _gguf(folder.path(name)),
        threads=settings.threads,
        timeout=settings.timeout,
        context=settings.context,
    )


def _open_endpoint(settings: Settings) -> EndpointCompletion:
    return EndpointCompletion(
        settings.model or (None if settings.base_url else OPENAI_MODEL),
        base_url=settings.base_url or OPENAI_URL,
        api_key=settings.api_key.get_secret_value() if settings.api_key else "none",
        timeout=settings.timeout,
        context=settings.context,
    )


def _is_file_name(name: str) -> bool:
    return name.lower().endswith(".gguf")


def _gguf(path: Path) -> Path:
    """The model file at a path, or in a model's folder."""
    files = [path] if path.is_file() else sorted(path.glob("*.gguf"))
    if not files:
        raise ModelError(f"there is no .gguf file in {path}: choose an LLM from `onrecord models` in ONRECORD_MODEL")
    return files[0]
