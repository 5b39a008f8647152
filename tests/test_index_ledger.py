"""The ledger: kept in step with the articles, whatever happens, and found by meaning."""

import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import OpenLibrary, make_article
from embedding_double import WordEmbedding
from tagger_double import VerbTagger

from index.article import Article
from index.attribution.attribution import Attribution
from index.attribution.entry import LedgerEntry
from index.attribution.finding import find
from index.doctor import check, repair
from index.errors import LibraryError
from index.ingest import ingest
from index.library import Library
from index.store import VectorStore


def write(path: Path, *articles: Article) -> Path:
    names = ("id", "title", "text", "source", "published_at")
    lines = ({name: getattr(article, name) for name in names} for article in articles)
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


FIRST = "Ana Lee Kim Joan Omar Rosa Paul Ines Hugo Vera Nils Tara".split()
LAST = "Moss Marsh Vale Brook Finch Stone Reed Birch Holt Lake".split()


def councillor(number: int) -> str:
    return f"{FIRST[number % 6]} {LAST[number // 6]}"


def keeper(number: int) -> str:
    return f"{FIRST[6 + number % 6]} {LAST[number // 6]}"


def report(number: int, said: str = "proposed") -> Article:
    text = (
        f"It rained. {councillor(number)} {said} ferry{number} and toll{number}. {keeper(number)} opposed toll{number}."
    )
    return make_article(number, text=text, source="Harbour Courier", published_at=f"2025-03-{number % 28 + 1:02}")


def fill(library: Library, folder: Path, *articles: Article) -> None:
    ingest(library, [write(folder / "articles.jsonl", *articles)], lambda _: None)


def said(library: Library) -> list[tuple[str, str | None, str, str]]:
    return [
        (entry.article.id, entry.statement.speaker.name if entry.statement.speaker else None, *rest(entry))
        for entry in find(library)
    ]


def rest(entry: LedgerEntry) -> tuple[str, str]:
    return entry.statement.stance, entry.content


def nearest(library: Library, words: str, limit: int = 1) -> list[str]:
    numbers = library.ledger_index.nearest(library.embedding.embed([words])[0], limit)
    rows = library.catalog.ledger.rows(numbers)
    names = {number: row.statement.speaker.name for number, row in rows.items() if row.statement.speaker}
    return [names[number] for number in numbers]


def entries_of(number: int) -> list[tuple[str, str | None, str, str]]:
    return [
        (f"a{number}", councillor(number), "proposes", f"ferry{number} and toll{number}"),
        (f"a{number}", keeper(number), "opposes", f"toll{number}"),
    ]


def test_ingest_fills_it(open_library: OpenLibrary, tmp_path: Path) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, report(1), report(2))
    assert said(library) == [*entries_of(1), *entries_of(2)]
    assert [entry.statement.said_on for entry in find(library)] == ["2025-03-02"] * 2 + ["2025-03-03"] * 2
    assert [entry.position for entry in find(library)] == [0, 1, 0, 1]
    assert check(library) == []


def test_without_a_tagger_it_stays_empty_and_has_no_index(open_library: OpenLibrary, tmp_path: Path) -> None:
    library = open_library()
    fill(library, tmp_path, report(1))
    assert said(library) == [] and library.catalog.ledger.unread() == 1
    assert check(library) == []
    assert not (library.folder / "chroma-attributions").exists()


def test_an_update_and_a_removal_leave_no_trace(open_library: OpenLibrary, tmp_path: Path) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, report(1), report(2))
    fill(library, tmp_path, report(1, said="denied"))
    assert said(library)[0] == ("a1", councillor(1), "denies", "ferry1 and toll1")
    assert len(said(library)) == 4
    library.remove(["a2"])
    assert {entry[0] for entry in said(library)} == {"a1"}
    assert keeper(2) not in nearest(library, "toll2", 9)
    assert check(library) == []
    assert library.ledger_index.store.numbers() == library.catalog.ledger.table.numbers()


def test_meaning_is_found_through_chroma_and_without(
    open_library: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, *map(report, range(6)))

    def fail(*_: object) -> None:
        raise AssertionError("the catalog was searched")

    with monkeypatch.context() as patched:
        patched.setattr("index.vector_table.VectorTable.nearest", fail)
        assert nearest(library, "toll3") == [keeper(3)]

    def fail_in_words(*_: object) -> None:
        raise LibraryError("no Chroma today")

    monkeypatch.setattr(VectorStore, "search", fail_in_words)
    assert nearest(library, "toll3") == [keeper(3)]


def test_its_index_is_mended_apart_from_that_of_the_passages(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library(tagger=VerbTagger()) as library:
        fill(library, tmp_path, report(1), report(2))
    shutil.rmtree(tmp_path / "library" / "chroma-attributions")
    library = open_library(tagger=VerbTagger())
    (problem,) = check(library)
    assert "chroma-attributions" in problem
    assert nearest(library, "toll2") == [keeper(2)]
    assert repair(library) == []


def test_the_doctor_counts_its_vectors(open_library: OpenLibrary, tmp_path: Path) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, report(1), report(2))
    store = VectorStore(library.folder / "chroma-attributions", "attributions")
    store.open()
    store.remove([1, 4])
    store.close()
    assert check(library) == ["2 attributions are missing from the vector index"]
    assert repair(library) == []


def test_the_doctor_has_lost_entries_read_again(open_library: OpenLibrary, tmp_path: Path) -> None:
    tagger = VerbTagger()
    library = open_library(tagger=tagger)
    fill(library, tmp_path, report(1), report(2))
    with sqlite3.connect(library.folder / "catalog.sqlite") as database:
        database.execute("DELETE FROM attributions WHERE number = 2")
    assert "1 articles have yet to be read for the ledger by verbs" in check(library)
    assert repair(library) == []
    assert sorted(said(library)) == sorted([*entries_of(1), *entries_of(2)])
    assert tagger.tagged == 3


def test_an_article_that_the_tagger_cannot_read_stays_unread_alone(
    open_library: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, report(1), report(2))
    tag = VerbTagger.tag

    def failing(tagger: VerbTagger, texts: Sequence[str]) -> list[list[Attribution]]:
        if library.article("a1").text in texts:
            raise ValueError
        return tag(tagger, texts)

    monkeypatch.setattr(VerbTagger, "tag", failing)
    library.reindex(lambda *_: None)
    assert check(library) == ["1 articles have yet to be read for the ledger by verbs"]
    assert said(library) == [*entries_of(1), *entries_of(2)]


def test_another_tagger_is_told_and_reads_all_at_reindex(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library(tagger=VerbTagger("former")) as library:
        fill(library, tmp_path, report(1), report(2))
    library = open_library(tagger=VerbTagger("newer"), rebuild=True)
    assert check(library) == ["2 articles have yet to be read for the ledger by newer"]
    fill(library, tmp_path, report(1), report(2), report(3))
    assert library.catalog.ledger.taggers() == ["former", "newer"]
    library.reindex(lambda *_: None)
    assert library.catalog.ledger.taggers() == ["newer"]
    assert said(library) == [*entries_of(1), *entries_of(2), *entries_of(3)]
    assert check(library) == []


def test_reindex_reads_every_article_again(open_library: OpenLibrary, tmp_path: Path) -> None:
    tagger = VerbTagger()
    library = open_library(tagger=tagger)
    fill(library, tmp_path, *map(report, range(25)))
    with sqlite3.connect(library.folder / "catalog.sqlite") as database:
        database.execute("UPDATE attributions SET speaker = 'Nobody'")
    reports: list[tuple[int, int]] = []
    library.reindex(lambda done, total: reports.append((done, total)))
    assert tagger.tagged == 50
    assert reports == [(20, 25), (25, 25), (25, 25)]
    assert {entry[1] for entry in said(library)} == {
        who(number) for who in (councillor, keeper) for number in range(25)
    }
    assert check(library) == []


class Interrupted(VerbTagger):
    """Fails at its third batch."""

    batches = 0

    def tag(self, texts: list[str]) -> list[list[object]]:  # type: ignore[override]
        self.batches += 1
        if self.batches == 3:
            raise KeyboardInterrupt
        return super().tag(texts)  # type: ignore[return-value]


def test_an_interrupted_reindex_goes_on_where_it_stopped(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library() as library:
        fill(library, tmp_path, *map(report, range(30)), *map(report, range(30, 60)))
    with open_library(tagger=Interrupted()) as library:  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            library.reindex(lambda *_: None)
        assert len(said(library)) == 80
    finisher = VerbTagger()
    library = open_library(tagger=finisher)
    library.reindex(lambda *_: None)
    assert finisher.tagged == 20
    assert len(said(library)) == 120
    assert check(library) == []


def test_reindex_without_a_tagger_empties_it(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library(tagger=VerbTagger()) as library:
        fill(library, tmp_path, report(1))
    library = open_library()
    library.reindex(lambda *_: None)
    assert said(library) == []
    assert check(library) == []


def test_another_embedding_model_embeds_it_anew(open_library: OpenLibrary, tmp_path: Path) -> None:
    with open_library(tagger=VerbTagger()) as library:
        fill(library, tmp_path, report(1), report(2))
    library = open_library(WordEmbedding("another", 32), tagger=VerbTagger(), rebuild=True)
    library.reindex(lambda *_: None)
    assert said(library) == [*entries_of(1), *entries_of(2)]
    assert {vector.shape for vector in library.catalog.ledger.table.vectors(range(99)).values()} == {(32,)}
    assert nearest(library, "toll2") == [keeper(2)]
    assert check(library) == []


def test_numbers_of_entries_are_never_used_again(open_library: OpenLibrary, tmp_path: Path) -> None:
    library = open_library(tagger=VerbTagger())
    fill(library, tmp_path, report(1))
    before = library.catalog.ledger.table.numbers()
    library.reindex(lambda *_: None)
    assert len(before) == 2 and not before & library.catalog.ledger.table.numbers()
