"""The catalog: what is put is there, what is removed is gone, and any words may be searched for."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import make_article
from embedding_double import WordEmbedding

from index.article import Article
from index.catalog import Catalog
from index.errors import ArticleNotFound, LibraryError
from index.filters import Filters
from index.library import embed_passages

EMBEDDING = WordEmbedding()


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    yield catalog
    catalog.close()


def put(catalog: Catalog, *articles: Article) -> None:
    with catalog.transaction():
        for article in articles:
            catalog.put(article, f"/news/{article.id}.txt", *embed_passages(EMBEDDING, [article]).of(article))


def found(catalog: Catalog, question: str, filters: Filters | None = None) -> list[str]:
    numbers = catalog.keyword_search(question, 10, filters or Filters())
    passages = catalog.passages(numbers)
    articles = catalog.articles_by_number({passage.article for passage in passages.values()})
    return [articles[passages[number].article].id for number in numbers]


def test_an_article_comes_back_exactly(catalog: Catalog) -> None:
    article = make_article(
        1, text="Zoë said: “No.”\r\n\n😀 end. ", source="Écho", author="A. B.", url="u", published_at="2025-03-04"
    )
    put(catalog, article)
    assert catalog.article("a1") == article
    (passage,) = catalog.passages(catalog.passage_numbers()).values()
    assert article.text[slice(*passage.span)] == article.text.strip()


def test_an_update_replaces_passages_vectors_and_keywords(catalog: Catalog) -> None:
    put(catalog, make_article(1))
    before = catalog.passage_numbers()
    with catalog.transaction():
        changed = make_article(1, text="A lighthouse opened.")
        assert catalog.put(changed, "/new.txt", *embed_passages(EMBEDDING, [changed]).of(changed))
    after = catalog.passage_numbers()
    assert not before & after
    assert catalog.vectors(before) == {}
    assert found(catalog, "ferry1") == []
    assert found(catalog, "lighthouse") == ["a1"]
    assert set(catalog.passage_table.backlog.to_remove(10)) == before
    assert catalog.summary().articles == 1
    assert catalog.known_by_origin("/new.txt") is not None
    assert catalog.known_by_origin("/news/a1.txt") is None


def test_removing_leaves_nothing(catalog: Catalog) -> None:
    put(catalog, make_article(1), make_article(2))
    with catalog.transaction():
        catalog.remove("a1")
    assert [article.id for article in catalog.articles()] == ["a2"]
    assert found(catalog, "ferry1 council") == ["a2"]
    assert catalog.keyword_problems() == []
    with pytest.raises(ArticleNotFound, match="a1"):
        catalog.article("a1")
    with pytest.raises(ArticleNotFound), catalog.transaction():
        catalog.remove("a1")


def test_a_transaction_that_fails_changes_nothing(catalog: Catalog) -> None:
    put(catalog, make_article(1))
    with pytest.raises(ArticleNotFound), catalog.transaction():
        list(map(catalog.remove, ("a1", "nobody")))
    assert found(catalog, "ferry1") == ["a1"]
    put(catalog, make_article(2))
    assert catalog.summary().articles == 2


def test_a_passage_number_is_never_used_again(catalog: Catalog) -> None:
    put(catalog, make_article(1))
    numbers = catalog.passage_numbers()
    with catalog.transaction():
        catalog.remove("a1")
    put(catalog, make_article(1))
    assert not numbers & catalog.passage_numbers()


@pytest.mark.parametrize(
    ("filters", "expected", "undated"),
    [
        pytest.param(Filters(after=date(2025, 3, 2)), {"b", "c"}, 1, id="the first day counts"),
        pytest.param(Filters(before=date(2025, 3, 2)), {"a", "b"}, 1, id="the last day counts"),
        pytest.param(Filters(after=date(2025, 3, 3), before=date(2025, 3, 3)), {"c"}, 1, id="one day, with a time"),
        pytest.param(Filters(outlets=("harbour courier",)), {"a", "b"}, 0, id="outlet without case"),
        pytest.param(Filters(outlets=("ÉCHO",)), {"c"}, 0, id="outlet with an accent, without case"),
        pytest.param(Filters(outlets=("Écho",)), {"c"}, 0, id="outlet with an accent, as it is"),
        pytest.param(Filters(outlets=("Harbour Courier", "écho")), {"a", "b", "c"}, 0, id="two outlets"),
        pytest.param(Filters(outlets=("Nobody",)), set(), 0, id="no such outlet"),
        pytest.param(Filters(speaker="Ana Moss"), {"b"}, 0, id="speaker, the words in a row"),
        pytest.param(Filters(speaker='" OR NEAR('), set(), 0, id="a speaker that is no FTS query"),
        pytest.param(Filters(after=date(2025, 3, 2), outlets=("Harbour Courier",)), {"b"}, 0, id="two filters"),
        pytest.param(Filters(before=date(2025, 3, 1), speaker="harbour"), {"a"}, 1, id="undated, counted by the rest"),
    ],
)
def test_filters(catalog: Catalog, filters: Filters, expected: set[str], undated: int) -> None:
    articles = [
        make_article(1, id="a", source="Harbour Courier", published_at="2025-03-01"),
        make_article(
            2,
            id="b",
            source="HARBOUR COURIER",
            published_at="2025-03-02T23:59:00+00:00",
            text="Ana Moss spoke. Moss left Ana.",
        ),
        make_article(3, id="c", source="Écho", published_at="2025-03-03T00:00:00-11:00", text="Ana met Moss."),
        make_article(4, id="d"),
    ]
    put(catalog, *articles)
    passages = catalog.passages(catalog.matching(filters))
    named = catalog.articles_by_number({passage.article for passage in passages.values()})
    assert {article.id for article in named.values()} == expected
    assert catalog.matching_articles(filters) == (len(expected), undated)
    assert set(found(catalog, "report", filters)) == expected


def test_keyword_search_ranks(catalog: Catalog) -> None:
    put(
        catalog,
        make_article(1, title="Weather", text="Rain is likely and the ferry may be late because of wind and waves."),
        make_article(2, title="Ferry", text="The ferry toll."),
        make_article(3, title="Sports", text="A goal in the last minute."),
    )
    assert found(catalog, "What about the ferry?") == ["a2", "a1"]
    scores = list(catalog.keyword_search("ferry toll", 10, Filters()).values())
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0
    assert len(catalog.keyword_search("ferry", 1, Filters())) == 1


@pytest.mark.parametrize(
    "question",
    [
        '" OR 7 NEAR(', "title:ferry1", "ferry1*", "ferry1 AND NOT council", "-ferry1", "^ferry1", "{title} : ferry1",
        "ferry1'; DROP TABLE articles; --", "(ferry1", '"""ferry1', "\x00ferry1", "_", "🎉", "", "who is the",
        "%s %d {} \\", "ferry1 " * 5000, " ".join(f"w{i}" for i in range(3000)) + " ferry1",
    ],
)  # fmt: skip
def test_any_words_may_be_searched_for(catalog: Catalog, question: str) -> None:
    put(catalog, make_article(1), make_article(2))
    assert found(catalog, question)[:1] == (["a1"] if "ferry1" in question else [])
    assert catalog.summary().articles == 2


def test_words_are_found_whatever_their_accents_are_made_of(catalog: Catalog) -> None:
    put(catalog, make_article(1, text="The résumé was late."), make_article(2, text="The re\u0301sume\u0301 was lost."))
    for spelling in ("résumé", "re\u0301sume\u0301", "resume", "RÉSUMÉ"):
        assert set(found(catalog, spelling)) == {"a1", "a2"}


def test_copies_are_the_same_words_from_the_same_outlet(catalog: Catalog) -> None:
    put(
        catalog,
        make_article(1, text="It rained: a lot!", source="Écho"),
        make_article(2, text="It rained: a lot!", source="Other"),
    )

    def copies(text: str, source: str | None) -> list[str]:
        return [known.id for known in catalog.copies_of(make_article(9, text=text, source=source))]

    assert copies("it RAINED, a  lot", "éCHO") == ["a1"]
    assert copies("it rained a lot", None) == ["a1", "a2"]
    assert copies("it rained a lot", "Third") == []
    assert copies("it rained little", "Écho") == []


def test_the_summary(catalog: Catalog) -> None:
    assert catalog.summary() == (0, 0, (), None, None, 0)
    put(
        catalog,
        make_article(1, source="B", published_at="2025-03-05"),
        make_article(2, source="A", published_at="2024-01-31T10:00:00+00:00"),
        make_article(3),
    )
    assert catalog.summary() == (3, 3, ("A", "B"), "2024-01-31", "2025-03-05", 1)


def test_articles_come_oldest_first_and_undated_last(catalog: Catalog) -> None:
    put(
        catalog, make_article(1), make_article(2, published_at="2025-02-02"), make_article(3, published_at="2025-01-01")
    )
    assert [article.id for article in catalog.articles()] == ["a3", "a2", "a1"]


def test_numbers_may_be_many(catalog: Catalog) -> None:
    put(catalog, make_article(1))
    many = range(100_000)
    assert len(catalog.passages(many)) == len(catalog.vectors(many)) == len(catalog.articles_by_number(many)) == 1
    assert catalog.tokens(many) == {}


def test_exact_search(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.vector_table.EXACT_BATCH", 3)
    put(catalog, *(make_article(i) for i in range(10)))
    vectors = catalog.vectors(catalog.passage_numbers())
    query = EMBEDDING.embed(["ferry7 toll7 harbour"])[0]
    similar = {number: float(vector @ query) for number, vector in vectors.items()}
    best = sorted(similar, key=lambda number: -similar[number])
    nearest = catalog.passage_table.nearest(query, 4)
    assert list(nearest) == best[:4]
    assert nearest == pytest.approx({number: similar[number] for number in best[:4]})
    assert set(catalog.passage_table.nearest(query, 100)) == set(similar)
    assert list(catalog.passage_table.nearest(query, 2, set(best[5:]))) == best[5:7]
    assert catalog.passage_table.nearest(query, 5, set()) == {}


def test_the_keyword_index_is_checked_and_rebuilt(catalog: Catalog, tmp_path: Path) -> None:
    put(catalog, *(make_article(i) for i in range(5)))
    assert catalog.keyword_problems() == []
    with sqlite3.connect(tmp_path / "catalog.sqlite") as other:
        other.execute("DELETE FROM keywords WHERE rowid = 1")
        other.execute("INSERT INTO keywords (rowid, title, body) VALUES (99, 'ghost', 'ghost')")
    assert len(catalog.keyword_problems()) == 2
    with catalog.transaction():
        catalog.rebuild_keywords()
    assert catalog.keyword_problems() == []
    assert found(catalog, "ferry0") == ["a0"]
    assert found(catalog, "ghost") == []


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for i in range(5):
                put(catalog, make_article(100 * number + i))
                found(catalog, "council")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert catalog.summary().articles == 20


def test_several_may_create_one_catalog(tmp_path: Path) -> None:
    failures: list[Exception] = []

    def create(path: Path, together: threading.Barrier) -> None:
        together.wait()
        try:
            Catalog(path).close()
        except Exception as error:
            failures.append(error)

    for number in range(20):
        together = threading.Barrier(6)
        path = tmp_path / f"{number}.sqlite"
        threads = [threading.Thread(target=create, args=(path, together)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []


def test_a_file_that_is_no_catalog_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "junk.sqlite").write_bytes(b"junk" * 5000)
    with pytest.raises(LibraryError, match="restore it from a backup"):
        Catalog(tmp_path / "junk.sqlite")


def test_another_format_is_refused(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.set_setting("schema_version", "99")
    catalog.close()
    with pytest.raises(LibraryError, match="has format 99"):
        Catalog(tmp_path / "catalog.sqlite")


def test_vectors_are_kept_exactly(catalog: Catalog) -> None:
    article = make_article(1)
    put(catalog, article)
    (vector,) = catalog.vectors(catalog.passage_numbers()).values()
    np.testing.assert_array_equal(vector, EMBEDDING.embed([f"{article.title}. {article.text}"])[0])
