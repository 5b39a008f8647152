"""Libraries: the catalog is the truth, and the vector index follows it whatever happens."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import OpenLibrary, make_article
from embedding_double import WordEmbedding

from index.doctor import check, repair
from index.embedding import Vectors
from index.errors import ArticleNotFound, LibraryError, LibraryLocked, LibraryMismatch
from index.library import Library, embed_passages
from index.lock import writing
from index.store import VectorStore

ANOTHER = WordEmbedding("another", 32)


def fill(library: Library, *numbers: int) -> None:
    articles = [make_article(number) for number in numbers]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}.txt", *embedded.of(article))


def nearest(library: Library, words: str, limit: int = 1) -> list[str]:
    numbers = library.nearest(library.embedding.embed([words])[0], limit)
    passages = library.catalog.passages(numbers)
    articles = library.catalog.articles_by_number({passage.article for passage in passages.values()})
    return [articles[passages[number].article].id for number in numbers if number in passages]


def exact_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise LibraryError("no Chroma today")

    monkeypatch.setattr(VectorStore, "search", fail)


def chroma_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("the catalog was searched")

    monkeypatch.setattr("index.vector_table.VectorTable.nearest", fail)


def test_a_missing_library_is_told_in_words(open_library: OpenLibrary, tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"make one with `onrecord --library .* ingest PATH`"):
        open_library(create=False)
    assert not (tmp_path / "library").exists()


def test_a_folder_that_cannot_be_made_is_told_in_words(open_library: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file")
    with pytest.raises(LibraryError, match="cannot be made"):
        open_library()


def test_an_empty_library_is_searched_without_trouble(library: Library) -> None:
    assert nearest(library, "ferry") == []
    assert check(library) == []


def test_what_is_written_is_found_through_chroma(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, 1, 2, 3)
    chroma_only(monkeypatch)
    assert nearest(library, "ferry2 toll2") == ["a2"]


def test_it_is_found_after_reopening(open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_library() as first:
        fill(first, 1, 2, 3)
    chroma_only(monkeypatch)
    assert nearest(open_library(create=False), "ferry2 toll2") == ["a2"]


def test_another_library_object_sees_what_is_written(
    open_library: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = open_library(), open_library()
    fill(writer, 1)
    assert nearest(reader, "ferry1") == ["a1"]
    fill(writer, 2)
    writer.remove(["a1"])
    chroma_only(monkeypatch)
    assert nearest(reader, "ferry2", 5) == ["a2"]


def test_a_search_needs_no_vector_index(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, 1, 2, 3)
    with_chroma = library.nearest(library.embedding.embed(["ferry2"])[0], 3)
    exact_only(monkeypatch)
    without = library.nearest(library.embedding.embed(["ferry2"])[0], 3)
    assert list(without) == list(with_chroma)
    assert without == pytest.approx(with_chroma, abs=1e-4)


def test_a_search_among_many_finds_as_many_as_it_should(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, *range(60))
    monkeypatch.setattr("index.store.MOST_IDS", 5)
    vector = library.embedding.embed(["ferry2"])[0]
    farthest = set(list(library.catalog.passage_table.nearest(vector, 60))[45:])
    assert set(library.nearest(vector, 10, farthest)) <= farthest
    assert len(library.nearest(vector, 10, farthest)) == 10


def test_searches_go_on_while_another_writes(open_library: OpenLibrary) -> None:
    writer, reader = open_library(), open_library()
    fill(writer, 1)
    assert nearest(reader, "ferry1") == ["a1"]
    article = make_article(2)
    with writer.writing("test"):
        with writer.catalog.transaction():
            writer.catalog.put(article, "/a2.txt", *embed_passages(writer.embedding, [article]).of(article))
        assert nearest(reader, "ferry2") == ["a2"]
        writer.synchronise()
        assert nearest(reader, "ferry2") == ["a2"]
    assert nearest(reader, "ferry2") == ["a2"]


def test_removal_leaves_no_trace(library: Library) -> None:
    fill(library, 1, 2)
    library.remove(["a1", "a1"])
    assert nearest(library, "ferry1", 5) == ["a2"]
    assert check(library) == []
    assert library.summary().passages == 1


def test_removal_is_all_or_nothing(library: Library) -> None:
    fill(library, 1, 2)
    with pytest.raises(ArticleNotFound):
        library.remove(["a1", "nobody"])
    assert library.summary().articles == 2
    assert nearest(library, "ferry1") == ["a1"]


def test_an_update_leaves_no_trace_of_the_former_version(library: Library) -> None:
    fill(library, 1, 2)
    changed = make_article(1, text="A lighthouse opened in spring.")
    with library.writing("test"), library.catalog.transaction():
        library.catalog.put(changed, "/a1.txt", *embed_passages(library.embedding, [changed]).of(changed))
    assert nearest(library, "lighthouse spring") == ["a1"]
    assert check(library) == []


@pytest.mark.parametrize("harm", ["deleted", "junk", "emptied", "index files gone", "index files junk"])
def test_harm_to_chroma_is_survived_and_mended(open_library: OpenLibrary, tmp_path: Path, harm: str) -> None:
    with open_library() as library:
        fill(library, *range(1200))
    chroma = tmp_path / "library" / "chroma"
    match harm:
        case "deleted":
            shutil.rmtree(chroma)
        case "junk":
            (chroma / "chroma.sqlite3").write_bytes(b"junk" * 5000)
        case "emptied":
            with sqlite3.connect(chroma / "chroma.sqlite3") as database:
                for (table,) in database.execute("SELECT name FROM sqlite_master WHERE name IN ('embeddings')"):
                    database.execute(f"DELETE FROM {table}")
        case "index files gone":
            for file in chroma.rglob("*.bin"):
                file.unlink()
        case "index files junk":
            for file in chroma.rglob("*.bin"):
                file.write_bytes(b"junk" * 100)
    library = open_library()
    assert nearest(library, "ferry77 toll77") == ["a77"]
    assert check(library) != []
    assert repair(library) == []
    assert nearest(library, "ferry77 toll77") == ["a77"]


def test_a_writer_mends_a_deleted_index(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library() as library:
        fill(library, 1)
    shutil.rmtree(tmp_path / "library" / "chroma")
    library = open_library()
    fill(library, 2)
    assert check(library) == []
    assert nearest(library, "ferry1") == ["a1"]


def test_reindex_fills_both_indexes_from_the_catalog(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library() as library:
        fill(library, *range(5))
    shutil.rmtree(tmp_path / "library" / "chroma")
    with sqlite3.connect(tmp_path / "library" / "catalog.sqlite") as database:
        database.execute("DELETE FROM keywords WHERE rowid < 3")
    library = open_library(rebuild=True)
    reports: list[tuple[int, int]] = []
    library.reindex(lambda done, total: reports.append((done, total)))
    assert check(library) == []
    assert reports[-1] == (5, 5)
    assert library.embedding.embedded == 0  # type: ignore[attr-defined]


def test_another_embedding_model_is_refused_with_the_command_that_rebuilds(open_library: OpenLibrary) -> None:
    with open_library() as library:
        fill(library, 1)
    with pytest.raises(
        LibraryMismatch, match=r"built with .*'words', not 'another': set ONRECORD_EMBEDDING=words.* reindex`"
    ):
        open_library(ANOTHER)


def test_reindex_changes_the_embedding_model(open_library: OpenLibrary) -> None:
    with open_library() as library:
        fill(library, *range(45))
        open_before = open_library()
        assert nearest(open_before, "ferry3") == ["a3"]
    with open_library(ANOTHER, rebuild=True) as library:
        reports: list[tuple[int, int]] = []
        library.reindex(lambda done, total: reports.append((done, total)))
        assert reports == [(20, 45), (40, 45), (45, 45), (45, 45)]
        assert check(library) == []
    assert nearest(open_library(ANOTHER), "ferry3 toll3") == ["a3"]
    with pytest.raises(LibraryMismatch):
        open_library()
    with pytest.raises(LibraryMismatch):
        open_before.refresh()
    with pytest.raises(LibraryMismatch):
        fill(open_before, 99)


class Interrupted(WordEmbedding):
    """Fails at its third batch."""

    batches = 0

    def embed(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self.batches += 1
        if self.batches == 3:
            raise KeyboardInterrupt
        return super().embed(texts)


def test_an_interrupted_reindex_goes_on_where_it_stopped(open_library: OpenLibrary) -> None:
    with open_library() as library:
        fill(library, *range(90))
    with open_library(Interrupted("another", 32), rebuild=True) as library, pytest.raises(KeyboardInterrupt):
        library.reindex(lambda *_: None)
    with pytest.raises(LibraryMismatch, match=r"go on with `onrecord --library .* reindex`"):
        open_library(ANOTHER)
    with pytest.raises(LibraryMismatch, match="'another'"):
        open_library()
    finisher = WordEmbedding("another", 32)
    with open_library(finisher, rebuild=True) as library:
        library.reindex(lambda *_: None)
        assert finisher.embedded == 50
        assert check(library) == []
    assert nearest(open_library(ANOTHER), "ferry3 toll3") == ["a3"]


def test_an_interrupted_reindex_may_go_back(open_library: OpenLibrary) -> None:
    with open_library() as library:
        fill(library, *range(90))
    with open_library(Interrupted("another", 32), rebuild=True) as library, pytest.raises(KeyboardInterrupt):
        library.reindex(lambda *_: None)
    with open_library(rebuild=True) as library:
        library.reindex(lambda *_: None)
        assert check(library) == []
    assert nearest(open_library(), "ferry3 toll3") == ["a3"]


def test_a_check_or_reindex_waits_for_no_writer(library: Library) -> None:
    with writing(library.folder, "ingest"):
        for work in (check, repair):
            with pytest.raises(LibraryLocked, match="ingest"):
                work(library)
        with pytest.raises(LibraryLocked):
            library.reindex(lambda *_: None)
        with pytest.raises(LibraryLocked):
            library.remove(["a1"])


def test_the_doctor_finds_and_mends(library: Library) -> None:
    fill(library, *range(6))
    with sqlite3.connect(library.folder / "catalog.sqlite") as database:
        database.execute("DELETE FROM keywords WHERE rowid = 2")
    store = VectorStore(library.folder / "chroma", "passages")
    store.open()
    store.remove([3, 4])
    store.close()
    assert check(library) == [
        "1 passages are missing from the keyword index",
        "2 passages are missing from the vector index",
    ]
    assert repair(library) == []
    assert check(library) == []


def test_the_doctor_tells_orphans(library: Library) -> None:
    fill(library, *range(3))
    with library.catalog.transaction():
        library.catalog.remove("a1")
    assert check(library) == [
        "1 changes of passages have yet to reach the vector index",
        "1 entries of the vector index belong to no passage",
    ]
    assert repair(library) == []
