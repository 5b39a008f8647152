"""The two passes with a scripted network: what becomes of its tags."""

from collections.abc import Sequence

import numpy as np
from tokenizers import Tokenizer

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.decoding import TAGS, Scores, Transitions, allowed
from index.attribution.instances import CLASSIFY, SEPARATE, Integers
from index.attribution.tagger import TOKENIZER, WEIGHTS
from index.attribution.two_pass import TwoPassTagger

Script = dict[str, Sequence[str]]


class Scripted:
    """Finds the cues it is given and, for each, the tags it is given; hidden states are the token numbers."""

    def __init__(self, tokenizer: Tokenizer, script: Script) -> None:
        self._script = {tokenizer.token_to_id(cue): tags for cue, tags in script.items()}

    def read(self, ids: Integers, features: Integers) -> tuple[Scores, Scores]:
        scores = np.zeros((len(ids), len(TAGS)), np.float32)
        scores[:, 0] = 1
        scores[np.isin(ids, list(self._script)), TAGS.index("B-cue")] = 2
        return ids[:, None].astype(np.float32), scores

    def link(self, hidden: Scores, distances: Integers) -> Scores:
        scores = np.zeros((len(distances), len(TAGS)), np.float32)
        states = hidden[:, 0]
        (cue,) = states[distances == 0]
        words = np.flatnonzero(~np.isin(states, [CLASSIFY, SEPARATE]))
        for position, tag in zip(words, self._script[int(cue)], strict=False):
            scores[position, TAGS.index(tag)] = 1
        return scores


def tag(text: str, script: Script) -> list[Attribution]:
    """The attributions that a scripted network finds."""
    tokenizer = Tokenizer.from_file(str(WEIGHTS / TOKENIZER))
    field = Transitions(*allowed())
    (found,) = TwoPassTagger("scripted", Scripted(tokenizer, script), field, field, tokenizer, threads=1).tag([text])
    return found


def quoted(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def test_an_attribution_within_another_keeps_its_own_parts() -> None:
    text = "Ann says Bob claims rain fell"
    outer, inner = tag(
        text,
        {
            "says": ["B-source", "B-cue", "B-content", "I-content", "I-content", "I-content"],
            "claims": ["O", "O", "B-source", "B-cue", "B-content", "I-content"],
        },
    )
    assert quoted(text, outer.content) == ["Bob claims rain fell"]
    assert (quoted(text, inner.source), quoted(text, inner.content)) == (["Bob"], ["rain fell"])


def test_the_second_pass_rejects() -> None:
    text = "Ann says rain fell"
    assert tag(text, {"says": ["O"] * 4}) == []
    assert tag(text, {"says": ["B-source", "B-cue", "O", "O"]}) == []
    assert tag(text, {"says": ["B-source", "O", "B-content", "I-content"]}) == []


def test_the_second_pass_moves_the_ends_of_a_cue() -> None:
    text = "Ann clearly says rain fell"
    (found,) = tag(text, {"says": ["B-source", "B-cue", "I-cue", "B-content", "I-content"]})
    assert quoted(text, found.cue) == ["clearly says"]


def test_two_guesses_that_mean_the_same_cue_count_once() -> None:
    tags = ["B-source", "B-cue", "I-cue", "B-content", "I-content"]
    assert len(tag("Ann clearly says rain fell", {"clearly": tags, "says": tags})) == 1


def test_parts_that_lie_apart_stay_apart_and_need_no_source() -> None:
    text = "“Rain,” says paper, “fell”"
    tags = ["B-content", *["I-content"] * 3, "B-cue", "O", "O", "B-content", "I-content", "I-content"]
    (found,) = tag(text, {"says": tags})
    assert found.source == ()
    assert quoted(text, found.content) == ["“Rain,”", "“fell”"]
    assert found.kind == "direct"


def test_each_text_has_its_own() -> None:
    tokenizer = Tokenizer.from_file(str(WEIGHTS / TOKENIZER))
    script = Scripted(tokenizer, {"says": ["B-source", "B-cue", "B-content", "I-content"]})
    field = Transitions(*allowed())
    tagger = TwoPassTagger("scripted", script, field, field, tokenizer, threads=2)
    found = tagger.tag(["Ann says rain fell", "", "nothing here", "Bob says it snowed"] * 40)
    assert [len(one) for one in found] == [1, 0, 0, 1] * 40
