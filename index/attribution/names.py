"""The names of an article: what its sentences have in capitals, without what only seems to be a name."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.article import Sentence, Span
from index.attribution.capitals import names_within
from index.attribution.lexicon import DEMONYM, FIRST_NAMES, PLACES
from index.attribution.name import Name

_ORDINARY = re.compile(r"[A-Z][a-z]+(?:ed|ing|ly|ive|ous|ful|less|[ai]ble|ical|ional)$")
_PAIR = re.compile(r"\b([^\W\d_a-z]\w+)\s(?:[A-Z]\.\s)?([^\W\d_a-z][\w-]+)")
_SMALL = frozenset(
    "a an the and or but nor as at by for from in into of off on onto over per to up via vs with s than this that "
    "after about between against amid during without".split()
)
_MARKS = re.compile(r"[^\w]*")


def find_names(text: str, sentences: Sequence[Sentence], known: Collection[str] = ()) -> list[Name]:
    """The names of a text, in order, but for its headlines; words in `known` are names wherever they stand."""
    found: list[Name] = []
    for number, sentence in enumerate(sentences):
        words = text[sentence.span.start : sentence.span.end]
        if not is_headline(words):
            found += names_within(words, sentence.span.start, number)
    opening = {sentence.span.start + _opening(text, sentence.span) for sentence in sentences}
    certain = {word for name in found if _is_certain(name) or name.span.start not in opening for word in name.words}
    certain.update(known)
    alone = {name.text for name in found if len(name.words) == 1 and name.span.start not in opening}
    kept = [
        name
        for name in found
        if _is_certain(name) or name.text in (alone if name.kind == "body" else certain) or name.text.isupper()
    ]
    kept = [_without_opening(name) if name.span.start in opening else name for name in kept]
    texts = {name.text for name in kept}
    kept = [_without_epithet(name, texts) for name in kept]
    full = {word for name in kept if len(name.words) > 1 or name.title for word in name.words}
    return [name for name in kept if name.kind != "unknown" or name.text in full or not DEMONYM.match(name.text)]


def headline_names(words: str, offset: int, lasts: Collection[str]) -> list[Name]:
    """Full names in a headline, told from its other capitals by a first name and a last name that the text has."""
    found = []
    for match in _PAIR.finditer(words):
        first, last = match.groups()
        if first.lower() in FIRST_NAMES and last.lower() in lasts:
            span = Span(offset + match.start(), offset + match.end())
            found.append(Name(span, tuple(match.group().split()), "", "person", 0, modifier=True))
    return found


def is_headline(words: str) -> bool:
    """Whether all words have a capital but those that keep none in a headline ("of", "after")."""
    several = re.findall(r"[^\W\d_]+(?:[’'][a-z]+)?", words)
    return len(several) > 4 and all(word in _SMALL or not word.islower() for word in several)


def _without_epithet(name: Name, others: Collection[str]) -> Name:
    """The name without a capital in front that it elsewhere lacks: "Honest Ann Lee"."""
    if len(name.words) < 3 or name.kind == "body" or name.first in FIRST_NAMES:
        return name
    words = name.words[1:]
    if words[0].lower() not in FIRST_NAMES or " ".join(words) not in others:
        return name
    start = name.span.end - len(" ".join(words))
    return replace(name, span=Span(start, name.span.end), words=words, kind="person")


def _without_opening(name: Name) -> Name:
    """The name without an ordinary word that starts the sentence: "Undeterred Moss"."""
    if len(name.words) != 2 or name.kind != "unknown" or not _ORDINARY.match(name.words[0]):
        return name
    start = name.span.end - len(name.words[1])
    return replace(name, span=Span(start, name.span.end), words=name.words[1:])


def _opening(text: str, sentence: Span) -> int:
    match = _MARKS.match(text, sentence.start)
    return len(match.group()) if match else 0


def _is_certain(name: Name) -> bool:
    """Whether a capital at the start of a sentence is not all that makes it a name."""
    return len(name.words) > 1 or name.kind == "person" or name.text.lower() in PLACES
