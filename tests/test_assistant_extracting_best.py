"""Which sentences an answer is made of, and in what order."""

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.evidence import Evidence
from assistant.extracting import EXTRACTS, Extracting
from index.article import Article, Span

SENTENCES = (
    "Ferries were late on Monday.",
    "Okafor wants a toll of nine crowns.",
    "Gulls nest on the pier.",
    "A barge sank near Dunlace.",
    "Nobody asked the crew.",
    "Fish is dear this spring.",
    "The lamp was lit at dusk.",
)
TEXT = " ".join(SENTENCES)
HERE, ELSEWHERE = (Article(id=name, title=name, text=TEXT) for name in ("here", "elsewhere"))


def evidence(sentence: int, article: Article = HERE, odds: float | None = None) -> Evidence:
    start = TEXT.index(SENTENCES[sentence])
    return Evidence(article, Span(start, start + len(SENTENCES[sentence])), odds=odds)


def best(ranked: list[Evidence], stated: tuple[Evidence, ...] = ()) -> list[int]:
    """The numbers of the sentences of an answer; only the article `HERE` has the question's names."""
    matter = SimpleNamespace(is_in=lambda article: article is HERE)
    pool: Any = SimpleNamespace(ranked=ranked, stated=stated, matter=matter)
    return [SENTENCES.index(one.text) for one in Extracting(pool, [], SimpleNamespace()).best]  # type: ignore[arg-type]


def test_the_best_sentences_come_first_and_no_more_than_fit() -> None:
    assert best([evidence(number) for number in range(7)]) == list(range(EXTRACTS))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param(2, [6, 0, 1, 2, 3], id="the-search-agrees"),
        pytest.param(3, [0, 1, 2, 6, 3], id="the-search-has-better"),
        pytest.param(6, [0, 1, 2, 3, 6], id="the-search-has-it-last"),
    ],
)
def test_what_the_ledger_states_is_in_the_answer_and_first_if_the_search_agrees(
    place: int, expected: list[int]
) -> None:
    ranked = [evidence(number) for number in range(6)]
    ranked.insert(place, evidence(6))
    assert best(ranked, stated=(evidence(6),)) == expected


@pytest.mark.parametrize(
    ("odds", "expected"), [(None, [1]), (-4.0, [1]), (0.0, [0, 1])], ids=["unread", "answers-not", "answers"]
)
def test_an_article_that_lacks_the_names_counts_only_where_it_answers(odds: float | None, expected: list[int]) -> None:
    assert best([evidence(0, ELSEWHERE, odds), evidence(1)]) == expected


def test_nothing_is_said_where_no_article_has_the_names() -> None:
    assert best([evidence(0, ELSEWHERE, 3.0)]) == []
