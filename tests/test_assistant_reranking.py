"""What a reranker does to the order of sentences, and to the question whether anything answers."""

from pathlib import Path

import pytest
from embedding_double import WordEmbedding
from reranker_double import Rating

from assistant.answer import Answer, Done
from assistant.answerability import LEAST_ODDS
from assistant.answering import Assistant, open_library
from assistant.evidence import PASSAGES_READ, EvidencePool
from assistant.question import understand
from assistant.settings import Settings
from index.ingest import ingest
from index.library import Library
from index.retrieval import Found, search

QUESTION = understand("What does the mill need?")


@pytest.fixture
def mills(library: Library, tmp_path: Path) -> Library:
    """More articles than are read again."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(PASSAGES_READ + 3):
        text = f"The mill needs a wheel. The mill needs water too, says miller {number}. Its door is red."
        (folder / f"mill-{number}.txt").write_text(text, encoding="utf-8")
    ingest(library, [folder], lambda _: None)
    return library


@pytest.fixture
def found(mills: Library) -> Found:
    return search(mills, QUESTION.query, k=12)


def test_without_a_reranker_the_search_decides(found: Found) -> None:
    pool = EvidencePool(QUESTION, found, WordEmbedding())
    assert "wheel" in pool.ranked[0].text
    assert pool.odds is None


def test_a_reranker_orders_the_sentences_of_the_first_passages(found: Found) -> None:
    reranker = Rating("red")
    pool = EvidencePool(QUESTION, found, WordEmbedding(), reranker=reranker)
    read = found.hits[:PASSAGES_READ]
    assert [one.headline for one in reranker.passages] == [hit.article.title for hit in read]
    first = pool.ranked[:PASSAGES_READ]
    assert all("red" in one.text for one in first)
    assert {one.article.id for one in first} == {hit.article.id for hit in read}


def test_what_it_does_not_read_stands_between(found: Found) -> None:
    pool = EvidencePool(QUESTION, found, WordEmbedding(), reranker=Rating("mill"))
    read = {hit.article.id for hit in found.hits[:PASSAGES_READ]}
    assert all("red" in one.text and one.article.id in read for one in pool.ranked[-PASSAGES_READ:])


def test_nothing_found() -> None:
    vector = WordEmbedding().embed(["mill"])[0]
    nothing = Found(hits=(), similarities=(), articles_searched=0, undated_left_out=0, query_vector=vector)
    pool = EvidencePool(QUESTION, nothing, WordEmbedding(), reranker=Rating("mill"))
    assert pool.ranked == [] and pool.odds is None


def answer(library: Library, reranker: Rating) -> Answer:
    settings = Settings.load(library=library.folder, model="extractive", reranker="off")
    assistant = Assistant(settings, library=library, completion=None)
    library.reranker = reranker
    *_, last = assistant.ask(QUESTION.text)
    assert isinstance(last, Done)
    return last.answer


@pytest.mark.parametrize(
    ("best", "status"),
    [
        pytest.param(LEAST_ODDS + 0.1, "answered", id="likely enough"),
        pytest.param(LEAST_ODDS - 0.1, "not_found", id="too unlikely"),
    ],
)
def test_what_no_passage_answers_is_refused(mills: Library, best: float, status: str) -> None:
    """The odds of all sentences count together, so that of one article only one may be likely at all."""
    got = answer(mills, Rating("miller 0", best, otherwise=-100.0))
    assert got.status == status
    assert (got.refusal is not None) == (status == "not_found")
    assert not got.refusal or got.refusal.nearest


@pytest.mark.parametrize(("name", "there"), [("neural", True), ("off", False)])
def test_the_setting(tmp_path: Path, embedding_folder: Path, name: str, there: bool) -> None:
    assert embedding_folder.exists()
    with open_library(Settings.load(library=tmp_path, reranker=name), create=True) as library:
        assert (library.reranker is not None) == there
