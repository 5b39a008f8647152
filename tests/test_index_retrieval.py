"""Searching a library: fused, filtered, and honest about what was left out."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import OpenLibrary, make_article

from index import catalog_search
from index.embedding import Embedding
from index.embedding.onnx import OnnxEmbedding
from index.filters import Filters
from index.library import Library, embed_passages
from index.neighbours import LONGEST
from index.preferences import Period, Preferences
from index.retrieval import Query, Search, search


def fill(library: Library, count: int) -> None:
    articles = [
        make_article(i, source="Even" if i % 2 == 0 else "Odd", published_at=f"2025-03-{i + 1:02}" if i < 20 else None)
        for i in range(count)
    ]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}", *embedded.of(article))


def test_an_empty_library_gives_no_hits(library: Library) -> None:
    found = search(library, "Who proposed the ferry?")
    assert found.hits == () and found.articles_searched == 0


def test_hits_are_ranked_and_exact(library: Library) -> None:
    fill(library, 30)
    found = search(library, "Who proposed ferry7 and toll7?", k=5)
    assert [hit.rank for hit in found.hits] == [1, 2, 3, 4, 5]
    assert found.hits[0].article.id == "a7"
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(hit.text == hit.article.text[slice(*hit.span)] for hit in found.hits)
    assert found.articles_searched == 30
    assert len(found.similarities) == 5


def test_filters_restrict_both_searches(library: Library) -> None:
    fill(library, 30)
    found = search(library, "ferry7 toll7", k=30, filters=Filters(outlets=("even",)))
    assert {hit.article.source for hit in found.hits} == {"Even"}
    assert len(found.hits) == found.articles_searched == 15


def test_articles_without_a_date_are_counted_when_dates_matter(library: Library) -> None:
    fill(library, 30)
    found = search(library, "ferry", k=30, filters=Filters(after=date(2025, 3, 19)))
    assert {hit.article.id for hit in found.hits} == {"a18", "a19"}
    assert (found.articles_searched, found.undated_left_out) == (2, 10)


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", '" OR NEAR(', "who is the", "🎉", "x" * 20_000, "ferry1 " * 2000]
)
def test_any_question_may_be_asked(library: Library, question: str) -> None:
    fill(library, 3)
    assert len(search(library, question, k=2).hits) == 2


def test_no_article_passes_the_filters(library: Library) -> None:
    fill(library, 3)
    assert search(library, "ferry", filters=Filters(outlets=("Nobody",))).hits == ()


@pytest.mark.model
def test_the_real_model_finds_what_is_said_in_other_words(open_library: OpenLibrary, embedding_folder: Path) -> None:
    embedding: Embedding = OnnxEmbedding("real", embedding_folder, threads=1)
    library = open_library(embedding)
    articles = [
        make_article(1, title="Harbour", text="The mayor resigned on Monday after weeks of protests."),
        make_article(2, title="Weather", text="Heavy rain is expected along the coast this weekend."),
        make_article(3, title="Football", text="The home side won by three goals to nil."),
    ]
    embedded = embed_passages(embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, article.id, *embedded.of(article))
    for question, expected in [
        ("Why did the head of the city step down?", "a1"),
        ("Will there be a storm?", "a2"),
        ("What was the score of the match?", "a3"),
    ]:
        found = search(library, question, k=1)
        assert found.hits[0].article.id == expected
        similar = found.similarities[0]
        assert similar is not None and similar.offsets.max() < len(found.hits[0].text)


def test_several_queries_are_ranked_by_themselves(library: Library) -> None:
    fill(library, 30)
    one_search = Search(library, k=4)
    first, second = one_search.rank(
        [Query(text="ferry7 toll7"), Query(text="ferry8 toll8", filters=Filters(outlets=("Even",)))]
    )
    assert [one_search.found(ranking).hits[0].article.id for ranking in (first, second)] == ["a7", "a8"]
    assert {candidate.query for candidate in second.candidates} == {1}
    assert one_search.found(second).articles_searched == 15


def test_neighbours_become_one_hit(library: Library) -> None:
    text = "\n".join(f"The ferry toll rose again in {year}. " + "Nobody asked why. " * 30 for year in range(2001, 2005))
    article = make_article(1, title="Toll", text=text)
    embedded = embed_passages(library.embedding, [article])
    with library.writing("test"), library.catalog.transaction():
        library.catalog.put(article, "/toll", *embedded.of(article))
    found = search(library, "When did the ferry toll rise?", k=10)
    assert len(embedded.passages) > len(found.hits) > 1
    spans = sorted(hit.span for hit in found.hits)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert all(hit.span.end - hit.span.start <= LONGEST for hit in found.hits)
    assert sum(len(hit.text.split()) for hit in found.hits) == len(text.split())


def test_a_named_day_brings_nearer_what_speaks_of_it(library: Library) -> None:
    days = ("Monday", "Tuesday", "Friday")
    articles = [
        make_article(i, title="Harbour", published_at="2025-03-09", text=f"The mayor resigned on {day}.")
        for i, day in enumerate(days)
    ]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}", *embedded.of(article))
    tuesday = Preferences(periods=(Period(date(2025, 3, 4), date(2025, 3, 4)),))
    found = search(library, "What did the mayor do?", preferences=tuesday)
    assert found.hits[0].article.id == "a1"
    assert found.hits[0].score > found.hits[1].score


def test_common_words_are_not_searched_where_there_are_rarer_ones(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, 30)
    monkeypatch.setattr(catalog_search, "COMMON", 5)
    found = library.catalog.keyword_search("council ferry met ferry7", 30, Filters())
    assert len(found) == 1
    assert len(library.catalog.keyword_search("the council met Friday", 30, Filters())) == 30
