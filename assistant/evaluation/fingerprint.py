"""What a run depends on, as short hashes: if one differs, what was recorded before does not count."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from assistant.evaluation.case import Case
from assistant.records import Record
from assistant.settings import Settings
from index.fingerprint import content_hash
from index.library import Library
from index.manifest import MANIFEST

DISTRIBUTIONS = (
    "onrecord",
    "chromadb",
    "llama-index-core",
    "numpy",
    "onnxruntime",
    "openai",
    "sentencex",
    "tokenizers",
    "xllamacpp",
)
"""Whose versions a run records."""
_ANSWERING = ("assistant", "index")
"""Packages whose code decides what an answer is; `assistant/evaluation` only judges it."""


def index_fingerprint(library: Library) -> str:
    """Changes with any article and with how the library was made."""
    catalog = library.catalog
    made = [library.embedding.name, str(catalog.setting("passage_characters"))]
    made += [str(len(catalog.ledger)), *sorted(catalog.ledger.taggers())]
    return _digest([*made, *sorted(f"{one.id} {content_hash(one)}" for one in catalog.articles())])


def prompts_fingerprint() -> str:
    """Changes with any prompt."""
    return _digest(_contents(files("prompts"), ".md"))


def code_fingerprint() -> str:
    """Changes with the code that finds and answers, and with the weights that come with it."""
    decisive = (".py", MANIFEST)
    return _digest(text for package in _ANSWERING for text in _contents(files(package), decisive, skip="evaluation"))


def settings_record(settings: Settings) -> Record:
    """The settings in force, without the key."""
    return settings.model_dump(mode="json", exclude={"api_key"}) | {"embedding": settings.embedding_name}


def deciding(settings: Settings) -> Record:
    """The settings that a result depends on; where things lie and how many threads there are do not count."""
    return {
        "embedding": settings.embedding_name,
        "query_encoder": settings.query_encoder,
        "reranker": settings.reranker,
        "base_url": settings.base_url,
        "timeout": settings.timeout,
        "context": settings.context,
    }


def versions() -> dict[str, str]:
    """The versions of the distributions that matter."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def case_key(case: Case, conditions: Record) -> str:
    """The key under which a case's result may be used again: what is asked, and under which conditions.

    What a test set expects is no part of it: it is scored anew each time.
    """
    return _digest([json.dumps({"turns": case.turns, **conditions}, sort_keys=True)])


def short_hash(text: str) -> str:
    """A text's hash."""
    return _digest([text])


def _contents(folder: Traversable, suffix: str | tuple[str, ...], skip: str | None = None) -> list[str]:
    """The files of a package, in order of their names, those in folders named `skip` left out."""
    found: list[str] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name not in (skip, "__pycache__"):
            found += _contents(entry, suffix, skip)
        elif entry.name.endswith(suffix):
            found += [entry.name, entry.read_text("utf-8")]
    return found


def _digest(parts: Iterable[str] | Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\x00")
    return digest.hexdigest()[:16]
