"""A question's parts and limits reach the search."""

from datetime import date

import pytest
from conftest import make_article

from assistant.question import understand
from assistant.searching import find
from index.filters import Filters
from index.library import Library, embed_passages
from index.preferences import PATTERN_WEIGHT

OUTLETS = ("Lake Post", "Harbour Courier")


@pytest.fixture
def filled(library: Library) -> Library:
    articles = [
        make_article(
            i,
            title="Harbour report",
            source=OUTLETS[i % 2],
            published_at=f"2025-0{i % 6 + 1}-10",
            text=f"{'Quill' if i < 6 else 'Reed'} of ward{i} proposed the ferry toll.",
        )
        for i in range(12)
    ]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}", *embedded.of(article))
    return library


def test_the_questions_own_limits_hold(filled: Library) -> None:
    searched = find(filled, understand("According to the Lake Post, who proposed the toll as of 12 March 2025?"), k=12)
    assert searched.filters == Filters(before=date(2025, 3, 12), outlets=("Lake Post",))
    assert {hit.article.source for hit in searched.found.hits} == {"Lake Post"}
    assert all((hit.article.published_at or "") <= "2025-03-12" for hit in searched.found.hits)
    assert searched.found.articles_searched == 4


def test_each_part_has_its_share(filled: Library) -> None:
    found = find(filled, understand("What did Quill and Reed each propose about the ferry toll?"), k=6).found
    names = [hit.text.split()[0] for hit in found.hits]
    assert {"Quill", "Reed"} <= set(names[:3])
    assert [hit.rank for hit in found.hits] == [1, 2, 3, 4, 5, 6] and len(found.similarities) == 6
    assert len({(hit.article.id, hit.span) for hit in found.hits}) == 6


def test_a_comparison_searches_each_outlet(filled: Library) -> None:
    found = find(filled, understand("How do the Lake Post and the Harbour Courier differ on the toll?"), k=6).found
    assert {hit.article.source for hit in found.hits[:3]} == set(OUTLETS)


def test_a_follow_up_takes_over_limits_and_preferences(filled: Library) -> None:
    question = understand("And who opposed it?", ["As of 12 March 2025, who proposed the toll in February 2025?"])
    searched = find(filled, question, k=3)
    assert searched.filters == Filters(before=date(2025, 3, 12))
    assert searched.constraints.preferences.periods


def test_a_follow_up_s_own_day_takes_the_place_of_the_earlier_one(filled: Library) -> None:
    question = understand("And as of 20 March 2025?", ["As of 12 March 2025, who proposed the toll?"])
    searched = find(filled, question, k=3)
    assert searched.filters == Filters(before=date(2025, 3, 20))


def test_the_users_filters_hold_in_every_part(filled: Library) -> None:
    question = understand("What did Quill and Reed each propose about the toll?")
    searched = find(filled, question, k=12, filters=Filters(outlets=("Harbour Courier",)))
    assert {hit.article.source for hit in searched.found.hits} == {"Harbour Courier"}
    assert searched.constraints.note is None


def test_a_limit_that_the_users_own_set_aside_is_not_told(filled: Library) -> None:
    question = understand("According to the Lake Post, who proposed the toll as of 12 March 2025?")
    searched = find(filled, question, k=3, filters=Filters(outlets=("Harbour Courier",)))
    assert searched.filters.outlets == ("Harbour Courier",)
    assert searched.constraints.note == "Only articles published by 2025-03-12 were searched, as the question asks."


def test_a_passage_that_can_answer_comes_first(library: Library) -> None:
    texts = ("The ferry toll is low, Quill and Reed.", "Quill said the ferry toll is low, Reed.")
    articles = [make_article(i, title="Harbour", text=text) for i, text in enumerate(texts)]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}", *embedded.of(article))
    asked, stated = "Who thinks the ferry toll is low?", "The ferry toll is low."
    scores = [
        {hit.article.id: hit.score for hit in find(library, understand(text), k=2).found.hits}
        for text in (asked, stated)
    ]
    assert scores[0]["a1"] - scores[0]["a0"] == pytest.approx(scores[1]["a1"] - scores[1]["a0"] + PATTERN_WEIGHT)
