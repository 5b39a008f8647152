"""Settings, all from environment variables; the table in README.md is tested against this file."""

import os
from pathlib import Path
from typing import Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from index.models import ModelFolder, default_models_folder

EXTRACTIVE = "extractive"
"""As `ONRECORD_MODEL`: no LLM; answers are made of the articles' own sentences."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """Where things are and which models are used."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, populate_by_name=True, env_ignore_empty=True)

    library: Path = Field(default_factory=lambda: user_data_path("onrecord") / "library", alias="ONRECORD_LIBRARY")
    """The library folder."""
    models: Path = Field(default_factory=default_models_folder, alias="ONRECORD_MODELS")
    """The folder of the local model files."""
    model: str | None = Field(default=None, alias="ONRECORD_MODEL")
    """The LLM: a local model's name, a .gguf file, a model of the endpoint, or `extractive` for none."""
    embedding: str | None = Field(default=None, alias="ONRECORD_EMBEDDING")
    """The embedding model: a local one, or one that the endpoint serves."""
    api_key: SecretStr | None = Field(default=None, alias="OPENAI_API_KEY")
    """Key of the OpenAI-compatible endpoint."""
    base_url: str | None = Field(default=None, alias="OPENAI_BASE_URL")
    """Address of the OpenAI-compatible endpoint."""
    timeout: float = Field(default=60.0, gt=0, alias="ONRECORD_TIMEOUT")
    """Seconds that the LLM may stay silent before it is given up."""
    context: int = Field(default=4096, ge=1024, alias="ONRECORD_CONTEXT")
    """Tokens that fit the LLM's context."""
    threads: int = Field(default_factory=_cores, ge=1, alias="ONRECORD_THREADS")
    """Processor threads for the local models."""

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """Read the environment; an override that is None is ignored. Raises `SettingsError`."""
        given = {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"the setting {name} cannot be used: {first['msg']}") from error

    @property
    def embedding_name(self) -> str:
        """The embedding model in force."""
        return self.embedding or ModelFolder(self.models).default("embedding")

    @property
    def remote(self) -> bool:
        """Whether an endpoint other than the local model is set."""
        return self.base_url is not None or self.api_key is not None
