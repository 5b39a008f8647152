"""What somebody says that somebody else says: sentences within contents are read once more, as texts of their own.

The trained tagger has never seen an attribution within another one, as PolNeAR's primary annotation has none, and finds
hardly any. But "the president had promised a vote" is an attribution like any other once "the senator said" is gone.
Of what is found only that counts by which somebody else does something by saying it: no "I think" within a speaker's
own words, no "if people say", no "you know".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from index.article import Span
from index.attribution.attribution import Attribution, Tagger
from index.attribution.cues import cue_table, plain, tokens_of
from index.passages import split_sentences

_LONGEST = 300
"""Characters of a sentence that are read."""

_MARKS = "\"“”„«»'‘’ \n"
_THAT = re.compile(r"that\s+", re.I)
_NOBODY_ELSE = frozenset(
    """i we me us my our you your one people some many most any no none all those somebody someone anybody anyone
    everybody everyone nobody what which that this there""".split()
)
"""First words of sources that are the speaker himself, or nobody in particular."""
_PRONOUNS = frozenset({"he", "she", "they", "it", "his", "her", "their", "its"})
_SPEECH = frozenset({"proposes", "denies", "demands", "warns", "promises", "asks"})
_SUPPOSED = re.compile(r"\b(?:if|unless|whether|when|suppose|let|would|could|should|might|may)\b[^,;:]*$")
_NO_SUBJECT = frozenset(
    """i we you to would could should might may must can will do did does n’t not the a an this that these those of in
    for with my our your just really also only""".split()
)
"""Words after which a verb is no finite one of another speaker's, or no verb."""
_MODAL = frozenset({"would", "could", "should", "might", "may", "can", "to"})


class NestingTagger:
    """A `Tagger` that adds to what another one finds the attributions within its contents."""

    def __init__(self, tagger: Tagger) -> None:
        self.name = f"{tagger.name}-nested"
        self._tagger = tagger

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """See `Tagger.tag`. What the other one finds is there unchanged."""
        found = [list(some) for some in self._tagger.tag(texts)]
        sentences = [one for number, some in enumerate(found) for one in _sentences(number, texts[number], some)]
        read = self._tagger.tag([sentence.words for sentence in sentences])
        for sentence, inner in zip(sentences, read, strict=True):
            known = [cue for one in found[sentence.text] for cue in one.cue]
            new = [_moved(sentence, one) for one in inner if _says_another(sentence, one)]
            found[sentence.text] += [
                one for one in new if one.cue and one.content and not any(cue.overlaps(one.cue[0]) for cue in known)
            ]
        return [sorted(some, key=lambda one: one.extent.start) for some in found]


class _Sentence(NamedTuple):
    """Part of a content."""

    text: int
    """Number of its text."""
    start: int
    """Where it begins there."""
    words: str
    """As they are there, but with a capital first and a full stop last."""
    speaker: str
    """The words for who says it, plain."""
    direct: bool


def _sentences(number: int, text: str, attributions: Sequence[Attribution]) -> Iterator[_Sentence]:
    """The sentences of contents that hold a verb of saying, each once, for the attribution with the longest content."""
    read: list[Span] = []
    contents = [(span, one) for one in attributions for span in one.content]
    for span, one in sorted(contents, key=lambda pair: pair[0].start - pair[0].end):
        if any(span.overlaps(other) for other in read):
            continue
        read.append(span)
        speaker = plain(" ".join(text[start:end] for start, end in one.source))
        said = text[slice(*span)]
        for sentence in split_sentences(said):
            words = said[slice(*sentence.span)][:_LONGEST]
            skipped = len(words) - len(words.lstrip(_MARKS))
            if that := _THAT.match(words, skipped):
                skipped = that.end()
            words = words[skipped:].rstrip(_MARKS if one.kind == "direct" else None)
            if _may_tell_of_others(words):
                start = span.start + sentence.span.start + skipped
                yield _Sentence(number, start, _as_sentence(words), speaker, one.kind == "direct")


def _as_sentence(words: str) -> str:
    first = words[:1].upper()
    return (first if len(first) == 1 else words[:1]) + words[1:].rstrip(".,") + "."


def _may_tell_of_others(words: str) -> bool:
    """A look that is much quicker than reading: a verb of saying that is finite and not the speaker's own."""
    tokens = tokens_of(plain(words))
    return tokens[-1:] != ["?"] and any(
        word in _speech_verbs() and before not in _NO_SUBJECT for before, word in pairwise(tokens)
    )


def _says_another(sentence: _Sentence, one: Attribution) -> bool:
    """Whether it names somebody else, who does say it."""
    if not one.source:
        return False
    source, cue = (
        tokens_of(plain(" ".join(sentence.words[start:end] for start, end in spans))) for spans in (one.source, one.cue)
    )
    if not source or source[0] in _NOBODY_ELSE or not _MODAL.isdisjoint(cue) or _speech_verbs().isdisjoint(cue):
        return False
    if _SUPPOSED.search(plain(sentence.words[: one.source[0].start])):
        return False
    # In reported speech a pronoun may well be the speaker, unless he is another pronoun: "she said he had warned".
    return (
        source[0] not in _PRONOUNS
        or sentence.direct
        or (sentence.speaker in _PRONOUNS and sentence.speaker != source[0])
    )


def _moved(sentence: _Sentence, one: Attribution) -> Attribution:
    """The same with its places in the whole text, where the full stop is not."""
    last = len(sentence.words) - 1
    source, cue, content = (
        tuple(Span(start + sentence.start, min(end, last) + sentence.start) for start, end in parts if start < last)
        for parts in (one.source, one.cue, one.content)
    )
    return replace(one, source=source, cue=cue, content=content)


@cache
def _speech_verbs() -> frozenset[str]:
    """Forms of the verbs by which one says something; those of being for and against more often tell of deeds.

    Of cues of several words the first alone is no such verb: "was" of "was quoted", "went" of "went on".
    """
    table = cue_table()
    verbs = {
        form
        for form, cues in table.cues.items()
        if any(one.verb and len(one.words) == 1 and (one.open or one.stance in _SPEECH) for one in cues)
    }
    return frozenset(verbs) - table.passed_over
