"""Shared by all tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from embedding_double import WordEmbedding

from index.article import Article
from index.attribution.attribution import Tagger
from index.embedding import Embedding
from index.errors import ModelError
from index.library import Library
from index.models import ModelFolder, default_models_folder

pytest.register_assert_rewrite("browser_page")
from browser_page import address, assistant, chromium, open_page, shared  # noqa: E402, F401

EMBEDDING = "all-minilm-l6-v2-int8"

OpenLibrary = Callable[..., Library]


@pytest.fixture
def open_library(tmp_path: Path) -> Iterator[OpenLibrary]:
    """Opens the library in `tmp_path / "library"`, with `WordEmbedding` unless told otherwise, and closes it."""
    with ExitStack() as opened:

        def open_one(
            embedding: Embedding | None = None,
            *,
            tagger: Tagger | None = None,
            create: bool = True,
            rebuild: bool = False,
        ) -> Library:
            library = Library(
                tmp_path / "library", embedding or WordEmbedding(), tagger=tagger, create=create, rebuild=rebuild
            )
            return opened.enter_context(library)

        yield open_one


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    """An empty library with `WordEmbedding`."""
    return open_library()


@pytest.fixture(scope="session")
def embedding_folder() -> Path:
    """The files of the default embedding model; the test is skipped where they are missing."""
    try:
        return ModelFolder(default_models_folder()).path(EMBEDDING)
    except ModelError as error:
        pytest.skip(str(error))


def make_article(number: int, **fields: str | None) -> Article:
    """An invented article, its words its own."""
    values: dict[str, str | None] = {
        "id": f"a{number}",
        "title": f"Harbour report {number}",
        "text": f"The council of ward{number} met on Friday. It proposed ferry{number} and toll{number}.",
    } | fields
    return Article(**values)  # type: ignore[arg-type]
