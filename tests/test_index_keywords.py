"""Questions as full-text queries."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.keywords import any_of, content_words, phrase_query, stem, words


@pytest.mark.parametrize(
    ("question", "query"),
    [
        pytest.param("Who proposed the ferry toll?", '"proposed" OR "ferry" OR "toll"', id="stop words go"),
        pytest.param("toll TOLL Toll", '"toll"', id="each word once"),
        pytest.param('a" OR b NEAR(c)*', '"b" OR "near" OR "c"', id="nothing is syntax"),
        pytest.param("who is it?", "", id="only stop words"),
        pytest.param("", "", id="empty"),
        pytest.param("Zoë's 3.5%", '"zoë" OR "3" OR "5"', id="accents and figures"),
    ],
)
def test_full_text_queries(question: str, query: str) -> None:
    assert any_of(content_words(question)) == query


@pytest.mark.parametrize(
    ("phrase", "query"),
    [
        pytest.param("Ana de la Moss", '"ana de la moss"', id="stop words stay"),
        pytest.param('x" OR "y', '"x or y"', id="nothing is syntax"),
        pytest.param(" !? ", "", id="no words"),
    ],
)
def test_phrase_queries(phrase: str, query: str) -> None:
    assert phrase_query(phrase) == query


def test_words_do_not_depend_on_how_accents_are_made() -> None:
    assert words("re\u0301sume\u0301 Été") == words("résumé ÉTÉ") == ["résumé", "été"]


def test_content_words_keep_their_order() -> None:
    assert content_words("the Toll of the Ferry, the toll") == ["toll", "ferry"]


def test_stems_join_the_forms_of_a_word() -> None:
    assert stem("Proposed") == stem("proposes") == stem("proposing")
    assert stem("tax") != stem("taxi")


def test_threads_do_not_mix_their_words() -> None:
    """The stemmer keeps the word that it works on in itself; readers of the chat ask at the same time."""
    several = [
        f"{root}{ending}{number}"
        for number in range(300)
        for root in ("nation", "relat")
        for ending in ("ally", "ings")
    ]
    several = [f"{word}{ending}" for word in several for ending in ("fulness", "ation", "izer")]
    alone = [stem.__wrapped__(word) for word in several]
    switched = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda _: [stem.__wrapped__(word) for word in several], range(8)))
    finally:
        sys.setswitchinterval(switched)
    assert together == [alone] * 8
