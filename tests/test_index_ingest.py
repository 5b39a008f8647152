"""Ingest: what it counts, what it replaces, what it survives."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import OpenLibrary
from embedding_double import WordEmbedding
from tagger_double import VerbTagger

from index.attribution.attribution import Attribution
from index.doctor import check
from index.embedding import Vectors
from index.errors import EmbeddingError, LibraryLocked, ReadingError
from index.filters import Filters
from index.ingest import IngestReport, ingest
from index.library import Library
from index.lock import writing


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def records(path: Path, *rows: dict[str, str]) -> Path:
    return write(path, "\n".join(json.dumps({"title": "T"} | row) for row in rows))


def run(library: Library, *paths: Path) -> dict[str, int]:
    report = ingest(library, paths, lambda _: None)
    assert check(library) == []
    counts = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "duplicates": report.duplicates,
        "failed": len(report.failed),
    }
    return {name: count for name, count in counts.items() if count}


def by_keyword(library: Library, words: str) -> set[str]:
    return named(library, library.catalog.keyword_search(words, 50, Filters()))


def by_vector(library: Library, words: str) -> set[str]:
    vector = library.embedding.embed([words])[0]
    return named(library, {n: s for n, s in library.nearest(vector, 50).items() if s > 0.5})


def named(library: Library, numbers: dict[int, float]) -> set[str]:
    passages = library.catalog.passages(numbers)
    assert passages.keys() == numbers.keys()
    articles = library.catalog.articles_by_number({passage.article for passage in passages.values()})
    return {article.id for article in articles.values()}


def test_a_second_run_is_all_unchanged(library: Library, news: Path) -> None:
    write(news / "one.txt", "Ferry tolls\n\nThe council raised the toll.")
    records(news / "two.jsonl", {"id": "x", "text": "Rain fell."}, {"id": "y", "text": "Snow fell."})
    assert run(library, news) == {"added": 3}
    passages = library.catalog.passage_numbers()
    assert run(library, news) == {"unchanged": 3}
    assert run(library, news, news / "one.txt", news) == {"unchanged": 3}
    assert library.catalog.passage_numbers() == passages


def test_a_changed_article_replaces_its_former_version_everywhere(library: Library, news: Path) -> None:
    path = write(news / "one.txt", "Ferry tolls\n\nThe council raised tolls.")
    records(news / "two.jsonl", {"id": "x", "text": "Rain fell."})
    run(library, news)
    (before,) = by_keyword(library, "tolls")
    write(path, "Ferry tolls\n\nLighthouse keepers struck yesterday.")
    records(news / "two.jsonl", {"id": "x", "text": "Hail fell."})
    assert run(library, news) == {"updated": 2}
    assert by_keyword(library, "raised") == by_keyword(library, "rain") == set()
    assert by_vector(library, "T. Rain fell") <= {"x"}
    assert by_keyword(library, "lighthouse") == by_vector(library, "lighthouse keepers struck yesterday") == {before}
    assert by_keyword(library, "hail") == by_vector(library, "T. Hail fell") == {"x"}
    assert "Lighthouse" in library.article(before).text
    assert library.summary().articles == 2


def test_a_change_of_metadata_alone_is_a_change(library: Library, news: Path) -> None:
    path = records(news / "a.jsonl", {"id": "x", "text": "Rain fell.", "source": "Écho"})
    run(library, path)
    records(path, {"id": "x", "text": "Rain fell.", "source": "Other"})
    assert run(library, path) == {"updated": 1}
    assert library.article("x").source == "Other"


def test_duplicates_are_told_from_copies_in_other_outlets(library: Library, news: Path) -> None:
    path = records(
        news / "a.jsonl",
        {"id": "a", "text": "The wire story runs here.", "source": "One"},
        {"id": "b", "text": "The wire story runs here!", "source": "ONE"},
        {"id": "c", "text": "The wire story runs here.", "source": "Two"},
        {"id": "d", "text": "The wire story runs here.", "source": "Two"},
        {"id": "e", "text": "The wire story runs here.", "source": "One"},
        {"id": "f", "text": "The wire story runs here."},
    )
    assert run(library, path) == {"added": 2, "duplicates": 4}
    assert run(library, path) == {"unchanged": 2, "duplicates": 4}
    assert {article.id for article in library.catalog.articles()} == {"a", "c"}


def test_the_same_stem_in_two_folders_gives_two_articles(library: Library, news: Path) -> None:
    one = write(news / "a" / "story.txt", "First\n\nIt rained in the north.")
    two = write(news / "b" / "story.txt", "Second\n\nIt snowed in the south.")
    assert run(library, news) == {"added": 2}
    ids = {article.title: article.id for article in library.catalog.articles()}
    assert ids["First"] == "story"
    write(one, "First\n\nIt rained in the west.")
    write(two, "Second\n\nIt snowed in the east.")
    assert run(library, two, one) == {"updated": 2}
    assert {article.title: article.id for article in library.catalog.articles()} == ids


def test_one_id_in_two_files_is_reported_and_the_first_stays(library: Library, news: Path) -> None:
    records(news / "a.jsonl", {"id": "x", "text": "Rain fell."})
    records(news / "b.jsonl", {"id": "x", "text": "Snow fell."}, {"id": "y", "text": "Wind blew."})
    report = ingest(library, [news], lambda _: None)
    assert (report.added, report.updated) == (2, 0)
    (failure,) = report.failed
    assert failure.source.endswith("b.jsonl#1") and "has the id 'x'" in failure.reason and "a.jsonl" in failure.reason
    assert library.article("x").text == "Rain fell."
    assert run(library, news) == {"unchanged": 2, "failed": 1}


def test_one_article_in_two_files_is_one(library: Library, news: Path) -> None:
    records(news / "a.jsonl", {"id": "x", "text": "Rain fell."})
    records(news / "b.jsonl", {"id": "x", "text": "Rain fell."})
    assert run(library, news) == {"added": 1, "unchanged": 1}


@pytest.mark.parametrize("name", ["elsewhere/story.txt", "elsewhere/renamed.txt"])
def test_a_moved_file_keeps_its_article(library: Library, news: Path, name: str) -> None:
    path = write(news / "story.txt", "First\n\nIt rained in the north.")
    run(library, news)
    moved = news / name
    moved.parent.mkdir()
    path.rename(moved)
    run(library, news)
    write(moved, "First\n\nIt snowed in the south.")
    assert run(library, news) == {"updated": 1}
    assert [article.id for article in library.catalog.articles()] == ["story"]
    write(path, "Third\n\nAnother article altogether.")
    assert run(library, news) == {"added": 1, "unchanged": 1}


def test_a_copied_file_does_not_take_its_article(library: Library, news: Path) -> None:
    write(news / "story.txt", "First\n\nIt rained in the north.")
    run(library, news)
    write(news / "copy.txt", "First\n\nIt rained in the north.")
    assert run(library, news) == {"unchanged": 1, "duplicates": 1}


def test_one_bad_file_does_not_stop_the_rest(library: Library, news: Path) -> None:
    write(news / "a.txt", "")
    (news / "b.txt").write_bytes(bytes(range(256)) * 20)
    write(news / "c.jsonl", '{"id": "x", "text": "Rain fell.", "title": "T"}\n{broken\n')
    write(news / "d.json", "[1, 2")
    write(news / "e.txt", "Good\n\nSnow fell.")
    write(news / "f.pdf", "%PDF-1.4 not really")
    counts = run(library, news)
    assert counts["added"] == 2
    assert counts["failed"] == 5


def test_nothing_readable_is_an_error(library: Library, news: Path) -> None:
    with pytest.raises(ReadingError):
        ingest(library, [news], lambda _: None)
    with pytest.raises(ReadingError):
        ingest(library, [news / "missing.txt"], lambda _: None)


def test_a_removed_article_is_gone_from_every_index(library: Library, news: Path) -> None:
    records(news / "a.jsonl", {"id": "x", "text": "Rain fell."}, {"id": "y", "text": "Wind blew."})
    run(library, news)
    library.remove(["x"])
    assert check(library) == []
    assert by_keyword(library, "rain") == by_vector(library, "T. Rain fell.") == set()
    assert run(library, news) == {"added": 1, "unchanged": 1}
    assert by_keyword(library, "rain") == {"x"}


def many(path: Path, count: int) -> Path:
    rows = ({"id": f"a{i}", "text": f"Councillor{i} spoke about bridge{i}. " * 40} for i in range(count))
    return records(path, *rows)


class Failing(WordEmbedding):
    """Fails at its third batch."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error
        self._batches = 0

    def embed(self, texts: list[str]) -> Vectors:  # type: ignore[override]
        self._batches += 1
        if self._batches == 3:
            raise self._error
        return super().embed(texts)


@pytest.mark.parametrize("error", [EmbeddingError("the endpoint is gone"), KeyboardInterrupt()], ids=type)
def test_a_failing_run_keeps_what_it_stored_and_goes_on(
    open_library: OpenLibrary, news: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr("index.ingest.BATCH_CHARACTERS", 10_000)
    path = many(news / "a.jsonl", 60)
    with open_library(Failing(error)) as library:
        with pytest.raises(type(error)):
            ingest(library, [path], lambda _: None)
        assert check(library) == []
        stored = library.summary().articles
        assert 0 < stored < 60
    library = open_library()
    assert run(library, path) == {"added": 60 - stored, "unchanged": stored}
    assert by_keyword(library, "bridge59") == {"a59"}


def test_a_failure_while_storing_leaves_nothing_half_stored(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ingest.BATCH_CHARACTERS", 10_000)
    path = many(news / "a.jsonl", 30)
    put = type(library.catalog).put

    def failing(catalog: object, article: object, *rest: object, **named: object) -> bool:
        if article.id == "a20":  # type: ignore[attr-defined]
            raise RuntimeError
        return put(catalog, article, *rest, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(type(library.catalog), "put", failing)
        with pytest.raises(RuntimeError):
            ingest(library, [path], lambda _: None)
    assert check(library) == []
    stored = library.summary().articles
    assert 0 < stored <= 20
    assert run(library, path) == {"added": 30 - stored, "unchanged": stored}


class Choking(VerbTagger):
    """Fails on texts with a certain word, and on every batch that has one."""

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """See `Tagger.tag`."""
        if any("jumbled" in text for text in texts):
            raise IndexError("word 7\nof 6")
        return super().tag(texts)


def test_an_article_that_the_tagger_cannot_read_is_left_out_alone(open_library: OpenLibrary, news: Path) -> None:
    sound = {"id": "sound", "text": "Ms Lind said the toll would rise."}
    broken = {"id": "broken", "text": "Mr Ek said jumbled lanterns."}
    path = records(news / "a.jsonl", sound, broken, {"id": "last", "text": "Mr Alm denied a lighthouse."})
    with open_library(tagger=Choking()) as library:
        report = ingest(library, [path], lambda _: None)
        assert (report.added, report.passages, report.attributions) == (2, 2, 2)
        assert [(one.source, one.reason) for one in report.failed] == [
            (
                f"{path}#2",
                "the tagger verbs cannot read it (IndexError: word 7 of 6): ingest it with ONRECORD_ATTRIBUTION=off",
            )
        ]
        assert check(library) == []
        assert by_keyword(library, "lanterns") == by_vector(library, "T. jumbled lanterns") == set()
        assert by_keyword(library, "toll lighthouse") == {"sound", "last"}
    with open_library() as library:
        assert run(library, path) == {"added": 1, "unchanged": 2}
        assert by_keyword(library, "lanterns") == {"broken"}


def test_a_version_that_the_tagger_cannot_read_leaves_the_former_one(open_library: OpenLibrary, news: Path) -> None:
    library = open_library(tagger=Choking())
    path = records(news / "a.jsonl", {"id": "x", "text": "Ms Lind said the toll would rise."})
    assert run(library, path) == {"added": 1}
    records(path, {"id": "x", "text": "Ms Lind said a jumbled thing."})
    assert run(library, path) == {"failed": 1}
    assert library.article("x").text == "Ms Lind said the toll would rise."
    assert len(library.catalog.ledger) == 1


def test_a_second_writer_is_refused(library: Library, news: Path) -> None:
    write(news / "one.txt", "A\n\nB.")
    with writing(library.folder, "reindex"), pytest.raises(LibraryLocked, match="reindex"):
        ingest(library, [news], lambda _: None)


def test_progress_is_told(library: Library, news: Path) -> None:
    path = many(news / "a.jsonl", 10)
    seen: list[tuple[int, int]] = []

    def progress(report: IngestReport) -> None:
        seen.append((report.read, report.expected))

    report = ingest(library, [path], progress)
    assert seen[-1] == (10, 10)
    assert [read for read, _ in seen] == sorted(read for read, _ in seen)
    assert report.passages == library.summary().passages
    assert report.seconds > 0
