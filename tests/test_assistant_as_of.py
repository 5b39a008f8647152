"""An answer as of a day knows nothing later: not in evidence, statements, copies, near misses or counts."""

import json
from datetime import date
from pathlib import Path

import pytest
from completion_double import QueuedCompletion
from conftest import OpenLibrary
from tagger_double import VerbTagger

from assistant.answer import Done, Progress
from assistant.answering import Assistant
from assistant.records import answer_record, hit_record
from assistant.settings import Settings
from index.filters import Filters
from index.ingest import ingest
from index.library import Library

STORY = (
    "Ana Brook proposed a toll on the night ferry of the harbour. Lee Marsh opposed the toll on the night ferry. Rain "
    "fell on every quay of the old town until late in the evening, and the last passengers went home on foot."
)
LATER = "Kim Vale proposed a toll on the night ferry of the north. Lee Marsh supported the toll on the night ferry."
ARTICLES = [
    {"id": "first", "source": "Delta Post", "published_at": "2021-05-02", "text": STORY},
    {"id": "sequel", "source": "Morning Line", "published_at": "2021-05-09", "text": STORY},
    {"id": "autumn", "source": "Zebra Times", "published_at": "2021-09-01", "text": LATER},
    {"id": "undated", "source": "Yonder", "text": "Nobody knows when Kim Vale proposed a toll on the night ferry."},
]
AS_OF = Filters(before=date(2021, 5, 5))


@pytest.fixture
def library(open_library: OpenLibrary, tmp_path: Path) -> Library:
    source = tmp_path / "articles.jsonl"
    lines = [json.dumps({"title": "Night ferry toll", **article}) + "\n" for article in ARTICLES]
    source.write_text("".join(lines), encoding="utf-8")
    library = open_library(tagger=VerbTagger())
    ingest(library, [source], lambda _: None)
    return library


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        pytest.param("Who proposed a toll on the night ferry?", AS_OF, id="who"),
        pytest.param("How many people ride the night ferry?", AS_OF, id="near miss"),
        pytest.param("Why did Lee Marsh say Kim Vale proposed a toll on the night ferry?", AS_OF, id="false premise"),
        pytest.param("As of 5 May 2021, who proposed a toll on the night ferry?", None, id="in the question"),
        pytest.param("As of 5 May 2021, how many ride the night ferry?", None, id="near miss, in the question"),
    ],
)
@pytest.mark.parametrize("with_model", [pytest.param(True, id="model"), pytest.param(False, id="extractive")])
def test_nothing_later_leaks(library: Library, question: str, filters: Filters | None, with_model: bool) -> None:
    model = QueuedCompletion(drafts=["NONE"]) if with_model else None
    assistant = Assistant(Settings(library=library.folder, model="extractive"), library=library, completion=model)
    *events, last = assistant.ask(question, filters=filters)
    assert isinstance(last, Done)
    answer = last.answer
    told = json.dumps([answer_record(answer), *map(hit_record, answer.hits)])
    told += "".join(message.content for prompt in model.prompts for message in prompt) if model else ""
    told = told.replace(question, "")
    for later in ("sequel", "Morning Line", "autumn", "Zebra Times", "2021-09", "Vale", "undated", "Yonder"):
        assert later not in told
    assert answer.independent_sources <= 1
    assert answer.refusal is None or answer.refusal.articles_searched == 1
    if filters:
        assert next(event.message for event in events if isinstance(event, Progress)) == "Searching 1 article"


def test_before_the_first_article_there_is_nothing(library: Library) -> None:
    assistant = Assistant(Settings(library=library.folder, model="extractive"), library=library, completion=None)
    *_, last = assistant.ask("Who proposed a toll on the night ferry?", filters=Filters(before=date(2021, 1, 1)))
    assert isinstance(last, Done)
    assert last.answer.text == "The archive does not say. I searched 0 articles and found nothing near the question."


def test_later_the_same_question_knows_more(library: Library) -> None:
    assistant = Assistant(Settings(library=library.folder, model="extractive"), library=library, completion=None)
    *_, last = assistant.ask("Who proposed a toll on the night ferry?")
    assert isinstance(last, Done)
    assert "Kim Vale" in last.answer.text and "Ana Brook" in last.answer.text
    assert any(hit.copies for hit in last.answer.hits)
