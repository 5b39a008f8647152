"""The outlets that a question names, and whether it asks for their account alone."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_TAIL = re.compile(
    r"\s*(?:\([^()]*\)|\s[-–—|:]\s.*|\.(?:com|org|net|co\.uk)|\b(?:online|opinion|opinions|editorials?|web|website|news))\s*$",
    re.I,
)
_COMMON = frozenset(
    """reason time nature nation hill vice fortune slate salon week spectator independent guardian sun star mirror
    post times record standard mail express globe wire conversation intercept observer commentary telegraph
    herald people life money chronicle dispatch courier tribune journal press gazette argus echo sentinel
    monitor leader examiner variety news today daily quartz insider politics science cell ms free voice bulletin
    register fox ted crisis america american advocate atlantic verge cut ringer root grist lawfare just security
    first things""".split()
)
"""Names of outlets that are also words: only a turn of phrase makes them outlets."""
_LAST_WORD = frozenset(
    """times post news review journal herald tribune courier press magazine today gazette chronicle observer guardian
    reporter telegraph mail monitor insider newshour radio television tv beacon dispatch bulletin caller beast examiner
    sentinel globe register standard weekly ledger argus echo mercury inquirer independent""".split()
)
"""Last words that tell an outlet from a person or body, whose words other outlets report too."""
_ARTICLE = r"(?:[Tt]he\s+)?"
_ACCORDING = re.compile(rf"(?i:\b(?:according to|as (?:reported|published|told|described) (?:by|in)))\s+{_ARTICLE}$")
_DOES = re.compile(
    rf"(?i:\b(?:what|how|why|whom?|which|when|where)\b)[^?.,;:]{{0,40}}?\b(?:do|does|did|has|have|had)\s+{_ARTICLE}$"
)
_SAYS = re.compile(
    r"^\s+(?:each |both |also )?(?:say|said|report|write|written|claim|argue|publish|describe|tell us)\w*\b"
)
_USED = re.compile(
    rf"(?i:\b(?:in|by|from|do|does|did|and|or|between|versus|vs\.?|than|told|tell|to|with))\s+{_ARTICLE}$"
)
_FOLLOWED = re.compile(
    r"^(?:[’']s?\s+(?:\w+\s+){0,2}?(?:report|article|account|story|editorial|coverage|column|interview|piece|reporter)s?\b"
    r"|\s+(?:says?|said|reports?|reported|writes?|wrote|differ|article|editorial|interview|coverage|story)\b)"
)
_LIST = re.compile(rf"\s*(?:,|,?\s*(?:and|or|&))\s*{_ARTICLE}")


class NamedOutlets(NamedTuple):
    """Outlets as the articles spell them."""

    asked: tuple[str, ...]
    """Those whose account the question asks for: "according to ..."."""
    named: tuple[str, ...]
    """Those that it names in any way."""
    spans: tuple[tuple[int, int], ...]
    """Where it names them, and nobody else of that name."""


class _Use(NamedTuple):
    start: int
    end: int
    outlets: tuple[str, ...]
    asked: bool
    doubtful: bool


def named_outlets(question: str, outlets: Iterable[str]) -> NamedOutlets:
    """Find the library's outlets in a question."""
    uses: list[_Use] = []
    for start, end, alias, names in _occurrences(question, _aliases(tuple(outlets))):
        before, after = question[:start], question[end:]
        inherits = bool(uses) and bool(_LIST.fullmatch(question[uses[-1].end : start])) and uses[-1].asked
        cue = bool(_ACCORDING.search(before)) or bool(_DOES.search(before) and _SAYS.search(after)) or inherits
        if not cue and not _is_used_as_outlet(question, start, end, alias, names):
            continue
        if not _spelled(question[start:end], alias, cue):
            continue
        doubtful = _is_perhaps_no_outlet(alias, names)
        uses.append(_Use(start, end, names, cue and not doubtful, doubtful))
    return NamedOutlets(
        tuple(dict.fromkeys(name for use in uses if use.asked for name in use.outlets)),
        tuple(dict.fromkeys(name for use in uses for name in use.outlets)),
        tuple((use.start, use.end) for use in uses if not use.doubtful),
    )


@lru_cache(maxsize=8)
def _aliases(outlets: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """What an outlet may be called, in lower case -> the outlets of that name."""
    aliases: dict[str, list[str]] = {}
    for outlet in outlets:
        whole = " ".join(outlet.split())
        names = {whole, *_shortened(whole)}
        if len(initials := "".join(word[0] for word in _shortest(whole).split() if word[0].isupper())) >= 3:
            names.add(initials)
        if whole.lower() == "associated press":
            names.add("AP")
        for name in names:
            aliases.setdefault(re.sub(r"^the\s+", "", name.lower()), []).append(outlet)
    return {alias: tuple(dict.fromkeys(names)) for alias, names in aliases.items() if len(alias) > 1}


def _shortened(name: str) -> Sequence[str]:
    """A name without what librarians add to it: "Lake Post - Opinion", "Lake Online News", "lakepost.com"."""
    shorter = [name]
    while (rest := _TAIL.sub("", shorter[-1]).strip()) and rest != shorter[-1]:
        shorter.append(rest)
    if shorter[-1].lower().startswith("the") and shorter[-1][3:4].isupper():
        shorter.append(shorter[-1][3:])
    if re.search(r"\bOnline News$", name):
        shorter.append(name.replace("Online News", "News"))
    return shorter


def _shortest(name: str) -> str:
    return re.sub(r"^[Tt]he\s+", "", _shortened(name)[-1])


def _occurrences(question: str, aliases: dict[str, tuple[str, ...]]) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """Where aliases stand as whole words: the longest first, none within another; in the question's order."""
    lower = question.lower()
    found: list[tuple[int, int, str, tuple[str, ...]]] = []
    for alias in sorted(aliases, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w-]){re.escape(alias)}(?![\w-])", lower) if alias in lower else ():
            if not any(match.start() < end and start < match.end() for start, end, _, _ in found):
                found.append((match.start(), match.end(), alias, aliases[alias]))
    return sorted(found)


def _is_used_as_outlet(question: str, start: int, end: int, alias: str, names: Sequence[str]) -> bool:
    before, after = question[:start], question[end:]
    if re.search(r"\w\W+(?!The\b)[A-Z]\w+\s+$", before) and " " not in alias:
        return False  # a surname
    if re.match(r"\s+[A-Z]\w+", after) and not _FOLLOWED.match(after):
        return False  # part of a longer name
    if alias not in _COMMON:
        return True
    capital_the = re.search(r"\bThe\s+$", before)
    lower_the = re.search(r"\bthe\s+$", before)
    used = _USED.search(before) or _FOLLOWED.match(after)
    if all(name.startswith("The ") for name in names) and not capital_the:
        return False
    return bool(used) and not lower_the and bool(before.strip())


def _spelled(written: str, alias: str, cue: bool) -> bool:
    """Whether capitals allow the reading: a word in lower case is an outlet only after a cue, a common one never."""
    if any(character.isupper() for character in written) or not any(map(str.isalpha, written)):
        return not (alias.isalpha() and len(alias) <= 4 and alias in _COMMON and written.islower())
    return cue and alias not in _COMMON and len(alias) > 3


def _is_perhaps_no_outlet(alias: str, outlets: Sequence[str]) -> bool:
    """Whether an outlet bears a name like a person's or a body's: one that other outlets quote."""
    shortened = all(alias != re.sub(r"^the\s+", "", " ".join(name.split()).lower()) for name in outlets)
    words = alias.split()
    if len(words) == 1:
        capitals = any(name.split()[0].isupper() for name in outlets) or alias.upper() in {"AP", "NYT", "WSJ"}
        dotted = any("." in name or "Online News" in name for name in outlets) and alias not in _COMMON
        return shortened and not capitals and not dotted and len(alias) > 4
    return words[-1] not in _LAST_WORD and words[0] != "daily"
