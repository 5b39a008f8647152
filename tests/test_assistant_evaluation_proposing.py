"""Proposed cases rest on the articles' words, and the same seed proposes the same."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import OpenLibrary, make_article
from tagger_double import VerbTagger

from assistant.evaluation.case import case_record, matches
from assistant.evaluation.ledger_words import LedgerWords
from assistant.evaluation.proposing import propose, sayings
from assistant.evaluation.statement import SpokenWords
from assistant.evaluation.testset import CaseLine
from index.article import Article, Span
from index.attribution.attribution import Attribution, Speaker, Statement
from index.ingest import ingest
from index.library import Library

NAMES = ("Lena Okafor", "Piet Aldous", "Ada Brink", "Tomas Brekken", "Mira Solvane", "Ivo Maddern")


def article(number: int) -> Article:
    name = NAMES[number % len(NAMES)]
    return make_article(
        number,
        text=(
            f"Councillors met on Friday in ward {number}.\n"
            f"{name} proposed a levy of {number} crowns on every workplace parking space in the harbour district.\n"
            f"“Nobody should have to queue twice for a seat on ferry number{number} in the morning,” said {name}.\n"
            "It rained."
        ),
    )


ARTICLES = [article(number) for number in range(12)]


def test_cases_of_every_kind_with_their_evidence() -> None:
    cases = propose(ARTICLES, SpokenWords(), count=12, seed=3)
    texts = {one.id: one.text for one in ARTICLES}
    assert [case.id for case in cases] == [f"g{number:03}" for number in range(1, 13)]
    assert {case.type for case in cases} == {"quote", "proposal", "unanswerable"}
    assert len({case.question for case in cases}) == 12
    for case in cases:
        assert case.generated and case_record(case)["generated"] is True
        assert CaseLine.model_validate(case_record(case)).case() == case
        for proof in case.evidence:
            assert proof.quote and proof.quote in texts[proof.article_id]
            assert case.answer and all(matches(pattern, case.answer) for pattern in case.accept_all)
            assert case.answer.split()[-1] in proof.quote
    assert all(case.evidence for case in cases if not case.unanswerable)


def test_a_cloze_lacks_exactly_its_word() -> None:
    for case in propose(ARTICLES, SpokenWords(), count=12, seed=3):
        if case.type == "quote":
            assert case.answer and case.answer not in case.question
            gapped = re.search("“(.*)”", case.question)
            assert gapped and gapped[1].replace("____", case.answer) in (case.evidence[0].quote or "")


def test_nobody_is_asked_for_words_that_are_theirs() -> None:
    unanswerable = [case for case in propose(ARTICLES, SpokenWords(), count=30, seed=3) if case.unanswerable]
    assert unanswerable
    for case in unanswerable:
        asked = next(name for name in NAMES if f"did {name} say" in case.question)
        quote = re.search("“(.*)”", case.question)
        assert quote and not any(quote[1] in one.text and asked in one.text for one in ARTICLES)


def test_who_does_not_give_the_name_away() -> None:
    for case in propose(ARTICLES, SpokenWords(), count=30, seed=3):
        if case.type == "proposal":
            assert case.question.startswith("Who proposed a levy of ")
            assert not any(name in case.question for name in NAMES)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_proposes_the_same(seed: int) -> None:
    first, again, other = (propose(ARTICLES, SpokenWords(), count=9, seed=one) for one in (seed, seed, seed + 1))
    assert first == again != other


def test_articles_that_quote_nobody_give_nothing(library: Library) -> None:
    assert propose([make_article(1)], sayings(library), count=5, seed=1) == []


class OneEntry(NamedTuple):
    """An entry of the ledger's double."""

    statement: Statement


def entry(article: Article, source: str, cue: str, content: str, **fields: object) -> OneEntry:
    roles = {}
    for name, words in (("source", source), ("cue", cue), ("content", content)):
        start = article.text.index(words)
        roles[name] = (Span(start, start + len(words)),)
    kind = fields.pop("kind", "indirect")
    values = {"speaker": Speaker(name="Lena Okafor", kind="person"), "stance": "proposes", "said_on": None, **fields}
    return OneEntry(Statement(attribution=Attribution(**roles, kind=kind), **values))  # type: ignore[arg-type]


class LedgerDouble:
    """Gives an article's entries."""

    def __init__(self, **entries: list[OneEntry]) -> None:
        self._entries = entries

    def of_articles(self, ids: Iterable[str]) -> dict[str, list[OneEntry]]:
        """See `Ledger.of_articles`."""
        return {one: self._entries[one] for one in ids if one in self._entries}


def test_statements_of_the_ledger() -> None:
    text = (
        "The mayor proposed that harbour ferries be free of charge for everybody. “Nobody should have to queue,” she "
        "said. She said that it rained."
    )
    ferries, queue = "that harbour ferries be free of charge for everybody", "“Nobody should have to queue,”"
    one = make_article(1, text=text)
    ledger = LedgerDouble(
        a1=[
            entry(one, "The mayor", "proposed", ferries),
            entry(one, "she", "said", queue, kind="direct", stance="states"),
            entry(one, "She", "said", "that it rained", stance="states"),
            entry(one, "The mayor", "proposed", ferries, speaker=None),
        ]
    )
    deed, quote = LedgerWords(ledger).of(one)
    assert (deed.speaker, deed.verb, deed.what, deed.quote) == ("Lena Okafor", "proposed", ferries, None)
    assert deed.text == text.partition(" “")[0]
    assert (quote.quote, quote.verb, quote.text) == ("Nobody should have to queue", None, f"{queue} she said.")
    (case,) = [case for case in propose([one], LedgerWords(ledger), count=5, seed=1) if case.type == "proposal"]
    assert (case.question, case.answer, case.speaker) == (f"Who proposed {ferries}?", "Lena Okafor", "Lena Okafor")
    assert list(LedgerWords(ledger).of(make_article(2))) == []


def test_a_library_with_a_ledger_proposes_from_it(open_library: OpenLibrary, tmp_path: Path) -> None:
    text = "Lena Okafor proposed that harbour ferries be free of charge for everybody. It rained."
    source = tmp_path / "articles.jsonl"
    source.write_text(json.dumps({"id": "a1", "title": "Ferries", "text": text}) + "\n", "utf-8")
    library = open_library(tagger=VerbTagger())
    assert isinstance(sayings(library), SpokenWords)
    ingest(library, [source], lambda _: None)
    cases = propose(list(library.catalog.articles()), sayings(library), count=5, seed=1)
    assert isinstance(sayings(library), LedgerWords)
    assert [case.speaker for case in cases] == ["Lena Okafor"]
    assert cases[0].question.startswith("Who proposed") and cases[0].evidence[0].quote in text
