"""Conversations on disk: kept over a restart, separate by owner, edited and deleted."""

from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Claim, Refusal
from assistant.conversation import ConversationStore, PastTurn, history
from index.article import Article, Hit, Span
from index.filters import Filters
from index.ingest import ingest
from index.library import Library

TEXT = "The council met. The ferry will sail in May."


@pytest.fixture
def store(library: Library) -> ConversationStore:
    return ConversationStore(library)


@pytest.fixture
def article(library: Library, tmp_path: Path) -> Article:
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    ingest(library, [tmp_path / "ferry.txt"], lambda _: None)
    return next(library.catalog.articles())


def answered(question: str, article: Article) -> PastTurn:
    citation = Citation(marker=1, article_id=article.id, title=article.title, source=None, published_at=None, url=None,
                        span=Span(17, 44), quote=article.text[17:44], speaker="Okafor")  # fmt: skip
    answer = Answer(question=question, query=question, status="answered", text="It will sail in May [1].",
                    claims=(Claim(text="It will sail in May.", citations=(1,)),), citations=(citation,),
                    model="extractive", timings={"total": 0.1})  # fmt: skip
    return PastTurn(question=question, answer=answer, filters=Filters(after=date(2025, 3, 4), outlets=("Post",)))


def refused(question: str, article: Article) -> PastTurn:
    hit = Hit(article=article, span=Span(0, 16), score=0.5, rank=1)
    refusal = Refusal(reason="No.", articles_searched=1, first_date=None, last_date=None, nearest=(hit,))
    answer = Answer(question=question, query=question, status="not_found", text="No.", refusal=refusal, hits=(hit,),
                    model="extractive")  # fmt: skip
    return PastTurn(question=question, answer=answer)


def test_turns_come_back_as_they_were_after_a_restart(
    library: Library, store: ConversationStore, article: Article
) -> None:
    turns = [
        answered("When?", article),
        PastTurn(question="And?", end="stopped"),
        PastTurn(question="Why?", end="failed", error="The model could not be used."),
    ]
    conversation = store.start("ann")
    for turn in turns:
        store.append(conversation, "ann", turn)
    store.close()
    again = ConversationStore(library)
    assert again.turns(conversation, "ann") == turns
    assert history(again.turns(conversation, "ann")) == ["When?", "And?"]


def test_a_refusal_brings_its_nearest_passages_while_they_are_there(
    library: Library, store: ConversationStore, article: Article
) -> None:
    conversation = store.start("ann")
    store.append(conversation, "ann", refused("When?", article))
    (turn,) = store.turns(conversation, "ann")
    assert turn.answer and turn.answer.hits == () and turn.answer.refusal
    assert [hit.text for hit in turn.answer.refusal.nearest] == ["The council met."]
    with library.writing("remove"):
        with library.catalog.transaction():
            library.catalog.remove(article.id)
        library.synchronise()
    (turn,) = store.turns(conversation, "ann")
    assert turn.answer and turn.answer.refusal and turn.answer.refusal.nearest == ()


def test_each_owner_sees_only_their_own(store: ConversationStore) -> None:
    conversation = store.start("ann")
    store.append(conversation, "ann", PastTurn(question="Mine?", end="stopped"))
    store.append(conversation, "ben", PastTurn(question="Intruding?", end="stopped"))
    store.rename(conversation, "ben", "Taken")
    store.keep(conversation, "ben", 0)
    store.delete(conversation, "ben")
    assert store.listed("ben") == [] and store.turns(conversation, "ben") == []
    assert [one.name for one in store.listed("ann")] == ["Mine?"]


def test_listed_latest_first_named_and_found_by_words(store: ConversationStore) -> None:
    first, second, empty = store.start("ann"), store.start("ann"), store.start("ann")
    store.append(first, "ann", PastTurn(question="Who  proposed\nthe 100% ferry?", end="stopped"))
    store.append(second, "ann", PastTurn(question="Who opposed it? " * 9, end="stopped"))
    assert [one.id for one in store.listed("ann")] == [second, first]
    assert [one.name for one in store.listed("ann", "PROPOSED ferry")] == ["Who proposed the 100% ferry?"]
    assert len(store.listed("ann")[0].name) <= 80
    assert [one.id for one in store.listed("ann", "100%")] == [first]
    assert store.listed("ann", "1_0") == [] and empty not in {one.id for one in store.listed("ann")}
    store.rename(first, "ann", "  Budget   debate ")
    assert [one.name for one in store.listed("ann", "budget")] == ["Budget debate"]
    store.rename(first, "ann", "")
    assert store.listed("ann", "proposed")[0].name == "Who proposed the 100% ferry?"
    store.append(first, "ann", PastTurn(question="And then?", end="stopped"))
    assert [(one.id, one.turns) for one in store.listed("ann")] == [(first, 2), (second, 1)]


def test_an_edited_turn_takes_the_later_ones_with_it(store: ConversationStore) -> None:
    conversation = store.start("ann")
    for question in ("One?", "Two?", "Three?"):
        store.append(conversation, "ann", PastTurn(question=question, end="stopped"))
    store.keep(conversation, "ann", 1)
    store.append(conversation, "ann", PastTurn(question="Another?", end="stopped"))
    assert history(store.turns(conversation, "ann")) == ["One?", "Another?"]


def test_deleted_is_gone_and_late_turns_do_not_bring_it_back(store: ConversationStore) -> None:
    conversation = store.start("ann")
    store.append(conversation, "ann", PastTurn(question="One?", end="stopped"))
    store.delete(conversation, "ann")
    store.append(conversation, "ann", PastTurn(question="Two?", end="stopped"))
    assert store.listed("ann") == [] and store.turns(conversation, "ann") == []


def test_a_turn_that_cannot_be_read_is_passed_over(library: Library, store: ConversationStore) -> None:
    conversation = store.start("ann")
    for question in ("One?", "Two?"):
        store.append(conversation, "ann", PastTurn(question=question, end="stopped"))
    store._db.execute("UPDATE turns SET turn = '{}' WHERE number = 1")
    assert history(store.turns(conversation, "ann")) == ["Two?"]
