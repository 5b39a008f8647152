"""What somebody does by saying it."""

import json
from pathlib import Path
from typing import get_args

import pytest

from index.article import Span
from index.attribution.attribution import Attribution, Kind, Stance
from index.attribution.cues import cue_table, parse_cues
from index.attribution.stance import stance_of
from index.errors import CueTableError

SMALL_TABLE = """
cues = [
    { stance = "states", open = true, verbs = ["say"] },
    { stance = "supports", negated = "opposes", verbs = ["back"] },
    { stance = "demands", verbs = ["ask"], content = '^to ' },
]
contents = [{ stance = "opposes", patterns = ['^{self}hate', '{blame}'] }]
shorthands = { self = '(?:i|we) ' }
words = { blame = "daft", negators = "not", passed_over = "" }
irregular = { say = "said" }
"""


def stance(marked: str, kind: Kind = "indirect") -> Stance:
    """The stance of an attribution written as "{source} <cue> [content]"."""
    text = ""
    spans: dict[str, list[Span]] = {"{": [], "<": [], "[": []}
    for character in marked:
        if character in spans:
            opened = (character, len(text))
        elif character in "}>]":
            spans[opened[0]].append(Span(opened[1], len(text)))
        else:
            text += character
    source, cue, content = (tuple(spans[mark]) for mark in "{<[")
    return stance_of(text, Attribution(source=source, cue=cue, content=content, kind=kind))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param("{Okafor} <said> [the ferries ran on Tuesday].", "states", id="said"),
        pytest.param("{The report} <found> [that fares had doubled].", "states", id="found"),
        pytest.param("{The board} <proposed> [a tunnel].", "proposes", id="proposed"),
        pytest.param("{She} <wants> [to close the pier].", "proposes", id="wants to"),
        pytest.param("{Okafor} <said> [the city should buy the pier].", "proposes", id="should"),
        pytest.param("{Okafor} <will introduce> [a bill to sell the pier].", "proposes", id="will introduce a bill"),
        pytest.param("{Okafor} <introduced> [her sister to the crew].", "states", id="introduced a person"),
        pytest.param("{Okafor} <plans> [to bring a new ferry law].", "proposes", id="plans to bring a law"),
        pytest.param("{Okafor} <plans> [to abolish the levy].", "proposes", id="plans to change the law"),
        pytest.param("{Okafor} <plans> [to visit the pier].", "promises", id="plans to do something"),
        pytest.param("{Okafor} <is set to propose> [a tunnel].", "proposes", id="is set to propose"),
        pytest.param("{The harbour bill} <would let> [the crews vote].", "proposes", id="a bill would"),
        pytest.param("{Okafor} <would let> [the crews vote].", "states", id="a person would"),
        pytest.param("{Aldous} <backed> [the tunnel].", "supports", id="backed"),
        pytest.param("{Aldous} <praised> [the crew].", "supports", id="praised"),
        pytest.param("{Aldous} <said> [he backs the tunnel].", "supports", id="said he backs"),
        pytest.param("{Okafor} <said> [Okafor would support it].", "supports", id="the source's own name"),
        pytest.param("{The union} <criticized> [the timetable].", "opposes", id="criticized"),
        pytest.param("{He} <said> [he would oppose the levy].", "opposes", id="said he would oppose"),
        pytest.param("{Okafor} <said> [the levy should be scrapped].", "opposes", id="should be scrapped"),
        pytest.param("{Okafor} <called> [the levy a disgrace].", "opposes", id="called a disgrace"),
        pytest.param("{Aldous} <planned> [to protest at the pier].", "opposes", id="planned to protest"),
        pytest.param("{The mayor} <denied> [that the pier was sinking].", "denies", id="denied"),
        pytest.param("{The mayor} <said> [it was not true].", "denies", id="not true"),
        pytest.param("{The mayor} <said> [she had no part in it].", "denies", id="no part in it"),
        pytest.param("{The mayor} <dismissed> [the claim that she had paid].", "denies", id="dismissed the claim"),
        pytest.param("{Okafor} <called for> [an inquiry].", "demands", id="called for"),
        pytest.param("{Okafor} <said> [we must repair the pier].", "demands", id="must"),
        pytest.param("{Okafor} <urged> [the board to resign].", "demands", id="urged"),
        pytest.param("{Okafor} <asked> [the board to meet].", "demands", id="asked to"),
        pytest.param("{Engineers} <warned> [that the pier might fall].", "warns", id="warned"),
        pytest.param("{He} <said> [the pier could collapse].", "warns", id="could collapse"),
        pytest.param("{Okafor} <vowed> [to veto the levy].", "promises", id="vowed to veto"),
        pytest.param("{Okafor} <said> [she would publish the letters].", "promises", id="said she would"),
        pytest.param("{Okafor} <asked> [whether the pier was safe].", "asks", id="asked whether"),
        pytest.param("{Okafor} <questioned> [why it took a year].", "asks", id="questioned why"),
    ],
)
def test_cue_and_content_tell_the_stance(marked: str, expected: Stance) -> None:
    assert stance(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param("{Aldous} <refused to back> [the tunnel].", "opposes", id="refused to back"),
        pytest.param("{Aldous} <refused> [to back the tunnel].", "opposes", id="refused, apart from back"),
        pytest.param("{Aldous} <declined> [to endorse the levy].", "opposes", id="declined to endorse"),
        pytest.param("{Aldous} <does not support> [the levy].", "opposes", id="does not support"),
        pytest.param("{Aldous} <did not oppose> [the levy].", "supports", id="did not oppose"),
        pytest.param("{Aldous} did not <rule out> [a levy].", "states", id="did not rule out"),
        pytest.param("{Aldous} <stopped short of calling> [the levy a disgrace].", "states", id="stopped short"),
        pytest.param("{Aldous} <declined> [to comment].", "states", id="declined to comment"),
        pytest.param("{Aldous} <didn’t deny> [the story].", "states", id="did not deny"),
        pytest.param("{He} <said> [he does not support it].", "opposes", id="in the content"),
        pytest.param("{He} <said> [the levy was not a disgrace].", "states", id="of a judgement"),
    ],
)
def test_negation_turns_a_stance_round(marked: str, expected: Stance) -> None:
    assert stance(marked) == expected


def test_in_a_quotation_only_i_and_we_are_the_speaker() -> None:
    assert stance("[“I will vote against it,”] {Okafor} <said>.", "direct") == "opposes"
    assert stance("[“He will publish the letters,”] {Okafor} <said>.", "direct") == "states"


def test_he_does_not_speak_of_himself_as_she() -> None:
    assert stance("{He} <said> [he would publish the letters].") == "promises"
    assert stance("{He} <said> [she would publish the letters].") == "states"


def test_the_first_sentence_that_does_more_than_state_decides() -> None:
    assert stance("[“The pier is old. Who will pay for it?”] {Okafor} <said>.", "direct") == "asks"


def test_a_question_mark_after_reported_speech_is_the_narrators() -> None:
    assert stance("Has {Okafor} <said> [the pier is safe?]") == "states"


def test_parts_apart_are_read_together() -> None:
    assert stance("{Okafor} <did not>, this week, <endorse> [the levy].") == "opposes"


def test_the_table_knows_every_stance() -> None:
    known = {cue.stance for cues in cue_table().cues.values() for cue in cues}
    assert known == set(get_args(Stance))


def test_a_verb_is_found_in_every_form() -> None:
    table = parse_cues(SMALL_TABLE)
    assert {"say", "says", "saying", "said", "backs", "backed", "backing"} <= set(table.cues)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        pytest.param('stance = "demands"', 'stance = "begs"', "cues.2.stance", id="unknown stance"),
        pytest.param("open = true", "opne = true", "cues.0.opne", id="unknown key"),
        pytest.param("'^to '", "'^to ('", "not a regular expression", id="bad pattern"),
        pytest.param("{blame}", "{blaem}", "nothing is called {blaem}", id="unknown shorthand"),
        pytest.param('["back"]', '["back", "say"]', '"say" has two stances', id="two stances"),
        pytest.param('["back"]', '["back", " "]', "an empty cue", id="empty cue"),
        pytest.param("cues = [", "cues = ", "not TOML", id="not TOML"),
    ],
)
def test_a_mistake_in_the_table_is_named(right: str, wrong: str, message: str) -> None:
    assert right in SMALL_TABLE
    with pytest.raises(CueTableError) as raised:
        parse_cues(SMALL_TABLE.replace(right, wrong, 1))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["stance_labels.jsonl", "stance_tuning.jsonl"])
def test_labels_are_offsets_without_text(name: str) -> None:
    labels = [json.loads(line) for line in (Path(__file__).parent / "data" / name).read_text("utf-8").splitlines()]
    assert {label["stance"] for label in labels} == set(get_args(Stance))
    for label in labels:
        assert set(label) == {"article_id", "source", "cue", "content", "kind", "sampled", "stance"}
        assert all(start < end for role in ("source", "cue", "content") for start, end in label[role])
        assert label["kind"] in get_args(Kind) and label["cue"] and label["content"]
