"""Questions that the ledger answers: who said it, what somebody said of it, who proposed or opposed it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice

from assistant.dates import Role, mentions
from assistant.speaker import REPORTING_VERBS
from index.article import Span
from index.attribution.attribution import Attribution, Stance
from index.attribution.cues import cue_table, forms
from index.attribution.stance import stance_of
from index.preferences import Period

_LONGEST = 1_000
"""Characters of a question that are read."""

_PLAIN = """attribute blame boast brand call characterise characterize cite compare confess confide criticise criticize
deem depict describe dub estimate express imagine label liken mock portray praise predict pronounce react reckon recount
stress tout want wonder"""
"""Verbs of saying, besides those of the table of cues and those whose stance tells that they are."""

_WHO = re.compile(
    r"\b(?:who(?:m|ever)?|which|whose)\b|\bwhat\s+(?=(?:\w+\s+)?(?:person|official|politician|body)\b)", re.I
)
_WHAT = re.compile(
    r"(?:\b(?:what|how|why|when|where|whether)\b(?:\s+(?!who)\w+){0,10}?|\bwhich\b(?:\s+(?!who)\w+){1,4}?)\s+"
    r"(?:has|have|had|did|does|do|would|will)\s+(?=\w)|^\W*(?:did|does|has|have)\s+",
    re.I,
)
_STANDS = re.compile(
    r"\bwhere\s+(?:does|do|did)\s+(?P<who>.{2,80}?)\s+stand\s+on\b|\bwhat\s+(?:is|was|are|were)\s+(?P<whose>.{2,80}?)"
    r"(?:[’']s?)\s+(?:\w+\s+)?(?:position|stance|view|opinion|attitude)s?\s+(?:on|of|about|towards?)\b",
    re.I,
)
_BEFORE_VERB = re.compile(
    r"\s*(?:else\s+)?(?:(?:\w+ly|has|have|had|did|does|do|would|will|been|is|was|were|first|also|later|once|then|ever)\s+)*",
    re.I,
)
_PREPOSITION = re.compile(r"\s*(?:else\s+)?(?:in|on|at|from|among|of)\b", re.I)
_NO_VERB_AFTER = re.compile(
    r"(?:^|\s)(?:who|that|the|an?|of|in|on|by|for|with|from|this|its|his|her|their|under)\s+$", re.I
)
_DESCRIBED = re.compile(
    r"\s*(?:of\s+)?(?P<words>[^,;:]+?)\s*(?:$|[,;:]|\b(?:who|that|has|have|had|was|were|is|are)\b|\w+ly\s*$)"
)
_PARTICLE = re.compile(r"\s+(?P<word>for|against|forward|out|up|down|back|off)\b", re.I)
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_LINK = re.compile(
    r"^\W*(?:(?:about|on|of|out|regarding|concerning|over|to|that|for|against|forward|in response to)\b\s*)?"
    r"(?P<about>.*?)\W*$",
    re.S,
)
_LONGEST_NAME = 10
"""Words of a speaker in a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuestion:
    """A question of who said what, understood."""

    about: str
    """What the statement is about, in the question's words; may be empty."""
    speaker: str | None = None
    """Who is asked about, in the question's words; None for a question of who."""
    described: str | None = None
    """What it calls the one who is asked about or for: "council leader"; None if it does not say."""
    stance: Stance | None = None
    """What somebody does by saying it; None if any statement will do."""
    after: date | None = None
    """The first day that counts: "after 3 May", "since June"."""


def read_ledger_question(
    question: str, *, archive: Period | None = None, today: date | None = None
) -> LedgerQuestion | None:
    """Read a question; None if it is none for the ledger.

    `archive` is the days that it covers, from which a date without a year takes its year.
    """
    question = " ".join(question[:_LONGEST].split())
    read = _read_stand(question) or _read_what(question) or _read_who(question)
    if read is None:
        return None
    starts = [one.period.first for one in mentions(question, span=archive, today=today) if one.role is Role.FROM]
    return replace(read, after=max(starts, default=None))


def _read_stand(question: str) -> LedgerQuestion | None:
    """ "Where does Y stand on Z?" """
    match = _STANDS.search(question)
    if match is None:
        return None
    speaker = match.group("who") or match.group("whose")
    return LedgerQuestion(about=_about(question[match.end() :]), speaker=speaker, described=speaker)


def _read_what(question: str) -> LedgerQuestion | None:
    """ "What has Y said about Z?" """
    match = _WHAT.search(question)
    if match is None:
        return None
    verb = _verb(question, match.end(), _LONGEST_NAME)
    speaker = question[match.end() : verb.start()].strip(" ,") if verb else ""
    if verb is None or not speaker:
        return None
    about = _about(question[verb.end() :])
    return LedgerQuestion(about=about, speaker=speaker, described=speaker, stance=_stance(verb))


def _read_who(question: str) -> LedgerQuestion | None:
    """ "Who proposed Z?", "After Z, which of them objected that ...?" """
    match = _WHO.search(question)
    if match is None:
        return None
    start, named = match.end(), not match.group().lower().startswith("who")
    if not named and not _PREPOSITION.match(question, start):
        following = _BEFORE_VERB.match(question, start)
        start = following.end() if following else start
        nearest = _WORD.match(question, start)
        verb = nearest if nearest and is_saying(nearest) else None
    else:
        verb = _verb(question, start, _LONGEST_NAME)
    if verb is None:
        return None
    before = question[: match.start()].strip(" ,")
    about = " ".join(part for part in (before, _about(question[verb.end() :])) if part)
    described = _DESCRIBED.match(question, start, verb.start()) if named else None
    return LedgerQuestion(about=about, described=described.group("words") if described else None, stance=_stance(verb))


def _about(rest: str) -> str:
    match = _LINK.match(rest)
    return match.group("about") if match else rest


def _verb(question: str, start: int, most: int) -> re.Match[str] | None:
    """The first of the next words that is a verb of saying, by all appearance: no noun after "the", no "who said"."""
    for word in islice(_WORD.finditer(question, start), most):
        if is_saying(word) and not _NO_VERB_AFTER.search(question[start : word.start()]):
            return word
    return None


def is_saying(verb: re.Match[str]) -> bool:
    """Whether a word is a verb of saying, told by itself and the particle after it."""
    word = verb.group()
    return word.islower() and (word in _saying() or _stance(verb) is not None)


@cache
def _saying() -> frozenset[str]:
    """Verbs of saying in all their forms."""
    table = cue_table()
    single = (
        form for form, cues in table.cues.items() if any(one.verb and one.open and len(one.words) == 1 for one in cues)
    )
    return REPORTING_VERBS.union(single, *(forms(verb, {}) for verb in _PLAIN.split()))


def _stance(verb: re.Match[str]) -> Stance | None:
    """The stance of a verb by itself, with its particle if it has one; None if it merely says."""
    particle = _PARTICLE.match(verb.string, verb.end())
    for words in ([f"{verb.group()} {particle.group('word')}"] if particle else []) + [verb.group()]:
        text = f"{words} it"
        cue, content = Span(0, len(words)), Span(len(text) - 2, len(text))
        stance = stance_of(text, Attribution(source=(), cue=(cue,), content=(content,), kind="indirect"))
        if stance != "states":
            return stance
    return None
