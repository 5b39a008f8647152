"""Names in a text: stretches of capitalised words, without the title before them, and what kind of thing they name."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from index.article import Sentence, Span
from index.attribution.lexicon import ABBREVIATED, BODIES, BODY_NOUNS, DOCUMENTS, FIRST_NAMES, NOT_NAMES, ROLES, TITLES

NameKind = Literal["person", "body", "unknown"]

_UPPER = "A-ZÀ-ÖØ-ÞĀĆČĎĐĒĖĘĚĞĪĮİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽ"
_WORD = (
    rf"(?:(?:{'|'.join(ABBREVIATED)})\.|(?:[{_UPPER}]\.)+|[{_UPPER}][\w&]*(?:[-’'/](?![sS]\b)\w+)*"
    rf"|[ae]l-[{_UPPER}]\w+)"
)
_PARTICLE = r"(?:de|da|di|del|della|la|van|von|der|den|bin|ibn|al|el|du|dos|ter)"
_RUN = rf"{_WORD}(?:[ \u00a0]+(?:{_PARTICLE}[ \u00a0]+){{0,2}}{_WORD})*"
_CHAIN = re.compile(
    rf"(?P<the>[Tt]he[ \u00a0])?{_RUN}(?:,?[ \u00a0]and[ \u00a0]{_RUN})?"
    rf"(?:[ \u00a0](?:of|for|on)(?:[ \u00a0](?:the|a))?[ \u00a0]{_RUN}(?:,?[ \u00a0]and[ \u00a0]{_RUN})?)*"
)
_PART = re.compile(rf"[ae]l-[{_UPPER}]\w+|{_PARTICLE}(?=\W)|(?:of|for|on|the|a|and)(?=\W)|{_WORD}")
_INSTITUTIONS = frozenset(
    "department committee subcommittee commission agency bureau court ministry university party senate house "
    "congress council administration".split()
)
_OFFICES = frozenset("state defense defence treasury house senate staff energy labor labour commerce education".split())
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_MEMBERS = frozenset("appeals states americans citizens mothers veterans students voters workers women doctors".split())
_GROUP = re.compile(
    r"(?:\w+(?:icans|ians|ists|crats|muslims)|germans|muslims|saudis|israelis|iraqis|hispanics|latinos|evangelicals|.*-\w+(?:led|ed|run))$"
)
_MONTH_SURNAMES = frozenset(("may", "march", "august", "april", "june", "will"))
_FOLLOWING = re.compile(r"(?P<possessive>[’']s?)?\s+(?P<words>[a-z][\w-]*(?:\s+[a-z][\w-]*){0,2})")
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth one two three four five".split()
)
_DIVIDING = NOT_NAMES - _MONTH_SURNAMES - _ORDINALS - {"the", "a", "and", "of", "for", "on", "god"}
_ORDINARY = re.compile(r"[A-Z][a-z]+(?:ed|ing|ly|ive|ous|ful|less|[ai]ble|ical|ional)$")
_NO_NAME = re.compile(r"[RDI]-[A-Z]|[A-Z]\.?$")
_ADJECTIVE = re.compile(
    r"(?:\w+(?:ian|ish|ese|cratic|lican|ican|ist|ic)|Saudi|Iraqi|Israeli|Pakistani|French|Dutch|Greek)$"
)
_PAIR = re.compile(rf"\b([{_UPPER}]\w+)\s(?:[{_UPPER}]\.\s)?([{_UPPER}][\w-]+)")
_MARKS = re.compile(r"[^\w]*")


@dataclass(frozen=True)
class Name:
    """A name where it stands in the text."""

    span: Span
    """Of the name alone."""
    words: tuple[str, ...]
    """The name's words, with neither title nor article."""
    title: str
    """What stands before it with capitals: "Foreign Minister", "Sen."; empty if nothing does."""
    kind: NameKind
    sentence: int
    """Number of its sentence, from 0."""
    modifier: bool = False
    """Whether it only tells which of another thing: "Obama" in "Obama officials"."""

    @cached_property
    def last(self) -> str:
        """The last name in lower case."""
        words = [word for word in self.words if word.rstrip(".").lower() not in _SUFFIXES] or list(self.words)
        return words[-1].lower().removeprefix("al-").removeprefix("el-")

    @cached_property
    def first(self) -> str:
        """The first name in lower case; empty for a name of one word."""
        return self.words[0].rstrip(".").lower() if len(self.words) > 1 else ""

    @cached_property
    def suffix(self) -> str:
        """ "jr" or the like, in lower case; empty without one."""
        word = self.words[-1].rstrip(".").lower()
        return word if len(self.words) > 1 and word in _SUFFIXES else ""

    @cached_property
    def text(self) -> str:
        """The words as one string."""
        return " ".join(self.words)


def find_names(text: str, sentences: Sequence[Sentence]) -> list[Name]:
    """The names of a text, in order. Headlines, where every word has a capital, are passed over."""
    found: list[Name] = []
    for number, sentence in enumerate(sentences):
        words = text[sentence.span.start : sentence.span.end]
        if not is_headline(words):
            found += names_within(words, sentence.span.start, number)
    opening = {sentence.span.start + _opening(text, sentence.span) for sentence in sentences}
    certain = {word for name in found if _is_certain(name) or name.span.start not in opening for word in name.words}
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
    return [name for name in kept if name.kind != "unknown" or name.text in full or not _ADJECTIVE.match(name.text)]


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
    """Whether nearly every word of a sentence has a capital."""
    long = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return len(long) > 4 and sum(word[0].isupper() for word in long) > 0.75 * len(long)


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
    return len(name.words) > 1 or name.kind == "person"


def names_within(words: str, offset: int = 0, sentence: int = 0) -> list[Name]:
    """The names of one sentence or phrase, which starts at `offset`."""
    found: list[Name] = []
    for match in _CHAIN.finditer(words):
        parts = [(part.group(), part.start() + match.start()) for part in _PART.finditer(match.group())]
        for piece in _pieces(parts, definite=bool(match.group("the"))):
            name = _name(piece, words, offset, sentence)
            if name is not None:
                found.append(name)
    return found


def _pieces(parts: list[tuple[str, int]], definite: bool) -> Iterator[list[tuple[str, int]]]:
    """Cut a chain of capitalised words where "of", "for", "on" or "and" does not belong to a name."""
    piece: list[tuple[str, int]] = []
    for i, (word, start) in enumerate(parts):
        if word in ("of", "for", "on") and piece:
            head = piece[-1][0].lower()
            if head in BODIES or head in TITLES or head in _MEMBERS:
                piece.append((word, start))
                continue
            yield piece
            piece = []
        elif word == "and":
            if _belongs(piece, [part.lower() for part, _ in parts[i + 1 :]], definite):
                piece.append((word, start))
                continue
            yield piece
            piece = []
        elif piece and word.lower() in _DIVIDING:
            yield piece
            piece = []
        elif piece or word not in ("the", "a"):
            piece.append((word, start))
    if piece:
        yield piece


def _belongs(piece: list[tuple[str, int]], rest: list[str], definite: bool) -> bool:
    """Whether "and" joins words of one name: "the Harbour and Coast Committee", "Department of Fish and Game"."""
    before = [word.lower() for word, _ in piece if word.lower() != "the"]
    if not rest or not before or rest[0].rstrip(".") in TITLES | FIRST_NAMES:
        return False
    if any(word in ("of", "for", "on") for word in before):
        return rest[-1] not in _INSTITUTIONS and "of" not in rest
    plain = before[0].rstrip(".") not in TITLES | FIRST_NAMES and before[-1] not in BODIES
    return definite and plain and rest[-1] in _INSTITUTIONS


def _name(parts: list[tuple[str, int]], words: str, offset: int, sentence: int) -> Name | None:
    while parts and _is_no_start(parts[0][0]) and not (parts[0][0].lower() in _MEMBERS and len(parts) > 2):
        parts = parts[1:]
    while parts and _is_no_end(parts):
        parts = parts[:-1]
    title, parts = _without_title(parts)
    if not parts:
        return None
    start, end = parts[0][1], parts[-1][1] + len(parts[-1][0])
    named = tuple(word for word, _ in parts)
    if _NO_NAME.match(" ".join(named)):
        return None
    kind = _kind(title, named)
    if kind != "person" or not title:
        longer = _with_body_noun(named, words, end)
        if longer is not None:
            named, end, kind = *longer, "body"
    return Name(Span(offset + start, offset + end), named, title, kind, sentence, _modifies(words, end, kind))


def _is_no_start(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    if (
        plain in NOT_NAMES
        or _GROUP.match(plain)
        or (plain.endswith("s") and plain[:-1] in ROLES and plain not in TITLES)
    ):
        return True
    return not word[0].isupper() and "-" not in word


def _is_no_end(parts: list[tuple[str, int]]) -> bool:
    word = parts[-1][0].lower()
    if len(parts) > 1 and word in _MONTH_SURNAMES:
        return parts[-2][0].lower() not in FIRST_NAMES
    if len(parts) == 1 and word in _MEMBERS:
        return True
    if len(parts) > 1 and word.endswith("s") and word[:-1] in ROLES and parts[-2][0].lower() not in FIRST_NAMES:
        return True
    return word.replace("’", "'") in NOT_NAMES or (not parts[-1][0][0].isupper() and "-" not in word)


def _without_title(parts: list[tuple[str, int]]) -> tuple[str, list[tuple[str, int]]]:
    """Title and name: ("Secretary of State", "John", ...) is cut after "State"."""
    plain = [word.rstrip(".").lower() for word, _ in parts]
    if plain and plain[-1] in BODIES and not (len(plain) > 1 and plain[-2] in FIRST_NAMES):
        return "", parts
    heads = [i for i, word in enumerate(plain) if word in TITLES]
    if not heads:
        return "", parts
    cut = heads[-1] + 1
    if cut < len(parts) and plain[cut] in ("of", "for"):
        office = cut + 1 + (plain[cut + 1 : cut + 2] == ["the"])
        after = office + 1 if plain[office : office + 1] and plain[office] in _OFFICES else len(parts)
        cut = next((i for i in range(cut, len(parts)) if plain[i] in FIRST_NAMES), after)
    elif len(parts) - cut > 2 and plain[cut] not in FIRST_NAMES:
        cut = next((i for i in range(cut, len(parts) - 1) if plain[i] in FIRST_NAMES), cut)
    return " ".join(word for word, _ in parts[:cut]), parts[cut:]


def _kind(title: str, words: tuple[str, ...]) -> NameKind:
    plain = [word.lower() for word in words]
    if title:
        return "person"
    if len(words) > 1 and plain[0].rstrip(".") in FIRST_NAMES and plain[-1] not in BODIES - {"hill", "guard", "post"}:
        return "person" if not any(word in ("of", "for", "and") for word in plain) else "body"
    if any(word in BODIES for word in plain) or _is_acronym(words):
        return "body"
    return "unknown"


def _is_acronym(words: tuple[str, ...]) -> bool:
    plain = words[-1].replace(".", "")
    return len(words) == 1 and 2 <= len(plain) <= 6 and plain.isupper() and plain not in ("US", "UK", "EDT", "EST")


def _with_body_noun(named: tuple[str, ...], words: str, end: int) -> tuple[tuple[str, ...], int] | None:
    """The name together with the noun that makes it a body's: "Harbour" and "campaign"."""
    match = _FOLLOWING.match(words, end)
    if not match:
        return None
    following = match.group("words").split()
    for length in (1, 2):
        if len(following) < length or following[length - 1] not in BODY_NOUNS:
            continue
        after = following[length] if len(following) > length else ""
        if _is_role(after) or (length == 2 and (following[0] in NOT_NAMES or match.group("possessive"))):
            return None
        nouns = tuple(following[:length])
        return (*named, *nouns), match.start("words") + len(
            re.match(r"\S+(?:\s+\S+)?" if length == 2 else r"\S+", match.group("words")).group()
        )  # type: ignore[union-attr]
    return None


def _modifies(words: str, end: int, kind: NameKind) -> bool:
    match = _FOLLOWING.match(words, end)
    if not match or match.group("possessive"):
        return False
    following = match.group("words").split()
    return any(_is_role(word) or word in DOCUMENTS or word.rstrip("s") in DOCUMENTS for word in following[:1]) or (
        len(following) > 1 and _is_role(following[1]) and following[0] in BODY_NOUNS
    )


def _is_role(word: str) -> bool:
    return word in ROLES or (word.endswith("s") and word[:-1] in ROLES) or word in ("allies", "people", "backers")
