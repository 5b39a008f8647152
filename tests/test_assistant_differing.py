"""Where sources differ, an answer gives each side with its source, and counts stories, not copies."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from completion_double import QueuedCompletion
from conftest import OpenLibrary
from tagger_double import VerbTagger

from assistant.answer import Answer, Done
from assistant.answering import Assistant
from assistant.differing import Figure, differing, figures
from assistant.evidence import Evidence, EvidencePool
from assistant.ledger_evidence import stated
from assistant.question import understand
from assistant.searching import find
from assistant.settings import Settings
from index.filters import Filters
from index.ingest import ingest
from index.library import Library

FORTY = (
    "The crane accident at Northaven hurt 40 dock workers of Northaven. Rain fell on every quay of the old town until "
    "late in the evening, and the last passengers of the night ferry went home on foot along the wet promenade."
)
SIXTY = "The crane accident at Northaven hurt 60 dock workers of Northaven, the union counted."
SAME = "The crane accident at Northaven hurt forty cranes. It hurt 40 dock workers of Northaven, said the port."
QUESTION = "How many dock workers were hurt in the crane accident at Northaven?"


@pytest.fixture
def library(open_library: OpenLibrary) -> Library:
    return open_library(tagger=VerbTagger())


def fill(library: Library, folder: Path, texts: Sequence[str]) -> None:
    lines = [
        {"id": f"a{i}", "title": "Harbour", "source": f"Outlet {i}", "published_at": f"2021-05-0{i + 1}", "text": text}
        for i, text in enumerate(texts)
    ]
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    ingest(library, [source], lambda _: None)


def ask(library: Library, question: str, model: QueuedCompletion | None = None) -> Answer:
    assistant = Assistant(Settings(library=library.folder, model="extractive"), library=library, completion=model)
    return next(event.answer for event in assistant.ask(question) if isinstance(event, Done))


def others(library: Library, question: str) -> list[Evidence]:
    """What differs from the first article's first sentence."""
    asked = understand(question)
    pool = EvidencePool(asked, find(library, asked, k=20).found, library.embedding)
    given = next(one for one in pool.sentences if one.text.startswith(FORTY[:40]) and "40" in one.text)
    return differing(asked, pool, [given])


@pytest.mark.parametrize("drafts", [pytest.param(["Nothing of use [9]."], id="model"), pytest.param(None, id="none")])
def test_other_figures_are_given_with_their_source(library: Library, tmp_path: Path, drafts: list[str] | None) -> None:
    fill(library, tmp_path, [FORTY, FORTY, SIXTY])
    answer = ask(library, QUESTION, QueuedCompletion(drafts=list(drafts)) if drafts else None)
    assert "40 dock workers" in answer.text and "60 dock workers" in answer.text and "Outlet 2" in answer.text
    assert answer.independent_sources == 2  # two copies are one story


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        pytest.param(QUESTION, [FORTY, FORTY, SAME], id="the same figure"),
        pytest.param(QUESTION, [FORTY, SIXTY.replace("Northaven", "Southaven")], id="another place"),
        pytest.param(QUESTION, [FORTY, SIXTY.replace("dock workers", "tall cranes")], id="something else counted"),
        pytest.param("Where in Northaven did the crane accident hurt workers?", [FORTY, SIXTY], id="no figure asked"),
    ],
)
def test_what_does_not_differ_is_not_added(
    library: Library, tmp_path: Path, question: str, texts: Sequence[str]
) -> None:
    fill(library, tmp_path, texts)
    assert others(library, question) == []


def test_each_other_figure_is_found_once(library: Library, tmp_path: Path) -> None:
    more = "The crane accident at Northaven hurt 75 dock workers of Northaven, {} counted later."
    fill(library, tmp_path, [FORTY, SIXTY, more.format("doctors"), more.format("nurses")])
    found = [figure.value for one in others(library, QUESTION) for figure in figures(one.text)]
    assert sorted(found) == [60, 75]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("It cost $2.4 million.", {Figure(2.4e6, frozenset("$"))}, id="money"),
        pytest.param("Some 12 percent left.", {Figure(12.0, frozenset("%"))}, id="share"),
        pytest.param("Twelve ferries sank.", {Figure(12.0, frozenset({"ferri", "sank"}))}, id="spelled"),
        pytest.param("1,200 gulls.", {Figure(1200.0, frozenset({"gull"}))}, id="thousands"),
        pytest.param("In 2021 many left.", set(), id="a year"),
    ],
)
def test_figures(text: str, expected: set[Figure]) -> None:
    assert figures(text) == expected


def test_whether_somebody_is_for_it_is_answered_by_that_he_is_against(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path, ["Lee Marsh opposed the toll on the night ferry.", "Kim Vale supported a quiet park."])
    found = stated(library, understand("Did Lee Marsh support the toll on the night ferry?"), Filters())
    assert found[0].evidence.text == "Lee Marsh opposed the toll on the night ferry."


def test_both_sides_are_among_the_statements(library: Library, tmp_path: Path) -> None:
    names = ("Ana Brook", "Kim Vale", "Tom Reed", "Eva Lund")
    texts = [f"{name} supported the toll on the night ferry of ward {i}." for i, name in enumerate(names)]
    fill(library, tmp_path, [*texts, "Lee Marsh opposed a toll that the northern night crossing would bring."])
    found = stated(library, understand("What has anyone said about the toll on the night ferry?"), Filters())
    said = [one.speaker.name for one in found if one.speaker]
    assert len(said) == 3 and "Lee Marsh" in said
