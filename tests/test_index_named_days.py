"""Passages that speak of the days that a question names."""

from datetime import date

import pytest
from conftest import make_article

from index.article import Span
from index.named_days import named_days, speaks_of
from index.preferences import Period

FRIDAY = Period(date(2025, 3, 7), date(2025, 3, 7))
MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))


def test_a_month_is_no_named_day() -> None:
    weekend = Period(date(2025, 3, 8), date(2025, 3, 9))
    assert named_days([MARCH, FRIDAY, weekend]) == [FRIDAY, weekend]


@pytest.mark.parametrize(
    ("text", "published", "speaks"),
    [
        pytest.param("It rained. The mayor resigned on Friday.", "2025-03-09", True, id="a weekday"),
        pytest.param("The mayor resigned on Thursday.", "2025-03-09", False, id="another weekday"),
        pytest.param("The mayor resigned yesterday.", "2025-03-08T10:00:00+00:00", True, id="yesterday"),
        pytest.param("The mayor resigned in March.", "2025-03-09", False, id="a month may be any day"),
        pytest.param("The mayor resigned on Friday.", "2025-03-23", False, id="a later Friday"),
        pytest.param("The mayor resigned on Friday.", None, False, id="undated"),
    ],
)
def test_speaks_of(text: str, published: str | None, speaks: bool) -> None:
    article = make_article(1, text=text, published_at=published)
    assert speaks_of(article, Span(0, len(text)), [FRIDAY]) is speaks


def test_only_the_passage_counts() -> None:
    text = "The mayor resigned on Friday. The council met."
    article = make_article(1, text=text, published_at="2025-03-09")
    assert not speaks_of(article, Span(30, len(text)), [FRIDAY])
