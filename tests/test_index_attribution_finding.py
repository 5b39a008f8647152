"""The ledger is asked by speaker, stance, outlet, day and meaning."""

import json
from datetime import date
from pathlib import Path

import pytest
from conftest import OpenLibrary, make_article
from embedding_double import TokenEmbedding, WordEmbedding
from reranker_double import Rating
from tagger_double import VerbTagger

from index.article import Article
from index.attribution.finding import find
from index.attribution.ranking import Leaning
from index.filters import Filters
from index.ingest import ingest
from index.library import Library

ARTICLES = [
    make_article(
        1,
        title="Ferry toll",
        text="Ana Moss proposed a toll on the night ferry. Lee Marsh opposed the toll for small traders.",
        source="Delta Post",
        published_at="2025-03-03",
    ),
    make_article(
        2,
        title="Lighthouse",
        text="On Monday, Ana Moss said that the lighthouse needs green paint. Kim Vale proposed a museum in the tower.",
        source="Morning Line",
        published_at="2025-03-07",
    ),
    make_article(
        3,
        title="Market",
        text="Kim Vale denied any link between fish prices and rain. Lee Marsh proposed a larger market hall.",
        source="Delta Post",
        published_at="2025-03-09",
    ),
    make_article(4, title="Undated", text="Ana Moss supported longer library hours."),
]


@pytest.fixture(params=[pytest.param(WordEmbedding, id="vectors"), pytest.param(TokenEmbedding, id="tokens")])
def filled(request: pytest.FixtureRequest, open_library: OpenLibrary, tmp_path: Path) -> Library:
    library = open_library(request.param(), tagger=VerbTagger())
    ingest(library, [write(tmp_path / "articles.jsonl", ARTICLES)], lambda _: None)
    return library


def write(path: Path, articles: list[Article]) -> Path:
    names = ("id", "title", "text", "source", "published_at")
    path.write_text("\n".join(json.dumps({name: getattr(one, name) for name in names}) for one in articles), "utf-8")
    return path


def found(library: Library, **wanted: object) -> list[str]:
    """Each entry as the article's number with the place in it: "10" is the first of the first article."""
    return [f"{entry.article.id[1:]}{entry.position}" for entry in find(library, **wanted)]  # type: ignore[arg-type]


def test_without_a_limit_it_is_all_there(filled: Library) -> None:
    assert found(filled) == ["10", "11", "20", "21", "30", "31", "40"]
    assert found(filled, limit=2) == ["10", "11"]
    assert all(entry.score is None for entry in find(filled))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({"speaker": "Ana Moss"}, ["10", "20", "40"], id="speaker"),
        pytest.param({"speaker": "moss"}, ["10", "20", "40"], id="speaker by last name"),
        pytest.param({"speaker": "Nobody Atall"}, [], id="no such speaker"),
        pytest.param({"stances": ["proposes"]}, ["10", "21", "31"], id="stance"),
        pytest.param({"stances": ["asks"]}, [], id="no such stance"),
        pytest.param({"stances": ["denies", "supports"]}, ["30", "40"], id="either stance"),
        pytest.param({"filters": Filters(outlets=("delta post",))}, ["10", "11", "30", "31"], id="outlet"),
        pytest.param({"filters": Filters(before=date(2025, 3, 7))}, ["10", "11", "20", "21"], id="published before"),
        pytest.param({"filters": Filters(after=date(2025, 3, 4))}, ["21", "30", "31"], id="said after"),
        pytest.param({"until": date(2025, 3, 3)}, ["10", "11", "20"], id="said until"),
        pytest.param({"speaker": "Kim Vale", "stances": ["denies"]}, ["30"], id="two limits"),
    ],
)
def test_limits(filled: Library, wanted: dict[str, object], expected: list[str]) -> None:
    assert found(filled, **wanted) == expected
    assert set(found(filled, about="anything at all", **wanted)) == set(expected)


@pytest.mark.parametrize(
    ("about", "first"),
    [("a toll on the night ferry", "10"), ("lighthouse paint", "20"), ("fish prices and rain", "30")],
)
def test_the_best_come_first(filled: Library, about: str, first: str) -> None:
    assert found(filled, about=about)[0] == first
    scores = [entry.score for entry in find(filled, about=about)]
    assert scores == sorted(scores, key=lambda score: -(score or 0))


def test_a_leaning_brings_nearer_and_shuts_nothing_out(filled: Library) -> None:
    toll = found(filled, about="the toll")
    assert found(filled, about="the toll", leaning=Leaning(stance="opposes"))[0] == "11"
    assert found(filled, about="the toll", leaning=Leaning(speaker="Lee Marsh"))[0] == "11"
    assert set(found(filled, about="the toll", leaning=Leaning(speaker="Nobody", stance="asks"))) == set(toll)


def test_wanting_something_done_is_proposed_demanded_or_promised(filled: Library) -> None:
    wanted, proposed, plain = (
        {entry.number: entry.score or 0 for entry in find(filled, about="the toll", leaning=leaning)}
        for leaning in (Leaning(stance="demands"), Leaning(stance="proposes"), None)
    )
    assert wanted == proposed
    nearer = {number for number, score in wanted.items() if score > plain[number] + 0.1}
    assert nearer == {one.number for one in find(filled) if one.statement.stance == "proposes"}


def test_a_question_of_who_wants_somebody_known(filled: Library, tmp_path: Path) -> None:
    unknown = make_article(5, title="Ferry toll", text="It rained. He opposed the toll for small traders.")
    ingest(filled, [write(tmp_path / "more.jsonl", [unknown])], lambda _: None)
    about = "the toll for small traders"
    (said,) = (entry for entry in find(filled, about=about) if entry.article.id == "a5")
    assert said.statement.speaker is None
    assert found(filled, about=about, leaning=Leaning(asks_who=True))[0] == "11"
    scores = [
        {f"{one.article.id}{one.position}": one.score or 0 for one in find(filled, about=about, leaning=leaning)}
        for leaning in (None, Leaning(asks_who=True))
    ]
    behind, farther_behind = (one["a11"] - one["a50"] for one in scores)
    assert farther_behind > behind + 1


def test_a_description_finds_whom_it_fits_also_where_he_is_only_named(library: Library, tmp_path: Path) -> None:
    library.tagger = VerbTagger()
    text = (
        "The mayor Ana Moss said rain is near. Lee Marsh said the toll is wrong. Kim Vale said the toll is wrong. "
        "Ana Moss said the toll is wrong."
    )
    article = make_article(1, title="Council", text=text)
    ingest(library, [write(tmp_path / "council.jsonl", [article])], lambda _: None)
    described = [
        entry.statement.speaker.name
        for entry in find(library, about="the toll is wrong", leaning=Leaning(described="mayor Ana Moss"))
        if entry.statement.speaker
    ]
    assert described[0] == "Ana Moss"


def test_a_reranker_reads_the_passages_of_the_best_with_a_question(filled: Library) -> None:
    about, reranker = "Who said what of the toll?", Rating("museum")
    assert found(filled, about=about, reranker=reranker)[0] == "21" != found(filled, about=about)[0]
    assert {one.headline for one in reranker.passages} == {one.title for one in ARTICLES}
    for one in reranker.passages:
        assert all(one.text[start:end].endswith(".") for start, end in one.sentences)


def test_a_reranker_reads_so_many_passages(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.attribution.ranking.PASSAGES_READ", 2)
    reranker = Rating("museum")
    assert set(found(filled, about="the toll", reranker=reranker)) == set(found(filled))
    assert len(reranker.passages) == 2


def test_what_was_not_compared_comes_after_what_was(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = set(found(filled, about="the toll"))
    monkeypatch.setattr("index.attribution.ranking.COMPARED", 2)
    scores = [entry.score or 0.0 for entry in find(filled, about="the toll")]
    assert set(found(filled, about="the toll")) == everything
    assert scores == sorted(scores, reverse=True)


def test_an_empty_ledger_has_nothing(library: Library) -> None:
    assert found(library) == found(library, about="the toll") == []


def test_entries_of_an_article_that_goes_meanwhile_are_left_out(filled: Library) -> None:
    entries = find(filled)
    filled.remove(["a2"])
    assert [entry.article.id for entry in entries] == ["a1", "a1", "a3", "a3", "a4"]


def test_a_long_ledger_comes_in_steps(filled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.attribution.finding.LOADED", 2)
    assert found(filled) == ["10", "11", "20", "21", "30", "31", "40"]


def test_every_role_is_in_the_article_s_own_words(filled: Library) -> None:
    for entry in find(filled):
        attribution = entry.statement.attribution
        assert entry.statement.speaker is not None
        assert entry.words(attribution.source) == entry.statement.speaker.name
        assert entry.article.text[slice(*attribution.extent)].endswith(entry.content)
