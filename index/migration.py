"""Bring a catalog of an older format up to date.

A step `index/migrations/N.sql` leads from format N - 1 to N; it holds only what running `schema.sql` again does not
do, which makes the tables and indexes that are missing.
"""

from importlib.resources import files
from pathlib import Path

from index.database import Database
from index.errors import LibraryError
from index.lock import writing

FORMAT = 3
"""The format that this OnRecord writes."""

OLDEST = 2
"""The oldest format that it brings up to date."""


def schema() -> str:
    """The statements that make the catalog of a new library."""
    return _statements("schema.sql")


def bring_up_to_date(database: Database, path: Path) -> None:
    """Migrate the catalog in `path` if it is older than this OnRecord.

    It happens under the library's write lock, for an older OnRecord that is just writing knows nothing of the new
    tables, and in one transaction. Raises `LibraryLocked`, and `LibraryError` if the format is not known.
    """
    if _format(database, path) == FORMAT:
        return
    with writing(path.parent, "migrate"):
        found = _format(database, path)  # another process may have been faster
        steps = [_statements(f"migrations/{number}.sql") for number in range(found + 1, FORMAT + 1)]
        if steps:
            version = f"UPDATE settings SET value = '{FORMAT}' WHERE name = 'schema_version';"
            database.execute_script("\n".join([*steps, schema(), version]))


def _format(database: Database, path: Path) -> int:
    row = database.execute("SELECT value FROM settings WHERE name = 'schema_version'").fetchone()
    version = row[0] if row else None
    if version is None or not version.isdecimal() or not OLDEST <= int(version) <= FORMAT:
        raise LibraryError(
            f"the catalog {path} has format {version} and this OnRecord reads format {FORMAT}: "
            "update OnRecord, or ingest into a new library"
        )
    return int(version)


def _statements(name: str) -> str:
    return files("index").joinpath(name).read_text("utf-8")
