"""The rules-only tagger."""

import random

import pytest

from index.attribution.attribution import Attribution
from index.attribution.quotations import find_quotations
from index.attribution.rules import RulesTagger

Parts = tuple[list[str], list[str], list[str], str]


def tagged(text: str) -> list[Parts]:
    return [_parts(text, attribution) for attribution in RulesTagger().tag([text])[0]]


def _parts(text: str, attribution: Attribution) -> Parts:
    source, cue, content = (
        [text[start:end] for start, end in spans]
        for spans in (attribution.source, attribution.cue, attribution.content)
    )
    return source, cue, content, attribution.kind


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "kind"),
    [
        pytest.param(
            "Mayor Lena Okafor said that the pier would close.",
            "Mayor Lena Okafor",
            "said",
            "that the pier would close",
            "indirect",
            id="before the verb",
        ),
        pytest.param(
            "On Tuesday Okafor, the mayor of Portville, has also said the pier is unsafe.",
            "Okafor, the mayor of Portville,",
            "has also said",
            "the pier is unsafe",
            "indirect",
            id="with an aside and auxiliaries",
        ),
        pytest.param(
            "The pier will close, Ms. Okafor said.",
            "Ms. Okafor",
            "said",
            "The pier will close",
            "indirect",
            id="at the end",
        ),
        pytest.param(
            "“It is a bill,” said Piet Aldous, a councillor.",
            "Piet Aldous, a councillor",
            "said",
            "“It is a bill,”",
            "direct",
            id="after the quotation",
        ),
        pytest.param(
            'Okafor told reporters in Portville: "We can pay."',
            "Okafor",
            "told",
            '"We can pay."',
            "direct",
            id="with hearers",
        ),
        pytest.param(
            "The ferries were full, according to the Harbour Board.",
            "the Harbour Board",
            "according to",
            "The ferries were full",
            "indirect",
            id="according to",
        ),
        pytest.param(
            "According to the Harbour Board, the ferries were full.",
            "the Harbour Board",
            "According to",
            "the ferries were full",
            "indirect",
            id="according to, first",
        ),
        pytest.param(
            "Aldous criticized the timetable after it was printed.",
            "Aldous",
            "criticized",
            "the timetable",
            "indirect",
            id="a thing",
        ),
        pytest.param(
            "Okafor said the levy was “a good idea” for the town.",
            "Okafor",
            "said",
            "the levy was “a good idea” for the town",
            "mixed",
            id="mixed",
        ),
        pytest.param("OKAFOR: We can pay.", "OKAFOR", ":", "We can pay", "direct", id="transcript"),
        pytest.param("“We can pay.” — Lena Okafor", "Lena Okafor", "—", "“We can pay.”", "direct", id="signed"),
    ],
)
def test_one_attribution(text: str, source: str, cue: str, content: str, kind: str) -> None:
    assert tagged(text) == [([source], [cue], [content], kind)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        pytest.param(
            "“We can pay,” Okafor said. “It is a small sum.”",
            ["“We can pay,”", "“It is a small sum.”"],
            id="around the source",
        ),
        pytest.param(
            "“We can pay,” Okafor said. “It is small.” “It is fair.”",
            ["“We can pay,”", "“It is small.”", "“It is fair.”"],
            id="three quotations",
        ),
        pytest.param(
            "“It is small. It is fair. We can pay it,” Okafor said.",
            ["“It is small. It is fair. We can pay it,”"],
            id="several sentences in one",
        ),
        pytest.param("“Who can pay?” Ms. Okafor asked.", ["“Who can pay?”"], id="a question"),
        pytest.param(
            "The pier, Okafor said, would close.", ["The pier", "would close"], id="reported around the source"
        ),
    ],
)
def test_content_in_parts(text: str, content: list[str]) -> None:
    ((_, _, found, _),) = tagged(text)
    assert found == content


def test_a_quotation_in_the_next_paragraph_is_not_taken() -> None:
    ((_, _, content, _),) = tagged("“We can pay,” Okafor said.\n\n“Nobody asked us.”")
    assert content == ["“We can pay,”"]


def test_a_participle_takes_the_source_before() -> None:
    assert tagged("“We can pay,” Okafor said, adding that the sum was small.") == [
        (["Okafor"], ["said"], ["“We can pay,”"], "direct"),
        (["Okafor"], ["adding"], ["that the sum was small"], "indirect"),
    ]


def test_nobody_is_named_who_asks_or_expects() -> None:
    assert [source for source, _, _, _ in tagged("Asked about the pier, Okafor said it was safe.")] == [[], ["Okafor"]]
    assert tagged("The pier is expected to close.") == [([], ["is expected"], ["The pier", "to close"], "indirect")]


def test_by_names_who_rejects() -> None:
    assert tagged("The levy was rejected by the Harbour Board.") == [
        (["the Harbour Board"], ["was rejected"], ["The levy"], "indirect")
    ]


def test_what_is_said_within_a_quotation_is_not_a_cue() -> None:
    assert len(tagged("“Aldous said the pier was safe, and I denounced him,” Okafor recalled.")) == 1


def test_a_noun_that_looks_like_a_verb_is_not_a_cue() -> None:
    assert tagged("The state held a second vote on the order of the board.") == []


def test_texts_are_tagged_apart_and_in_order() -> None:
    first, second = RulesTagger().tag(["Okafor said it rained. Aldous said it snowed.", ""])
    assert [one.cue[0].start for one in first] == [7, 30]
    assert second == []


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        pytest.param("“One,” he said, “two.”", ["“One,”", "“two.”"], id="curly"),
        pytest.param("''It's so,'' she said", ["''It's so,''"], id="two apostrophes"),
        pytest.param("don't 'quote this' at the Aldouses' house", ["'quote this'"], id="single, not apostrophes"),
        pytest.param("“Open to the end\nof the line", ["“Open to the end"], id="unclosed"),
        pytest.param('She said "he said ‘no’ to it" twice', ['"he said ‘no’ to it"'], id="the outermost"),
    ],
)
def test_quotations(text: str, quotations: list[str]) -> None:
    assert [text[start:end] for start, end in find_quotations(text)] == quotations


@pytest.mark.parametrize("seed", range(20))
def test_spans_lie_within_any_text(seed: int) -> None:
    pieces = [
        *(
            "said ",
            "“",
            "”",
            '"',
            ",",
            ". ",
            "he ",
            "Okafor ",
            "that ",
            "n’t ",
            "\n",
            "according to ",
            "''",
            "’s ",
            "—",
        ),
        *("asked ", "by ", "was ", "?", "and ", "5,0", "Ms. ", "İ", "\u2028", "\x00", ":", "A: ", "adding ", "‘"),
    ]
    text = "".join(random.Random(seed).choices(pieces, k=600))
    for attribution in RulesTagger().tag([text])[0]:
        assert attribution.cue and attribution.content
        for start, end in (*attribution.source, *attribution.cue, *attribution.content):
            assert 0 <= start < end <= len(text)
