"""What somebody says that somebody else says."""

from collections.abc import Sequence

import pytest
from tagger_double import VerbTagger

from index.attribution.attribution import Attribution
from index.attribution.nesting import NestingTagger
from index.attribution.tagger import NeuralTagger


def parts(text: str, found: Sequence[Attribution]) -> list[tuple[str, str, str]]:
    """Source, cue and content of each as text."""
    return [
        tuple(" ".join(text[start:end] for start, end in spans) for spans in (one.source, one.cue, one.content))  # type: ignore[misc]
        for one in found
    ]


def found(text: str) -> list[tuple[str, str, str]]:
    (attributions,) = NestingTagger(VerbTagger()).tag([text])
    return parts(text, attributions)


def test_both_are_found_with_their_places() -> None:
    text = "It rained. Ann Lee said that Kim Vale denied a leak, and left."
    assert found(text) == [
        ("Ann Lee", "said", "that Kim Vale denied a leak, and left"),
        ("Kim Vale", "denied", "a leak, and left"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lee said even if Kim Vale denied a leak it would show.", id="supposed"),
        pytest.param("Ann Lee said she denied a leak.", id="perhaps herself"),
        pytest.param("Ann Lee said We denied a leak.", id="the speaker's own side"),
        pytest.param("Ann Lee said People denied a leak.", id="nobody in particular"),
        pytest.param("Ann Lee said the pier was sold.", id="nobody else says anything"),
    ],
)
def test_what_tells_nothing_of_another_speaker_is_left(text: str) -> None:
    assert [source for source, _, _ in found(text)] == ["Ann Lee"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("Ann Lee said that Kim Vale denied a leak.", ["Kim Vale denied a leak."], id="a verb of saying"),
        pytest.param("Ann Lee said that the pier was old.", [], id="half of was-quoted"),
        pytest.param("Ann Lee said that the ferry went to the island.", [], id="half of went-on"),
    ],
)
def test_only_contents_with_a_verb_of_saying_are_read_again(text: str, read: list[str]) -> None:
    tagger, texts = VerbTagger(), []

    class Watched(VerbTagger):
        def tag(self, read: Sequence[str]) -> list[list[Attribution]]:
            texts.append(list(read))
            return tagger.tag(read)

    NestingTagger(Watched()).tag([text])
    assert texts == [[text], read]


def test_another_pronoun_is_another_speaker() -> None:
    assert found("She said he denied a leak.") == [("She", "said", "he denied a leak"), ("he", "denied", "a leak")]


def test_what_the_other_tagger_finds_is_unchanged_in_every_text() -> None:
    texts = ["Ann Lee said Kim Vale denied a leak. Kim Vale proposed a toll.", "It rained.", "Kim Vale denied a leak."]
    flat = VerbTagger().tag(texts)
    nested = NestingTagger(VerbTagger()).tag(texts)
    assert [[one for one in some if one in before] for some, before in zip(nested, flat, strict=True)] == flat
    assert [len(some) for some in nested] == [3, 0, 1]
    assert NestingTagger(VerbTagger()).tag([]) == []


def test_a_ledger_without_nested_ones_is_out_of_date() -> None:
    assert NestingTagger(VerbTagger("verbs")).name != "verbs"


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        pytest.param(
            "The senator said the president had promised a vote.",
            ("the president", "had promised", "a vote"),
            id="indirect",
        ),
        pytest.param(
            "“The council promised a new pier,” Irene Lind said.",
            ("The council", "promised", "a new pier"),
            id="direct",
        ),
        pytest.param(
            "The minister warned that the union was demanding higher wages.",
            ("the union", "was demanding", "higher wages"),
            id="after that",
        ),
    ],
)
def test_the_shipped_weights_read_within_contents(text: str, inner: tuple[str, str, str]) -> None:
    tagger = NeuralTagger(threads=1)
    (nested,), (flat,) = NestingTagger(tagger).tag([text]), tagger.tag([text])
    assert parts(text, [one for one in nested if one not in flat]) == [inner]
    assert len(flat) == 1
