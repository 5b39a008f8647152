"""How near words of articles come to what is asked, with and without tokens."""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import OpenLibrary, make_article
from embedding_double import TokenEmbedding, WordEmbedding

from index.article import Article, Span
from index.attribution.likeness import Wording, cut, likeness
from index.ingest import ingest
from index.library import Library

RAIN = "Rain fell on the northern islands and nobody went out for the whole of that day. " * 9
ARTICLE = make_article(1, title="Ferry toll", text=f"Kim Vale, the harbour master, came. {RAIN}He wants green lamps.")
GREEN = Span(ARTICLE.text.index("green"), len(ARTICLE.text))
KIM = Span(0, len("Kim Vale, the harbour master"))


def fill(library: Library, folder: Path, *articles: Article) -> Library:
    source = folder / "articles.jsonl"
    lines = ({"id": one.id, "title": one.title, "text": one.text} for one in articles)
    source.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    ingest(library, [source], lambda _: None)
    return library


@pytest.fixture
def embedding() -> TokenEmbedding:
    return TokenEmbedding()


@pytest.fixture
def filled(open_library: OpenLibrary, embedding: TokenEmbedding, tmp_path: Path) -> Library:
    return fill(open_library(embedding), tmp_path, ARTICLE, make_article(2, text="Green lamps are dear."))


def test_only_the_words_given_count_wherever_they_stand(filled: Library) -> None:
    assert len(filled.catalog.tokens_around([("a1", KIM), ("a1", GREEN)])) == 2  # two passages of several
    lamps, both, kim = likeness(
        filled, "harbour lamps", [Wording(ARTICLE, [GREEN]), Wording(ARTICLE, [GREEN, KIM]), Wording(ARTICLE, [KIM])]
    )
    assert both > max(lamps, kim) + 0.2
    assert abs(lamps - kim) < 0.2


def test_the_headline_counts_where_it_is_wanted(filled: Library) -> None:
    without, with_it = likeness(
        filled, "toll lamps", [Wording(ARTICLE, [GREEN]), Wording(ARTICLE, [GREEN], headline=True)]
    )
    assert with_it > without + 0.2


def test_only_the_question_is_embedded(filled: Library, embedding: TokenEmbedding) -> None:
    before = embedding.embedded
    likeness(filled, "lamps", [Wording(ARTICLE, [GREEN]), Wording(ARTICLE, [KIM], headline=True)])
    assert embedding.embedded == before + 2  # the double embeds the one word for its token and for the whole


def test_what_is_not_there_scores_nothing(filled: Library) -> None:
    gone = make_article(9, text="Green lamps.")
    assert likeness(filled, "green lamps", [Wording(gone, [Span(0, 5)]), Wording(ARTICLE, [])]) == [0.0, 0.0]
    assert likeness(filled, "green lamps", []) == []


def test_without_tokens_the_words_are_embedded_as_one_text(open_library: OpenLibrary, tmp_path: Path) -> None:
    embedding = WordEmbedding()
    library = fill(open_library(embedding), tmp_path, ARTICLE)
    scores = likeness(library, "toll lamps", [Wording(ARTICLE, [KIM, GREEN], headline=True), Wording(ARTICLE, [KIM])])
    asked, whole, kim = embedding.embed(
        [
            "toll lamps",
            "Ferry toll. Kim Vale, the harbour master green lamps.",
            "Kim Vale, the harbour master",
        ]
    )
    np.testing.assert_allclose(scores, [whole @ asked, kim @ asked], atol=1e-6)


@pytest.mark.parametrize(
    ("characters", "kept"),
    [
        pytest.param(100, [Span(0, 10), Span(20, 30)], id="all"),
        pytest.param(15, [Span(0, 10), Span(20, 25)], id="within the second"),
        pytest.param(10, [Span(0, 10)], id="after the first"),
        pytest.param(0, [], id="nothing"),
    ],
)
def test_cutting(characters: int, kept: list[Span]) -> None:
    assert cut([Span(0, 10), Span(20, 30)], characters) == kept
