"""Sentences of an article as an answer: whose words they are given as."""

from types import SimpleNamespace
from typing import Any

import pytest

from assistant.evidence import Evidence
from assistant.extracting import extract
from index.article import Article, Span
from index.attribution.attribution import Attribution, Speaker, Statement

TEXT = (
    "The second was Lena Okafor. She believes that the toll is a mistake. "
    "She said the ferry was late. “The toll is a scandal. It hurts the poor,” she added. Nobody asked the crew."
)
ARTICLE = Article(id="toll", title="Toll", source="Harbour Courier", published_at="2025-03-04", text=TEXT)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def recorded(source: str, cue: str, content: str) -> Any:
    """A ledger with one statement, by Lena Okafor; the cue begins with the source."""
    called = Span(span(cue).start, span(cue).start + len(source))
    attribution = Attribution(source=(called,), cue=(span(cue),), content=(span(content),), kind="indirect")
    speaker = Speaker(name="Lena Okafor", kind="person")
    said = Statement(attribution=attribution, speaker=speaker, stance="states", said_on=None)
    return SimpleNamespace(statement_in=lambda _: said)


@pytest.mark.parametrize(
    ("sentence", "ledger", "expected"),
    [
        pytest.param(
            "She believes that the toll is a mistake.",
            ("She", "She believes", "that the toll is a mistake"),
            "She [Lena Okafor] believes that the toll is a mistake.",
            id="she-believes",
        ),
        pytest.param(
            "She said the ferry was late.",
            ("She", "She said the", "the ferry was late"),
            "She [Lena Okafor] said the ferry was late.",
            id="she-said",
        ),
        pytest.param(
            "It hurts the poor,” she added.",
            ("she", "she added", "The toll is a scandal. It hurts the poor"),
            "It hurts the poor,” she [Lena Okafor] added.",
            id="she-added",
        ),
        pytest.param(
            "“The toll is a scandal.",
            ("she", "she added", "The toll is a scandal. It hurts the poor"),
            "“The toll is a scandal.",
            id="nothing-but-her-words",
        ),
    ],
)
def test_only_what_somebody_said_is_given_as_his_words(
    sentence: str, ledger: tuple[str, str, str], expected: str
) -> None:
    made = extract(Evidence(ARTICLE, span(sentence)), recorded(*ledger))
    whose, words = made.text.split(": ", 1)
    assert words == expected
    assert whose.endswith("Lena Okafor said") == (sentence == "“The toll is a scandal.")
    (cited,) = made.evidence
    assert sentence in cited.text


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("“It is late,” the pilot said.", "One pilot spoke up. “It is late,” the pilot said.", id="nobody"),
        pytest.param("The pilot told Ana Brook so.", "The pilot told Ana Brook so.", id="a-name-in-it"),
    ],
)
def test_words_of_somebody_unnamed_come_with_the_sentence_before(sentence: str, expected: str) -> None:
    text = f"One pilot spoke up. {sentence}"
    place = Span(len(text) - len(sentence), len(text))
    attribution = Attribution(source=(place,), cue=(), content=(place,), kind="direct")
    said = Statement(attribution=attribution, speaker=None, stance="states", said_on=None)
    article = Article(id="pilot", title="Pilots", text=text)
    ledger: Any = SimpleNamespace(statement_in=lambda _: said)
    made = extract(Evidence(article, place), ledger)
    assert made.text == f"According to the article Pilots: {expected}"


def test_a_dateline_is_neither_said_nor_cited() -> None:
    text = "PORT RAVEL (Estuary) — The toll will rise, the Assembly said. It starts in May."
    article = Article(id="rise", title="Toll", source="Harbour Courier", published_at=None, text=text)
    nobody: Any = SimpleNamespace(statement_in=lambda _: None)
    made = extract(Evidence(article, Span(0, text.index(" It starts"))), nobody)
    assert made.text == "According to Harbour Courier: The toll will rise, the Assembly said."
    assert [one.text for one in made.evidence] == ["The toll will rise, the Assembly said."]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(None, "The second was Lena Okafor. She believes that the toll is a mistake.", id="leans"),
        pytest.param("The second was Lena Okafor.", "She believes that the toll is a mistake.", id="follows-on"),
        pytest.param(
            "Nobody asked the crew.",
            "The second was Lena Okafor. She believes that the toll is a mistake.",
            id="follows-something-else",
        ),
    ],
)
def test_the_sentence_before_is_not_said_twice(last: str | None, expected: str) -> None:
    nobody: Any = SimpleNamespace(statement_in=lambda _: None)
    evidence = Evidence(ARTICLE, span("She believes that the toll is a mistake."))
    made = extract(evidence, nobody, Evidence(ARTICLE, span(last)) if last else None)
    assert made.text == f"According to Harbour Courier (2025-03-04): {expected}"
