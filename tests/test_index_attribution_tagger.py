"""The shipped weights on sentences of every sort."""

import shutil
from pathlib import Path

import pytest

from index.attribution.attribution import Attribution
from index.attribution.tagger import LINKER, WEIGHTS, NeuralTagger
from index.errors import AttributionError


@pytest.fixture(scope="module")
def tagger() -> NeuralTagger:
    return NeuralTagger(threads=1)


def parts(text: str, attribution: Attribution) -> tuple[list[str], list[str], list[str]]:
    """Source, cue and content as text."""
    source, cue, content = (
        [text[span.start : span.end] for span in spans]
        for spans in (attribution.source, attribution.cue, attribution.content)
    )
    return source, cue, content


CASES = [
    pytest.param(
        "“The bridge will reopen in May,” Mayor Irene Falk said.",
        (["Mayor Irene Falk"], ["said"], ["“The bridge will reopen in May,”"]),
        "direct",
        id="direct, source after the quote",
    ),
    pytest.param(
        "The finance ministry said that the budget would be balanced by 2030.",
        (["The finance ministry"], ["said"], ["that the budget would be balanced by 2030"]),
        "indirect",
        id="indirect",
    ),
    pytest.param(
        "Senator Lowe said the plan was “a gift to the rich.”",
        (["Senator Lowe"], ["said"], ["the plan was “a gift to the rich.”"]),
        "mixed",
        id="mixed",
    ),
    pytest.param(
        "According to the report, the dam was never inspected.",
        (["the report"], ["According to"], ["the dam was never inspected"]),
        "indirect",
        id="according to",
    ),
    pytest.param(
        "\n\n  “We are ready,” said the captain.",
        (["the captain"], ["said"], ["“We are ready,”"]),
        "direct",
        id="source after the cue, white space before",
    ),
    pytest.param(
        '"The harbor is closed," Peter Lund said. "Nobody may enter."',
        (["Peter Lund"], ["said"], ['"The harbor is closed,"', '"Nobody may enter."']),
        "direct",
        id="straight marks, quote around the source, two sentences",
    ),
]


@pytest.mark.parametrize(("text", "expected", "kind"), CASES)
def test_finds_who_said_what(tagger: NeuralTagger, text: str, expected: object, kind: str) -> None:
    ((found,),) = tagger.tag([text])
    assert parts(text, found) == expected
    assert found.kind == kind


def test_nothing_is_attributed_in_plain_narration(tagger: NeuralTagger) -> None:
    assert tagger.tag(["The ferry left at noon. It carried forty cars and a brass band."]) == [[]]


def test_two_speakers_in_one_sentence(tagger: NeuralTagger) -> None:
    text = "The union said wages had fallen, but the company said they had risen."
    (found,) = tagger.tag([text])
    assert [parts(text, one)[0] for one in found] == [["The union"], ["the company"]]


@pytest.mark.parametrize(
    "text", [pytest.param("", id="empty"), pytest.param(" \n\t\n", id="white space"), "\x00\ufffd"]
)
def test_texts_without_words(tagger: NeuralTagger, text: str) -> None:
    assert tagger.tag([text, text]) == [[], []]


def test_no_texts(tagger: NeuralTagger) -> None:
    assert tagger.tag([]) == []


def test_offsets_in_a_huge_text_without_paragraphs(tagger: NeuralTagger) -> None:
    text = "The mayor said the bridge was safe. Nothing else happened that day in the town. " * 400
    (found,) = tagger.tag([text])
    assert len(found) > 300
    assert all(text[one.source[0].start : one.source[0].end] == "The mayor" for one in found)
    starts = [one.source[0].start for one in found]
    assert starts == sorted(starts)


def test_the_same_text_gives_the_same_alone_and_among_others(tagger: NeuralTagger) -> None:
    texts = [case.values[0] for case in CASES]
    assert [parts(text, one) for text, (one,) in zip(texts, tagger.tag(texts), strict=True)] == [
        parts(text, one) for text in texts for ((one,),) in [tagger.tag([text])]
    ]


def test_it_has_a_name(tagger: NeuralTagger) -> None:
    assert tagger.name


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (folder / LINKER).write_bytes(b"something else")
    with pytest.raises(AttributionError, match=r"linker\.onnx is not the file .* attribution\.model"):
        NeuralTagger(folder)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AttributionError, match="cannot be loaded"):
        NeuralTagger(tmp_path)
