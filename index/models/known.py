"""The models that OnRecord knows, as `known.toml` lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from index.models.hub import HubPlace
from index.models.model_file import ModelFile, Place
from index.models.packages import PackagePlace, PinnedPackage

Purpose = Literal["embedding", "llm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model and the files that it consists of."""

    name: str
    """Lower case; also the name of its folder."""
    purpose: Purpose
    default: bool
    """Whether it is the one to use for its purpose unless the user says otherwise."""
    licence: str
    """SPDX identifier."""
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)


@cache
def known_models() -> tuple[KnownModel, ...]:
    """The models of `known.toml`, in its order."""
    return parse_models(files("index.models").joinpath("known.toml").read_text(encoding="utf-8"))


def parse_models(text: str) -> tuple[KnownModel, ...]:
    """Models from the text of a file like `known.toml`."""
    return tuple(
        KnownModel(**{**model, "files": tuple(_file(file) for file in model["files"])})
        for model in tomllib.loads(text)["models"]
    )


def _file(entry: dict[str, Any]) -> ModelFile:
    return ModelFile(**{**entry, "places": tuple(_place(place) for place in entry["places"])})


def _place(entry: dict[str, Any]) -> Place:
    if "url" in entry:
        return HubPlace(entry["url"])
    return PackagePlace(tuple(PinnedPackage(**package) for package in entry["packages"]))
