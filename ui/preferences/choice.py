"""Which model a reader of the Settings tab may choose, and the settings that the choice stands for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from assistant.answering import Length
from assistant.completion.opening import OPENAI_URL
from assistant.errors import SettingsError
from assistant.settings import EXTRACTIVE, Settings
from index.models import ModelFolder

ENDPOINT = "endpoint"
"""The choice of an endpoint; the others are `extractive` and the local models' names."""


class Writer(Protocol):
    """What writes the answers. `assistant.answering.Assistant` fits."""

    settings: Settings
    length: Length

    @property
    def model_name(self) -> str:
        """Name of the model in force."""

    def use(self, settings: Settings) -> None:
        """Write with another model once it has shown that it works. Raises `OnRecordError`."""


def choices(settings: Settings) -> list[tuple[str, str]]:
    """Label and value of each choice."""
    local = [(f"{Path(name).stem if _is_file(name) else name}, on this machine", name) for name in _local(settings)]
    return [
        ("No model: the articles’ own sentences, word for word", EXTRACTIVE),
        *local,
        ("An endpoint that speaks OpenAI’s protocol (OpenAI, Ollama, vLLM, llama.cpp …)", ENDPOINT),
    ]


def chosen(settings: Settings) -> str:
    """The choice in force."""
    if settings.model is not None and settings.model in (EXTRACTIVE, *_local(settings)):
        return settings.model
    return ENDPOINT if settings.remote else ModelFolder(settings.models).default("llm")


def address(settings: Settings) -> str:
    """The endpoint's address, in force or by default."""
    return settings.base_url or OPENAI_URL


def wished(settings: Settings, choice: str, base_url: str, model: str, key: str) -> Settings:
    """The settings for a choice; an endpoint is told by address, model (the first it lists if empty) and key.

    Without a key the former one goes on, but never to another address. Raises `SettingsError`.
    """
    if choice != ENDPOINT:
        if choice not in [value for _, value in choices(settings)]:
            raise SettingsError("this model is not here: choose one of the list")
        return settings.changed(model=choice)
    model = model.strip()
    if model == EXTRACTIVE or model in _local(settings) or _is_file(model):
        raise SettingsError("this is a model of this machine: choose it above, or give one that the endpoint serves")
    changed = settings.changed(base_url=base_url.strip() or OPENAI_URL, model=model or None)
    if key.strip():
        return changed.changed(api_key=key)
    return changed if changed.base_url == address(settings) else changed.changed(api_key=None)


def _local(settings: Settings) -> Sequence[str]:
    """The local models that are here, and a file of the reader's own if it is in force."""
    here = [state.name for state in ModelFolder(settings.models).list() if state.purpose == "llm" and state.present]
    return [*here, settings.model] if settings.model and _is_file(settings.model) else here


def _is_file(name: str) -> bool:
    return name.lower().endswith(".gguf")
