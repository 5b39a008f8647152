"""One speaker under many names: keys for the ledger, and which of its names a query means.

Two full names are one person only if their last names and first names agree ("Sergey V. Lavrov", "Sergei Lavrov"); a
last name alone is weak evidence: a query "Lavrov" means everybody of that name, and the name "Lavrov" in the ledger is
meant by "Sergei Lavrov" only while no other person there shares it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from index.attribution.lexicon import BODIES, FEMALE_NAMES, FEMALE_TITLES, FIRST_NAMES, MALE_NAMES, MALE_TITLES, TITLES

_TABLE: dict[str, Any] = tomllib.loads(files("index.attribution").joinpath("aliases.toml").read_text("utf-8"))
_LONG_FORMS = {short.lower(): long.lower() for long, shorts in _TABLE["first_names"].items() for short in shorts}
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SPELLINGS = {"defence": "defense", "labour": "labor", "centre": "center", "organisation": "organization"}
_COUNTRIES = ("us", "usa", "american", "united states")
_BEFORE_TITLES = frozenset(
    "former acting deputy vice assistant then interim retired prime foreign finance defense".split()
)
_UNTRANSLATED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_POSSESSIVE = re.compile(r"['’]s?$|(?<=s)['’]$")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
_MIDDLE = re.compile(r"(?<=\w\s)(?:[A-Z]\.\s?)+(?=[A-Z]\w)")
_DEPARTMENT = re.compile(r"^(department|ministry) of (?:the )?(.+)$")
_RUSSIAN_END = re.compile(r"(?<=[a-z]{2})(?:e?[iyj]{1,3})$")


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """The key of a speaker: the same for all spellings of one full name, to be compared and stored, not shown.

    Title, article, possessive, accents, case, hyphens and middle initials are gone; short first names are long, bodies
    have the name that aliases.toml gives them. "Jr." stays, for father and son are two.
    """
    plain = _plain(name)
    if _is_body(plain):
        return _bodies().get(plain, _inverted(plain))
    return _person_key(_plain(_MIDDLE.sub("", name)))


def matching(query: str, names: Iterable[str]) -> list[str]:
    """The names that a query means, best first; those that match alike keep their order.

    The query may be a full name, a last name, a name with its title, a body or an abbreviation.
    """
    key, gender, initials = normalise(query), _gender_asked(query), _initials(query)
    known = {name: normalise(name) for name in names}
    scored = []
    for name, other in known.items():
        score = _likeness(key, other) if key else 0.0
        if not score:
            continue
        lone = len(other.split()) == 1 < len(key.split()) and not _is_body(key)
        rival = initials and _initials(name) and initials != _initials(name)
        if rival or (gender and _contradicts(other, gender)) or (lone and not _is_unshared(key, other, known.values())):
            continue
        scored.append((score, name))
    return [name for _, name in sorted(scored, key=lambda one: -one[0])]


def _likeness(query: str, name: str) -> float:
    """From 0 (another speaker) to 1 (the same key)."""
    if query == name:
        return 1.0
    if _is_body(query) or _is_body(name):
        return _body_likeness(query.split(), name.split()) if _is_body(query) and _is_body(name) else 0.0
    one, other = query.split(), name.split()
    suffixes = _SUFFIXES.intersection(one) ^ _SUFFIXES.intersection(other)
    one, other = _without_suffix(one), _without_suffix(other)
    if not one or not other or not _same_last(one, other):
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return 0.5
    if one == other[-len(one) :] or other == one[-len(other) :]:
        return 0.7  # "Peña Nieto" for "Enrique Peña Nieto"
    if not _same_first(one, other):
        return 0.0
    return 0.6 if suffixes else 0.9


def _body_likeness(query: Sequence[str], name: Sequence[str]) -> float:
    """A body's name without the words that tell which one: "foreign ministry" for "russian foreign ministry"."""
    short, long = sorted((query, name), key=len)
    return 0.4 if len(short) > 1 and list(long[-len(short) :]) == list(short) else 0.0


def _same_last(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether last names agree. In "Kim Jong Un", where no word is a common first name, the first may be the last."""
    if one[-1] == other[-1]:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and len(long) == 3 and long[0] not in FIRST_NAMES and short[0] == long[0]


def _same_first(one: Sequence[str], other: Sequence[str]) -> bool:
    first, second = one[0], other[0]
    short, long = sorted((first, second), key=len)
    return first == second or (len(short) == 1 and long.startswith(short))


def _without_suffix(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in _SUFFIXES]


def _initials(name: str) -> str:
    """The middle initials, which tell "George W. Bush" from "George H. W. Bush"."""
    match = _MIDDLE.search(name)
    return "".join(character for character in match.group() if character.isupper()) if match else ""


def _is_unshared(query: str, last: str, keys: Iterable[str]) -> bool:
    """Whether nobody else among the names has this last name, so that it can only mean the query's person."""
    rivals = [one for one in keys if len(one.split()) > 1 and not _is_body(one) and _likeness(last, one) > 0]
    return all(_likeness(query, rival) > 0.5 for rival in rivals)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.strip().casefold().translate(_UNTRANSLATED))
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    folded = _DOTTED.sub(lambda match: match.group().replace(".", "") + " ", folded)
    words = [_POSSESSIVE.sub("", word) for word in re.sub(r"[-‐–/,.()“”\"]", " ", folded).split()]
    words = [_SPELLINGS.get(word, word).replace("'", "").replace("’", "") for word in words if word]
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


@lru_cache(maxsize=1)
def _bodies() -> dict[str, str]:
    """Every name of a body in the table -> its key."""
    table = {}
    for full, others in _TABLE["bodies"].items():
        for name in (full, *others):
            plain = _plain(name)
            for form in (plain, *(f"{country} {plain}" for country in _COUNTRIES)):
                table[form] = _inverted(_plain(full))
    return table


def _inverted(plain: str) -> str:
    """ "department of state" as "state department"."""
    match = _DEPARTMENT.match(plain)
    return f"{match.group(2)} {match.group(1)}" if match else plain


@lru_cache(maxsize=65536)
def _is_body(plain: str) -> bool:
    words = plain.split()
    if plain in _bodies() or plain in _bodies().values():
        return True
    given = len(words) > 1 and words[0] in FIRST_NAMES and "of" not in words
    return not given and any(word in BODIES for word in words) and not _is_titled(words)


def _is_titled(words: Sequence[str]) -> bool:
    """Whether it starts with a person's title, and the words of a body belong to that: "secretary of the treasury"."""
    return _after_title(words) > 0 and not any(word in BODIES for word in words[_after_title(words) :])


def _after_title(words: Sequence[str]) -> int:
    """The number of words of the title in front; 0 without one, or if no name is left."""
    end = 0
    for i, word in enumerate(words[:-1]):
        if word in TITLES:
            end = i + 1
            if words[end : end + 1] == ["of"]:
                end += 2 + (words[end + 1 : end + 2] == ["the"])
                end += words[end - 1 : end + 1] == ["united", "states"]
        elif i >= end and word not in _BEFORE_TITLES and not any(one in TITLES for one in words[i + 1 : -1]):
            break
    return end if end < len(words) else 0


def _person_key(plain: str) -> str:
    words = plain.split()
    words = words[_after_title(words) :]
    if len(words) > 2:
        words = [words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1]]
    if len(words) > 1:
        words[0] = _LONG_FORMS.get(words[0], words[0])
    return " ".join(_RUSSIAN_END.sub("i", word.replace("ks", "x")) for word in words)


def _gender_asked(query: str) -> str:
    words = set(_plain(query).split()[:-1])
    return "female" if words & FEMALE_TITLES else "male" if words & MALE_TITLES else ""


def _contradicts(key: str, gender: str) -> bool:
    first = key.split()[0] if len(key.split()) > 1 else ""
    others = MALE_NAMES if gender == "female" else FEMALE_NAMES
    return first in {_RUSSIAN_END.sub("i", one) for one in others}
