"""The catalog of a library alone, for what needs no index: no embedding model, no Chroma."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import LibraryError
from index.catalog import Catalog


@contextmanager
def open_catalog(library: Path) -> Iterator[Catalog]:
    """Open the catalog in a library folder. Raises `LibraryError`."""
    path = library / "catalog.sqlite"
    if not path.is_file():
        raise LibraryError(
            f"there is no library in {library}: make one with `onrecord --library {library} ingest PATH`"
        )
    catalog = Catalog(path)
    try:
        yield catalog
    finally:
        catalog.close()
