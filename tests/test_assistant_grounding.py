"""Drafts against a library with a ledger: whose words they are, and what the articles say in their place."""

import json
from pathlib import Path

import pytest
from completion_double import QueuedCompletion
from conftest import OpenLibrary
from tagger_double import VerbTagger

from assistant.answer import Answer, Done
from assistant.answering import Assistant
from assistant.settings import Settings
from index.ingest import ingest
from index.library import Library

SEALS = "the night ferry was a threat to the seals of the bay"
JOBS = "the night ferry would bring forty jobs to the docks of the lower town"
ARTICLES = [
    {
        "id": "ferry",
        "title": "Night ferry",
        "source": "Delta Post",
        "published_at": "2021-05-02",
        "text": f"Ana Brook opposed the night ferry. She said {SEALS}. "
        f"Lee Marsh supported the night ferry. He said {JOBS}.",
    },
    {
        "id": "weather",
        "title": "Rain on the docks",
        "source": "Morning Line",
        "published_at": "2021-05-03",
        "text": "Rain fell on every quay of the lower town until late. The market was shut for two days.",
    },
]


@pytest.fixture
def library(open_library: OpenLibrary, tmp_path: Path) -> Library:
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    library = open_library(tagger=VerbTagger())
    ingest(library, [source], lambda _: None)
    return library


def ask(library: Library, question: str, draft: str, *, trusted: bool = True) -> Answer:
    model = QueuedCompletion(drafts=[draft], may_decline=trusted)
    assistant = Assistant(Settings(library=library.folder), library=library, completion=model)
    answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Done))
    for citation in answer.citations:
        assert library.article(citation.article_id).text[slice(*citation.span)] == citation.quote
    return answer


def test_an_opinion_given_as_a_fact_gets_its_speaker(library: Library) -> None:
    answer = ask(library, "What was the night ferry to the seals?", f"{SEALS.capitalize()} [1].")
    (claim,) = answer.claims
    assert (claim.outcome, claim.text) == ("attributed", f"According to Ana Brook, {SEALS}.")
    assert "whose words" in (claim.change or "")
    assert [citation.speaker for citation in answer.citations] == ["Ana Brook"]
    assert answer.counts["attributed"] == 1


def test_whom_a_pronoun_means_is_told(library: Library) -> None:
    answer = ask(library, "What would the night ferry bring?", f"He said {JOBS} [1].")
    assert answer.claims[0].text == f"Lee Marsh said {JOBS}."


@pytest.mark.parametrize(
    ("speaker", "kept"), [pytest.param("Lee Marsh", True, id="his"), pytest.param("Ana Brook", False, id="another's")]
)
def test_words_are_not_given_to_another(library: Library, speaker: str, kept: bool) -> None:
    draft = f"{speaker} said {JOBS} [1]."
    answer = ask(library, "What would the night ferry bring to the docks?", draft)
    assert (f"{speaker} said {JOBS}" in answer.text) is kept
    assert [removed.reason for removed in answer.removed] == ([] if kept else ["the source has Lee Marsh say this"])


def test_a_citation_moves_to_what_bears_the_claim_out(library: Library) -> None:
    shown = QueuedCompletion(drafts=["NONE"])
    assistant = Assistant(Settings(library=library.folder), library=library, completion=shown)
    question = f"Did Lee Marsh say {JOBS}?"
    list(assistant.ask(question))
    lines = [line for line in shown.prompts[0][-1].content.splitlines() if line.startswith("[")]
    wrong = next(line[1 : line.index("]")] for line in lines if JOBS not in line)
    answer = ask(library, question, f"Lee Marsh said {JOBS} [{wrong}].")
    assert (answer.claims[0].outcome, answer.claims[0].change) == ("repaired", "it cited another place")
    assert answer.citations[0].quote == f"He said {JOBS}."


def test_a_large_model_writes_alone(library: Library) -> None:
    question = "How many jobs would the night ferry bring to the docks?"
    answer = ask(library, question, "The market was shut for two days.", trusted=True)
    assert answer.text == "The market was shut for two days [1]."


def test_the_best_words_of_the_source_come_before_what_a_small_model_writes(library: Library) -> None:
    question = "How many jobs would the night ferry bring to the docks?"
    answer = ask(library, question, "The market was shut for two days.", trusted=False)
    assert JOBS in answer.claims[0].text
    assert [claim.outcome for claim in answer.claims[:2]] == ["extracted", "repaired"]
    assert answer.claims[1].text == "The market was shut for two days."


def test_a_draft_that_only_repeats_the_source_s_words_is_left_out(library: Library) -> None:
    question = "How many jobs would the night ferry bring to the docks?"
    answer = ask(library, question, f"Lee Marsh said {JOBS} [1].", trusted=False)
    assert [claim.outcome for claim in answer.claims if JOBS in claim.text] == ["extracted"]
    assert not answer.removed


def test_an_extract_says_whose_the_words_are(library: Library) -> None:
    answer = ask(library, "How many jobs would the night ferry bring to the docks?", "Zorbania will pay for it all.")
    extracts = [claim.text for claim in answer.claims]
    assert f"According to Delta Post (2021-05-02): He [Lee Marsh] said {JOBS}." in extracts
    assert answer.counts["removed"] == 1


def test_what_the_model_meant_is_given_in_the_source_s_words(library: Library) -> None:
    question = "Who predicted new work for harbour hands thanks to boats after dark?"
    answer = ask(
        library, question, "Lee Marsh predicted new work for harbour hands thanks to boats after dark [1][2][3][4]."
    )
    assert "harbour hands" not in answer.text
    assert "Lee Marsh" in answer.claims[0].text
