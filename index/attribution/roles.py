"""What a text calls the bearers of names: "Russia's foreign minister" before, between commas after, "(R-Iowa)"."""

import re

from index.attribution.lexicon import BODY_NOUNS, NOT_NAMES, ROLES, STRANGERS
from index.attribution.name import Name

_PLAIN = re.compile(r"[\w’'&.-]+")
_BEFORE_COMMA = re.compile(
    r"(?:^|[\s“\"(—–-])((?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Mm]y|[Oo]ne of|[\w.]+(?:\s[\w.]+)?[’']s?)\s"
    r"(?:[\w’'&.-]+\s){0,6}?[\w’'-]+(?:\s(?:of|for|at|in|to)\s[\w’' .-]{3,50}?)?),\s$"
)
_PARTY = re.compile(r",?\s*\(?\b([RDI])-([A-Z][\w.]*(?:\s[A-Z][\w.]*)*)\)?")
_PARTY_WORDS = re.compile(r",?\s*\(?((?:Republican|Democrat|Independent) (?:of|from) [A-Z]\w+(?:\s[A-Z]\w+)*)")
_ASIDE = re.compile(
    r"\s*(?:\([^)]{0,60}\))?\s*(?:,\s(?:\d{1,3},\s)?|\s[—–]|\s-)\s*"
    r"((?:[^,;:“”\"—–.()\n]|(?<=\b[A-Z])\.|(?<=\b(?:Mr|Ms|Dr|Jr|St|Lt))\.|(?<=\b(?:Mrs|Sen|Rep|Gov|Gen))\.){3,140})"
)
_IS = re.compile(r"\s(?:is|was|serves as|served as|became)\s((?:the|an?)\s[^,;:“”\".()\n]{3,90})")
_DETERMINER = re.compile(r"^(?:the|an?|one of the|one of|his|her|their|its|my|now|then|currently|and|,)\s+", re.I)
_CLAUSE_END = re.compile(
    r"\s(?:who|whose|which|that|said|says|told|added|at|in|on|with|and|but|as|while|when|after|before|has|had|is|was"
    r"|from|called|described|wrote|made|to|over|about|against|during|into|between|through|by)\b"
)
_ADJECTIVE = re.compile(
    r"(?:former|then|chief|senior|vice|deputy|running|\w+(?:ial|ical|tional|eral|ional|ior|ist|ive))$"
)
_NO_ROLE = re.compile(
    r"(?:where|when|while|who|which|as|but|and|after|before|if|though|although|because|not|he|she|it|were|was|is|are"
    r"|has|had|have|will|would|\w+ing)\b"
)
_VERB = re.compile(r"\s(?:who|whose|which|that|said|says|told|has|had|is|was|will|would)\b")
_PARTIES = {"R": "Republican", "D": "Democrat", "I": "Independent"}


def roles_of(name: Name, text: str, start: int, end: int) -> list[str]:
    """What the sentence at `start` to `end` calls a person, in its words; the one nearest before the name first."""
    title = name.span.start - len(name.title) - 1 if name.title else name.span.start
    before = text[start:title] if title >= start else ""
    after = text[name.span.end : end]
    found = [name.title] if name.title else []
    for role in (_adjoining(before, bool(name.title)), _introducing(before), _following(after)):
        if role:
            found.append(role)
    for pattern in (_PARTY, _PARTY_WORDS):
        if party := pattern.match(after):
            groups = party.groups()
            found.append(f"{_PARTIES[groups[0]]} from {groups[1]}" if len(groups) == 2 else groups[0])
    return found


def head_of(role: str) -> str:
    """The noun that a description turns on, in lower case; empty if it has none that fits a person."""
    shortened = _CLAUSE_END.split(re.split(r"\s(?:of|for)\b", role)[0])[0]
    words = [word.rstrip("’'.").lower() for word in re.findall(r"[\w’'.-]+", shortened)]
    return words[-1] if words and words[-1] in ROLES else ""


def _adjoining(before: str, titled: bool) -> str:
    """Role words that touch the name: "Harbour campaign spokesman" before "Ann Lee"."""
    words = before[-100:].split()[-7:]
    if not words or (words[-1].lower() not in ROLES and not titled):
        return ""
    taken: list[str] = []
    for word in reversed(words):
        plain = word.lower().rstrip("’'s")
        capital = word[0].isupper() and word.lower() not in NOT_NAMES
        if not _PLAIN.fullmatch(word) or not (
            capital or word.lower() in ROLES or plain in BODY_NOUNS or _ADJECTIVE.match(word)
        ):
            break
        taken.append(word)
    return " ".join(reversed(taken))


def _introducing(before: str) -> str:
    """A description that ends in a comma before the name: "Russia's foreign minister, "."""
    match = _BEFORE_COMMA.search(before[-160:]) if before.endswith(", ") else None
    if not match:
        return ""
    role = _DETERMINER.sub("", match.group(1))
    head = head_of(role)
    return role if head or role.split()[-1].lower() in STRANGERS else ""


def _following(after: str) -> str:
    """A description after the name: ", the foreign minister of Russia,", " is a lawyer"."""
    party = _PARTY.match(after)
    if party:
        after = after[party.end() :]
    for pattern, end in ((_ASIDE, _VERB), (_IS, _CLAUSE_END)):
        match = pattern.match(after)
        if match:
            role = _DETERMINER.sub("", match.group(1).strip())
            if head_of(role) and not _NO_ROLE.match(role):
                return end.split(role)[0].strip()
    return ""
