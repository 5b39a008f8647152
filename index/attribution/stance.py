"""What somebody does by saying something: from the cue, its negation and what is said, by the table of `cues.toml`.

docs/stance.md tells what each stance means and how well this finds it.
"""

import re
from collections.abc import Iterator, Sequence

from index.article import Span
from index.attribution.attribution import Attribution, Stance
from index.attribution.cues import Cue, CueTable, cue_table, plain, tokens_of

_SENTENCES = 4
"""Sentences of the content that are looked at."""

_LONGEST = 400
"""Characters of a sentence that are looked at."""

_BETWEEN_SENTENCES = re.compile(r"(?<=[^A-Z][.!?])[\"“”’')\]]*\s+")
_NEGATED_BEFORE = re.compile(r"(?:\bnot|n’t|\bnever|\brefus\w+ to|\bdeclin\w+ to|\bwithout)\s*$")
_MARKS = re.compile(r"[\"“”„«»\[\]*]+")
_QUOTED = re.compile(r"[\"“„«]|''|^['‘]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUBJECT = re.compile(r"(?:that )?([a-z]+)\b")
_OTHERS = {"he": frozenset({"she", "they"}), "she": frozenset({"he", "they"})}
_NAME = re.compile(r"[^\W\d_][\w’.-]*")


def stance_of(text: str, attribution: Attribution) -> Stance:
    """The stance of an attribution in its article's text."""
    table = cue_table()
    content = _joined(text, attribution.content)
    if attribution.kind == "indirect" and not _QUOTED.search(content):  # then a question mark is the narrator's
        content = content.replace("?", ".")
    tokens = tokens_of(plain(_joined(text, attribution.cue)))
    cue_end = attribution.cue[-1].end
    following = tokens_of(plain(text[cue_end : cue_end + 40]))[:3]
    negated = _NEGATED_BEFORE.search(plain(text[max(0, attribution.cue[0].start - 16) : attribution.cue[0].start]))
    source = _joined(text, attribution.source)
    best = _best(table, tokens, following, content, source, bool(negated))
    if best is not None and not best[0].open:
        cue, turned = best
        return cue.negated if turned else cue.stance
    if best is not None and best[1]:
        return "states"
    said = _as_speaker(content, source)
    return _stance_of_content(table, said, _others(text, attribution))


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " ".join(text[span.start : span.end] for span in spans)


def _best(
    table: CueTable, tokens: list[str], following: list[str], content: str, source: str, negated: bool
) -> tuple[Cue, bool] | None:
    """The entry that decides, and whether it is negated."""
    everything = tokens + following
    ranked: list[tuple[tuple[bool, int, bool, bool, int], Cue, bool]] = []
    said, speaker = (plain(_MARKS.sub("", words[:_LONGEST])).strip() for words in (content, source))
    for position, token in enumerate(tokens):
        for cue in table.at(everything, position):
            if not cue.holds(said, speaker):
                continue
            rank = (cue.conditional, len(cue.words), cue.stance != "states", cue.open, -position)
            ranked.append((rank, cue, negated))
        negated = negated or token in table.negators
    if not ranked:
        return None
    _, cue, turned = max(ranked, key=lambda entry: entry[0])
    return cue, turned


def _others(text: str, attribution: Attribution) -> frozenset[str]:
    """The pronouns that do not stand for the speaker as a sentence's subject."""
    if attribution.kind == "direct":
        return frozenset({"he", "she", "they", "it"})
    return _OTHERS.get(plain(_joined(text, attribution.source)), frozenset())


def _stance_of_content(table: CueTable, content: str, others: frozenset[str]) -> Stance:
    """The stance of the first sentence that does not merely state."""
    for sentence in _sentences(content):
        subject = _SUBJECT.match(sentence)
        if subject and subject.group(1) in others:
            sentence = "somebody" + sentence[subject.end() :]
        words = frozenset(_WORD.findall(sentence))
        for entry in table.contents:
            if entry.found_in(sentence, words):
                return entry.stance
    return "states"


def _sentences(content: str) -> Iterator[str]:
    for sentence in _BETWEEN_SENTENCES.split(content, maxsplit=_SENTENCES)[:_SENTENCES]:
        yield plain(_MARKS.sub("", sentence).strip(" ,;:—–-\n")[:_LONGEST])


def _as_speaker(content: str, source: str) -> str:
    """The content with "he" for the source's own name at its beginning: Okafor said "that Okafor would run"."""
    names = _NAME.findall(source)
    if not names:
        return content
    own_name = rf"^([\"“]?that |[\"“])?(?:[\w.]+ ){{0,2}}?{re.escape(names[-1])}(?= |['’]s )"
    return re.sub(own_name, r"\g<1>he", content, count=1)
