"""A library of an older OnRecord goes on working, with all that it held."""

import sqlite3
import threading
from pathlib import Path

import pytest
from conftest import OpenLibrary, make_article
from embedding_double import WordEmbedding
from tagger_double import VerbTagger

from index.article import Article
from index.attribution.finding import find
from index.catalog import Catalog
from index.doctor import check
from index.errors import LibraryError, LibraryLocked
from index.library import embed_passages
from index.lock import writing
from index.retrieval import search

OLD_SCHEMA = (Path(__file__).parent / "fixtures" / "catalog_2.sql").read_text("utf-8")
ARTICLE = make_article(1, text="Ana Moss proposed a toll on the night ferry.", published_at="2025-03-04")


def build_old(folder: Path, article: Article = ARTICLE) -> Path:
    """A library of format 2, as the OnRecord before this one wrote it."""
    folder.mkdir()
    path = folder / "catalog.sqlite"
    embedding = WordEmbedding()
    embedded = embed_passages(embedding, [article])
    database = sqlite3.connect(path)
    database.executescript(OLD_SCHEMA)
    settings = {
        "embedding_model": embedding.name,
        "embedding_dimension": "64",
        "passage_characters": "700",
        "vector_index": "mark",
        "vector_collection": "gone",
    }
    database.executemany("INSERT INTO settings VALUES (?, ?)", settings.items())
    database.execute(
        "INSERT INTO articles (id, title, published_at, day, origin, content_hash, text_hash, added_at, updated_at, "
        "text) VALUES (?, ?, ?, 739314, '/a1.txt', 'c', 't', '', '', ?)",
        (article.id, article.title, article.published_at, article.text),
    )
    for number, (passage, vector) in enumerate(zip(embedded.passages, embedded.vectors, strict=True), start=1):
        values = (number, *passage.span, vector.astype("<f4").tobytes())
        database.execute('INSERT INTO passages (number, article, start, "end", vector) VALUES (?, 1, ?, ?, ?)', values)
        row = (number, article.title, article.text[slice(*passage.span)])
        database.execute("INSERT INTO keywords (rowid, title, body) VALUES (?, ?, ?)", row)
    database.execute("INSERT INTO stories VALUES (1, 1, ?, ?)", (b"", b"\0\0\0\0"))
    database.commit()
    database.close()
    return path


def definitions(path: Path) -> dict[str, str]:
    """Every table and index, however its statement is laid out."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}


def test_an_old_library_keeps_what_it_has(open_library: OpenLibrary, tmp_path: Path) -> None:
    build_old(tmp_path / "library")
    library = open_library(create=False)
    assert library.catalog.setting("schema_version") == "3"
    assert library.article("a1") == ARTICLE
    assert [hit.article.id for hit in search(library, "night ferry toll").hits] == ["a1"]
    assert list(find(library)) == [] and library.catalog.ledger.unread() == 1


def test_reindex_fills_its_ledger(open_library: OpenLibrary, tmp_path: Path) -> None:
    build_old(tmp_path / "library")
    library = open_library(tagger=VerbTagger(), create=False)
    assert "1 articles have yet to be read for the ledger by verbs" in check(library)
    library.reindex(lambda *_: None)
    (entry,) = find(library)
    assert (entry.content, entry.statement.said_on) == ("a toll on the night ferry", "2025-03-04")
    assert check(library) == []


def test_its_vector_index_is_kept_under_its_new_name(tmp_path: Path) -> None:
    path = build_old(tmp_path / "library")
    catalog = Catalog(path)
    assert (catalog.setting("passages_index"), catalog.setting("passages_collection")) == ("mark", "gone")
    assert catalog.setting("vector_index") is None
    catalog.close()


def test_a_migrated_catalog_is_made_like_a_new_one(tmp_path: Path) -> None:
    old = build_old(tmp_path / "library")
    for path in (old, tmp_path / "new.sqlite"):
        Catalog(path).close()
    assert definitions(old) == definitions(tmp_path / "new.sqlite")


def test_several_may_open_it_at_once(tmp_path: Path) -> None:
    path = build_old(tmp_path / "library")
    failures: list[Exception] = []
    start = threading.Barrier(4)

    def open_it() -> None:
        start.wait()
        try:
            Catalog(path).close()
        except LibraryLocked:  # told to wait for the one that is migrating
            pass
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    catalog = Catalog(path)
    assert catalog.article("a1") == ARTICLE
    catalog.close()


def test_it_is_not_migrated_while_an_older_onrecord_writes(tmp_path: Path) -> None:
    path = build_old(tmp_path / "library")
    with writing(path.parent, "ingest"), pytest.raises(LibraryLocked, match="ingest"):
        Catalog(path)
    Catalog(path).close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build_old(tmp_path / "library")
    before = definitions(path)
    with monkeypatch.context() as patched:
        patched.setattr("index.migration.schema", lambda: "CREATE TABLE attributions (number); SELECT absent;")
        with pytest.raises(LibraryError, match="no such column"):
            Catalog(path)
    assert definitions(path) == before
    Catalog(path).close()


def test_too_old_a_format_is_refused(tmp_path: Path) -> None:
    path = build_old(tmp_path / "library")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE settings SET value = '1' WHERE name = 'schema_version'")
    with pytest.raises(LibraryError, match="has format 1 and this OnRecord reads format 3"):
        Catalog(path)
