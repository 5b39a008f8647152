"""A question of several parts -> questions that can be searched one by one; one part when in doubt."""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from index.keywords import content_words

_Item = TypeVar("_Item")

_MOST_PARTS = 4
_LONGEST = 500
"""Characters of a question that is taken apart; a longer one is hardly a question."""
_FEW_WORDS = 3
"""Content words without which a part cannot stand alone."""

_WH = r"(?:what|how|why|where|when|who|whom|which)"
_DO = r"(?:do|does|did|have|has|had|would|will|are|is|were|was)"
_SIDE = r"[^,;:?]{2,70}?"
_SIDES = rf"(?P<sides>{_SIDE}(?:,\s+{_SIDE})*,?\s+and\s+{_SIDE})"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sep(?:tember|t\.?|\.)?|"
    r"Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = (
    rf"(?:(?:early|mid|late)[\s-])?(?:\d\d?(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}(?:\s+\d\d?(?:st|nd|rd|th)?\b)?)(?:,?\s+\d{{4}})?"
    r"|\d{4}-\d\d-\d\d|(?:19|20)\d\d"
)

_EACH = re.compile(
    rf"^(?P<lead>.*?\b{_WH}\b[^,;:?]*?)\b(?P<do>{_DO})\s+{_SIDES}\s+(?:each|both|respectively)\s+(?P<rest>.+)$", re.I
)
_SAY = re.compile(
    rf"^(?P<lead>.*?\b(?:what|how|why|where)\b[^,;:?]*?)\b(?P<do>do|does|did|have|has|had)\s+{_SIDES}\s+"
    r"(?P<rest>(?:say|said|think|thought|argue|argued|propose|proposed|want|wanted|respond|responded|react|reacted|stand|"
    r"make|made|report|reported|describe|described|judge|judged|view|see|put|explain|justify|promise|promised|write|vote|voted|tell)\b.+)$",
    re.I,
)
_DIFFER = re.compile(
    rf"^(?P<lead>.*?\b(?:how|where|why|what)\b)\s+(?P<do>do|does|did)\s+{_SIDES}\s+"
    r"(?:differ|disagree|diverge|compare|contrast|part ways|clash)\s+"
    r"(?P<link>in|on|over|about|as to|when)\s+(?P<rest>.+)$",
    re.I,
)
_DIFFER_FROM = re.compile(
    rf"^(?P<lead>.*?\bhow)\s+(?P<do>do|does|did)\s+(?P<a>{_SIDE})\s+(?:differ|disagree|diverge)\s+(?:from|with)\s+"
    r"(?P<b>[^,;:?]{2,70}?)\s+(?P<link>in|on|over|about|as to)\s+(?P<rest>.+)$",
    re.I,
)
_NO_SIDE = re.compile(rf"\b(?!(?-i:WHO|US)\b)(?:{_WH}|{_DO}|say|says|said|about|that|to)\b", re.I)
_OF_A_AND_OF_B = re.compile(
    rf"^(?P<lead>.*?\bhow)\s+(?P<do>do|does|did)\s+(?P<what>(?:the\s+)?{_SIDE})\s+of\s+(?P<a>{_SIDE})\s+"
    r"(?:differ|contrast|compare|diverge)\s+(?:from|with|to)\s+(?:that|those)\s+of\s+(?P<b>.+)$",
    re.I,
)
_A_DAY = re.compile(r"^\d\d?\D|[a-z.] \d\d?(?!\d)|\d-\d")
_BETWEEN = re.compile(rf"\bbetween\s+(?P<a>{_DATE})\s+and\s+(?P<b>{_DATE})(?![\w-])")
_THEN = re.compile(
    rf"\b(?:first\s+)?(?P<in>in|on)\s+(?P<a>{_DATE})\s*,?\s+and\s+(?:then|again|later|afterwards)\s+(?:in|on)\s+(?P<b>{_DATE})(?![\w-])"
)
_COLON = re.compile(
    r"^(?P<a>(?:An?|The)\s+[^,;:?]{2,60}?)\s+and\s+(?P<b>(?:an?|the)\s+[^,;:?]{2,60}?)\s+both\s+(?P<did>[^:?]+)[:;]\s*"
    r"(?P<asked>[^?]*?)\b(?:each|both)\b(?P<rest>[^?]*\??)$",
    re.I,
)
_SECOND = re.compile(rf",?\s+and\s+(?P<second>(?:(?:for|by|to|of|in|from|with)\s+)?{_WH}\s+.+)$", re.I)
_ASKS = re.compile(rf"^(?:(?:for|by|to|of|in|from|with)\s+)?{_WH}\b", re.I)
_CAN_ASK = re.compile(
    rf"^(?:(?:for|by|to|of|in|from|with)\s+)?(?:{_WH}\s+(?:{_DO}|can|could|should)\b|who\s+\w+(?:ed|s)\b|who\s+(?:won|lost|led|ran|paid|"
    r"wrote|said|took|gave|made|spoke|sued|fought|put|got|went|stood|told|sought|held|chose|began)\b|(?:which|what)\s+(?:\w+\s+){1,4}?\w+"
    r"|how\s+(?:much|many|long|far|old|often)\b)",
    re.I,
)
_TOLD = re.compile(
    r"\b(?:explain\w*|say|says|said|tell|tells|told|know|knew|decide\w*|describe\w*|ask\w*|reveal\w*|discuss\w*|whether|show\w*|who|which|that)"
    r"\s*(?:how|what|why|who|when|where|which)?\s*$",
    re.I,
)
_LEANS = re.compile(
    r"\b(?:he|she|they|it|him|her|them|his|hers|their|theirs|its|this|that|these|those|one|so|instead|there)\b", re.I
)


def split(question: str) -> tuple[str, ...]:
    """The parts of a question, each to be searched alone; the question itself where it has but one.

    What the parts share is said in each. A wrong part does no harm as long as the whole question is searched too.
    """
    question = " ".join(question.split())
    if len(question) > _LONGEST:
        return (question,)
    for rule in (_by_colon, _by_reaction, _by_difference, _by_side, _by_day, _by_clause):
        parts = tuple(dict.fromkeys(rule(question)))
        if 2 <= len(parts) <= _MOST_PARTS:
            return parts
    return (question,)


def interleave(
    found_by_part: Sequence[Sequence[_Item]], key: Callable[[_Item], Hashable] = lambda item: item
) -> list[_Item]:
    """Merge ranked lists, the whole question's first: the best of each, then the second best of each, and so on.

    Of items with the same `key` the first stays.
    """
    merged: dict[Hashable, _Item] = {}
    for rank in range(max(map(len, found_by_part), default=0)):
        for found in found_by_part:
            if rank < len(found):
                merged.setdefault(key(found[rank]), found[rank])
    return list(merged.values())


def _by_side(question: str) -> list[str]:
    """ "What do A and B each say about C?" """
    match = _EACH.match(question) or _SAY.match(question)
    if not match:
        return []
    marked = bool(_EACH.match(question))
    sides = _sides(match["sides"], named=not marked)
    return [f"{match['lead']}{_singular(match['do'])} {side} {match['rest']}" for side in sides]


def _by_difference(question: str) -> list[str]:
    """ "How do A and B differ on C?", "How does A differ from B on C?" """
    if match := _DIFFER.match(question):
        sides = _sides(match["sides"], named=False)
    elif match := _DIFFER_FROM.match(question):
        sides = [match["a"], match["b"]]
    else:
        return []
    lead = re.sub(rf"\b{_WH}$", "", match["lead"], flags=re.I)
    asks = "What" if not lead else "what"
    link = match["link"] if match["link"] in ("in", "when") else "about"
    return [f"{lead}{asks} {_singular(match['do'])} {side} say {link} {match['rest']}" for side in sides]


def _by_reaction(question: str) -> list[str]:
    """ "How did the reaction of A contrast with that of B?" """
    match = _OF_A_AND_OF_B.match(question)
    if not match:
        return []
    lead = re.sub(r"\bhow$", "", match["lead"], flags=re.I)
    asks = "what" if lead else "What"
    was = "was" if match["do"].lower() == "did" else "is"
    return [f"{lead}{asks} {was} {match['what']} of {side.rstrip('?')}?" for side in (match["a"], match["b"])]


def _by_colon(question: str) -> list[str]:
    """ "A and B both did C: what did each give up?" """
    match = _COLON.match(question)
    if not match:
        return []
    noun = match["a"].split()[-1]
    second = re.sub(r"\bone$", noun, match["b"])
    return [
        f"{side[0].upper()}{side[1:]} {match['did']}: {match['asked']}it{match['rest']}"
        for side in (match["a"], second)
    ]


def _by_day(question: str) -> list[str]:
    """ "What changed between DATE and DATE?", "What did A do first in MONTH and then in MONTH?" """
    match = _BETWEEN.search(question) or _THEN.search(question)
    if not match:
        return []
    changes = re.search(r"\b(?:chang|shift|differ|evolv|alter|compare|mov|become|became|went)\w*", question, re.I)
    if "in" not in match.groupdict() and not changes:
        return []
    first, second = match["a"], match["b"]
    year = re.search(r"\d{4}$", second)
    if year and not re.search(r"\d{4}", first):
        first = f"{first} {year[0]}"
    before, after = question[: match.start()], question[match.end() :]
    return [f"{before}{'on' if _A_DAY.search(day) else 'in'} {day}{after}" for day in (first, second)]


def _by_clause(question: str) -> list[str]:
    """ "Who ran A, and who opposed it?" """
    sentences = [one for one in re.split(r"(?<=\?)\s+", question) if one]
    if len(sentences) > 1:
        return _with_context(sentences) if all(_ASKS.match(one.removeprefix("And ")) for one in sentences) else []
    match = _SECOND.search(question)
    if not match:
        return []
    first, second = question[: match.start()], match["second"]
    comma = match.group().startswith(",")
    asks_first = re.search(rf"(?:^|[,:;]\s+)(?:(?:for|by|to|of|in|from|with)\s+)?{_WH}\b", first, re.I)
    relative = re.search(r",\s+(?:which|who|whom|whose|where)\b", first[asks_first.end() :] if asks_first else "", re.I)
    if not asks_first or relative or _TOLD.search(first) or not _CAN_ASK.match(second):
        return []
    if not comma and not re.match(rf"^(?:\w+\s+)?{_WH}\s+{_DO}\b", second, re.I):
        return []
    if len(content_words(first)) < _FEW_WORDS - 1:
        return []
    return _with_context([f"{first}?", second])


def _with_context(parts: Sequence[str]) -> list[str]:
    """Parts that lean on the first get its words, less its dates: it may speak of another day."""
    context = re.sub(rf"\b(?:in|on|by|since|as of)?\s*(?:{_DATE})(?![\w-])", "", parts[0].rstrip("?"))
    context = re.sub(rf"^(?:(?:for|by|to|of|in|from|with)\s+)?{_WH}\s+(?:{_DO}\s+)?", "", context, flags=re.I)
    return [
        parts[0],
        *(
            f"{part.rstrip('?')}, {' '.join(context.split())}?"
            if _LEANS.search(part) or len(content_words(part)) < _FEW_WORDS
            else part
            for part in parts[1:]
        ),
    ]


def _sides(text: str, *, named: bool) -> list[str]:
    """The members of a list of people or bodies; none if it reads otherwise.

    `named` holds for lists that nothing else marks as such: "and" may then be part of a name ("the Department of
    Health and Human Services").
    """
    sides = [side.strip() for side in re.split(r",\s+(?:and\s+)?|\s+and\s+", text)]
    if any(len(side.split()) > 9 or _NO_SIDE.search(side) for side in sides):
        return []
    if named and not all(re.search(r"[A-Z]", side) for side in sides):
        return []
    articles = [bool(re.match(r"(?:the|an?)\s", side, re.I)) for side in sides]
    if named and (re.search(r"\b(?:of|for|on)\b", sides[0]) or (articles[0] and not articles[-1])):
        return []
    return sides


def _singular(verb: str) -> str:
    return {"do": "does", "have": "has", "are": "is", "were": "was"}.get(verb.lower(), verb)
