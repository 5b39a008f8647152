"""The names of one sentence or phrase: runs of capitalised words, cut from titles and from what does not belong."""

import re
from collections.abc import Iterator

from index.article import Span
from index.attribution.lexicon import (
    ABBREVIATED,
    BODIES,
    BODY_NOUNS,
    DOCUMENTS,
    FIRST_NAMES,
    GROUP,
    MEMBERS,
    NOT_NAMES,
    ROLES,
    TITLES,
)
from index.attribution.name import Name, NameKind

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
_FOLLOWING = re.compile(
    r"(?P<possessive>[’']s?)?\s+(?P<first>[a-z][\w-]*)(?:\s+(?P<second>[a-z][\w-]*)(?:\s+(?P<third>[a-z][\w-]*))?)?"
)
_NO_NAME = re.compile(r"[RDI]-[A-Z]|[A-Z]\.?(?:\s[A-Z]\.?)*$")
_INSTITUTIONS = frozenset(
    "department committee subcommittee commission agency bureau court ministry university party senate house "
    "congress council administration".split()
)
_OFFICES = frozenset("state defense defence treasury house senate staff energy labor labour commerce education".split())
_MONTH_SURNAMES = frozenset(("may", "march", "august", "april", "june", "will"))
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth one two three four five".split()
)
_DIVIDING = NOT_NAMES - _MONTH_SURNAMES - _ORDINALS - {"the", "a", "and", "of", "for", "on", "god"}
_BEFORE_LAST = TITLES | FIRST_NAMES
_NO_LAST_NAMES = BODIES - {"hill", "guard", "post"}


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
            if head in BODIES or head in TITLES or head in MEMBERS:
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
    if not rest or not before or rest[0].rstrip(".") in _BEFORE_LAST:
        return False
    if any(word in ("of", "for", "on") for word in before):
        return rest[-1] not in _INSTITUTIONS and "of" not in rest
    plain = before[0].rstrip(".") not in _BEFORE_LAST and before[-1] not in BODIES
    return definite and plain and rest[-1] in _INSTITUTIONS


def _name(parts: list[tuple[str, int]], words: str, offset: int, sentence: int) -> Name | None:
    while parts and _is_no_start(parts[0][0]) and not (parts[0][0].lower() in MEMBERS and len(parts) > 2):
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
    return Name(Span(offset + start, offset + end), named, title, kind, sentence, _modifies(words, end))


def _is_no_start(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    several = plain.endswith("s") and plain[:-1] in ROLES and plain not in TITLES
    lower = not word[0].isupper() and "-" not in word
    return plain in NOT_NAMES or several or lower or bool(GROUP.match(plain))


def _is_no_end(parts: list[tuple[str, int]]) -> bool:
    word = parts[-1][0].lower()
    if len(parts) > 1 and word in _MONTH_SURNAMES:
        return parts[-2][0].lower() not in FIRST_NAMES
    if len(parts) == 1 and word in MEMBERS:
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
    if len(words) > 1 and plain[0].rstrip(".") in FIRST_NAMES and plain[-1] not in _NO_LAST_NAMES:
        return "person" if not any(word in ("of", "for", "and") for word in plain) else "body"
    if any(word in BODIES for word in plain) or _is_acronym(words):
        return "body"
    return "unknown"


def _is_acronym(words: tuple[str, ...]) -> bool:
    plain = words[-1].replace(".", "")
    return len(words) == 1 and 2 <= len(plain) <= 6 and plain.isupper() and plain not in ("US", "UK", "EDT", "EST")


def _with_body_noun(named: tuple[str, ...], words: str, end: int) -> tuple[tuple[str, ...], int] | None:
    """The name together with the noun that makes it a body's, and its new end: "Harbour" and "campaign"."""
    match = _FOLLOWING.match(words, end)
    if not match:
        return None
    following = [match.group(group) or "" for group in ("first", "second", "third")]
    if following[0] in BODY_NOUNS:
        return None if _is_role(following[1]) else ((*named, following[0]), match.end("first"))
    if following[1] in BODY_NOUNS and following[0] not in NOT_NAMES and not match.group("possessive"):
        return None if _is_role(following[2]) else ((*named, *following[:2]), match.end("second"))
    return None


def _modifies(words: str, end: int) -> bool:
    """Whether a noun follows that the name only tells more of: "Harbour officials", "the Moss report"."""
    match = _FOLLOWING.match(words, end)
    if not match or match.group("possessive"):
        return False
    first, second = match.group("first"), match.group("second") or ""
    return _is_role(first) or first.rstrip("s") in DOCUMENTS or (first in BODY_NOUNS and _is_role(second))


def _is_role(word: str) -> bool:
    return word in ROLES or (word.endswith("s") and word[:-1] in ROLES) or word in ("allies", "people", "backers")
