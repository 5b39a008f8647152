"""What brings an article nearer to a question, and a search that heeds it."""

import re
from datetime import date, timedelta

import pytest
from conftest import make_article

from index.library import Library, embed_passages
from index.preferences import DATE_WEIGHT, NAME_WEIGHT, OUTLET_WEIGHT, PATTERN_WEIGHT, Period, Preferences
from index.retrieval import search

MAY = Period(date(2025, 5, 1), date(2025, 5, 31))


@pytest.mark.parametrize(
    ("day", "least", "most"),
    [
        pytest.param(date(2025, 5, 1), 1, 1, id="first day"),
        pytest.param(date(2025, 5, 31), 1, 1, id="last day"),
        pytest.param(date(2025, 6, 7), 0.5, 0.7, id="a week after"),
        pytest.param(date(2025, 4, 24), 0.3, 0.4, id="a week before"),
        pytest.param(date(2026, 5, 1), 0, 0.001, id="a year after"),
    ],
)
def test_closeness(day: date, least: float, most: float) -> None:
    assert least <= MAY.closeness(day) <= most


def test_a_period_nears_from_both_sides() -> None:
    far, near = (MAY.closeness(MAY.last + timedelta(days)) for days in (20, 3))
    assert far < near


def test_bonus() -> None:
    article = make_article(
        1, source="Courier", published_at="2025-05-04T10:00:00+00:00", text="Ms Reedy and Quill spoke."
    )
    assert Preferences().bonus(article) == 0 and not Preferences()
    assert Preferences(periods=(MAY,)).bonus(article) == DATE_WEIGHT
    assert Preferences(periods=(Period(date(2020, 1, 1), date(2020, 1, 2)), MAY)).bonus(article) == DATE_WEIGHT
    assert Preferences(outlets=("Courier", "Gazette")).bonus(article) == OUTLET_WEIGHT
    assert Preferences(names=("Ada Quill", "Jo Reed")).bonus(article) == pytest.approx(NAME_WEIGHT / 2)


@pytest.mark.parametrize(
    ("text", "gains"),
    [
        pytest.param("Reed", True, id="alone"),
        pytest.param("(Reed's)", True, id="between marks"),
        pytest.param("Reedy, Creed and Reedson", False, id="part of other words"),
        pytest.param("Reedy met Reed", True, id="after part of another word"),
        pytest.param("reed", False, id="names have capitals"),
        pytest.param("", False, id="no text"),
    ],
)
def test_names_are_whole_words(text: str, gains: bool) -> None:
    article = make_article(1, title="Harbour", text=text)
    assert Preferences(names=("Jo Reed",)).bonus(article) == NAME_WEIGHT * gains


def test_a_passage_gains_by_every_pattern_that_it_has() -> None:
    preferences = Preferences(patterns=(re.compile("said"), re.compile('"')))
    gains = [preferences.passage_bonus(text) for text in ('"No," she said.', "She said no.", "No.")]
    assert gains == [2 * PATTERN_WEIGHT, PATTERN_WEIGHT, 0]


def test_an_article_without_date_gains_nothing() -> None:
    assert Preferences(periods=(MAY,)).bonus(make_article(1, published_at=None)) == 0


def test_a_search_heeds_preferences_but_shuts_nothing_out(library: Library) -> None:
    articles = [
        make_article(
            i, published_at=f"2025-{i + 1:02}-10", title="Harbour report", text="The council proposed a ferry."
        )
        for i in range(10)
    ]
    embedded = embed_passages(library.embedding, articles)
    with library.writing("test"), library.catalog.transaction():
        for article in articles:
            library.catalog.put(article, f"/{article.id}", *embedded.of(article))
    found = search(library, "Who proposed a ferry?", k=10, preferences=Preferences(periods=(MAY,)))
    assert found.hits[0].article.id == "a4"
    assert len(found.hits) == 10
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert search(library, "ferry", k=3, preferences=Preferences(names=("Nobody",))).hits
