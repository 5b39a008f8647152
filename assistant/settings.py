"""Settings, all from environment variables; the table in README.md is tested against this file."""

import os
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from assistant.errors import SettingsError
from index.attribution.attribution import TaggerName
from index.embedding import QueryEncoderName
from index.models import ModelFolder, default_models_folder
from index.reranking import RerankerName

EXTRACTIVE = "extractive"
"""As `ONRECORD_MODEL`: no LLM; answers are made of the articles' own sentences."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _library_folder() -> Path:
    return user_data_path("onrecord", appauthor=False) / "library"


class Settings(BaseModel):
    """Where things are and which models are used. Each field's alias is its environment variable."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=True)

    library: Path = Field(default_factory=_library_folder, alias="ONRECORD_LIBRARY")
    """The library folder."""
    models: Path = Field(default_factory=default_models_folder, alias="ONRECORD_MODELS")
    """The folder of the local model files."""
    model: str | None = Field(default=None, alias="ONRECORD_MODEL")
    """The LLM: a local model's name, a .gguf file, a model of the endpoint, or `extractive` for none."""
    embedding: str | None = Field(default=None, alias="ONRECORD_EMBEDDING")
    """The embedding model: a local one, or one that the endpoint serves."""
    attribution: TaggerName = Field(default="neural", alias="ONRECORD_ATTRIBUTION")
    """What finds who said what at ingest: the trained `neural` tagger, `rules` alone, or nothing (`off`)."""
    query_encoder: QueryEncoderName = Field(default="trained", alias="ONRECORD_QUERY_ENCODER")
    """What embeds questions: the encoder `trained` for it, or the embedding model itself (`plain`)."""
    reranker: RerankerName = Field(default="neural", alias="ONRECORD_RERANKER")
    """What reads the best passages with the question: a trained reranker (`neural`), or nothing (`off`)."""
    api_key: SecretStr | None = Field(default=None, alias="OPENAI_API_KEY")
    """Key of the OpenAI-compatible endpoint."""
    base_url: str | None = Field(default=None, alias="OPENAI_BASE_URL")
    """Address of the OpenAI-compatible endpoint."""
    timeout: float = Field(default=60.0, gt=0, allow_inf_nan=False, alias="ONRECORD_TIMEOUT")
    """Seconds that the LLM may stay silent before it is given up; a whole answer may take three times as long."""
    context: int = Field(default=4096, ge=1024, alias="ONRECORD_CONTEXT")
    """Tokens that fit the LLM's context."""
    chat_password: SecretStr | None = Field(default=None, alias="ONRECORD_CHAT_PASSWORD")
    """The password of `onrecord chat --share-on-network`; without it a terminal asks for one."""
    threads: int = Field(default_factory=_cores, ge=1, alias="ONRECORD_THREADS")
    """Processor threads for the local models."""

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """Read the environment; a variable that is empty and an override that is None count as not given.

        Raises `SettingsError`.
        """
        given: dict[str, object] = {
            str(field.alias): os.environ.get(str(field.alias)) or None for field in cls.model_fields.values()
        }
        given |= {str(cls.model_fields[name].alias): value for name, value in overrides.items() if value is not None}
        return cls._validated({name: value for name, value in given.items() if value is not None})

    def changed(self, **values: object) -> Self:
        """The same settings with some others. Raises `SettingsError`."""
        fields = type(self).model_fields
        return self._validated({str(fields[name].alias): (vars(self) | values)[name] for name in fields})

    @classmethod
    def _validated(cls, values: dict[str, object]) -> Self:
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            reason = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"the setting {name} cannot be used ({reason}): correct it or unset it") from None

    @field_validator("library", "models")
    @classmethod
    def _home(cls, folder: Path) -> Path:
        return folder.expanduser()

    @field_validator("api_key")
    @classmethod
    def _one_line(cls, key: SecretStr | None) -> SecretStr | None:
        """A key from a file may end in a line break; anything else that a header cannot carry is a mistake."""
        if key is None:
            return None
        text = key.get_secret_value().strip()
        if not (text.isascii() and text.isprintable()):
            raise ValueError("it has characters that no key has")
        return SecretStr(text) if text else None

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, address: str | None) -> str | None:
        if address is None:
            return None
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or not address.isprintable():
            raise ValueError("it is no web address such as http://127.0.0.1:11434/v1")
        if parts.username or parts.password:
            raise ValueError("it holds a password, which messages would show; give the key in OPENAI_API_KEY")
        return address.rstrip("/")

    @property
    def embedding_name(self) -> str:
        """The embedding model in force."""
        return self.embedding or ModelFolder(self.models).default("embedding")

    @property
    def remote(self) -> bool:
        """Whether an endpoint other than the local model is set."""
        return self.base_url is not None or self.api_key is not None
