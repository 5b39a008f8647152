"""The day of a statement: the one that its sentence gives, if it is the day of saying it."""

import pytest

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.said_on import said_on
from index.passages import split_sentences

FRIDAY = "2025-03-07"


def said(text: str, cue: str, content: str, published_at: str | None = FRIDAY) -> str | None:
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in (cue, content)]
    attribution = Attribution(source=(), cue=(spans[0],), content=(spans[1],), kind="indirect")
    return said_on(text, split_sentences(text), attribution, published_at)


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        pytest.param("Moss said on Tuesday that it rains.", "said", "that it rains", "2025-03-04", id="after the cue"),
        pytest.param("On Monday, Moss said it rains.", "said", "it rains", "2025-03-03", id="before the speaker"),
        pytest.param("“It rains,” Moss said yesterday.", "said", "“It rains,”", "2025-03-06", id="after the quotation"),
        pytest.param("Moss said it rains.", "said", "it rains", FRIDAY, id="none: that of the article"),
        pytest.param("Moss said Tuesday’s vote failed.", "said", "Tuesday’s vote failed", FRIDAY, id="content"),
        pytest.param("Moss will speak next Tuesday, she said.", "said", "Moss", FRIDAY, id="to come"),
        pytest.param("Moss said last month that it rains.", "said", "that it rains", FRIDAY, id="no single day"),
        pytest.param("It rained on Monday. Moss said it stops.", "said", "it stops", FRIDAY, id="another sentence"),
        pytest.param(
            "On Monday Moss met Lee at the harbour, where the night ferry from Sund was late again; Lee said it rains.",
            "said", "it rains", FRIDAY, id="far from the cue",
        ),
        pytest.param(
            "Lee, who spoke on Monday, said on Tuesday that it rains.", "said", "that it rains", "2025-03-04",
            id="the nearest of two",
        ),
    ],
)  # fmt: skip
def test_the_day_of_saying(text: str, cue: str, content: str, expected: str) -> None:
    assert said(text, cue, content) == expected


def test_nothing_is_known_without_the_day_of_publication() -> None:
    assert said("Moss said on Tuesday that it rains.", "said", "that it rains", None) is None


def test_a_time_of_publication_does_no_harm() -> None:
    assert said("Moss said on Tuesday it rains.", "said", "it rains", "2025-03-07T23:59:00-05:00") == "2025-03-04"
