"""Who is named as speaking in a sentence, by the words around a reporting verb."""

import re
from collections.abc import Sequence

REPORTING_VERBS = frozenset(
    """said says say told tells tweeted wrote writes argued argues added adds announced announces insisted insists
    warned warns proposed proposes suggested suggests demanded demands called calls denied denies declared declares
    claimed claims stated states testified noted notes acknowledged acknowledges conceded concedes replied replies
    asked asks promised promises vowed vows pledged pledges urged urges complained complains predicted predicts
    explained explains described describes accused accuses criticized criticised dismissed dismisses rejected rejects
    recalled recalls joked remarked observed responded responds countered confirmed confirms reported reports
    concluded estimated found likened praised condemned blasted slammed quipped recommended advised""".split()
)

_NAME_WORD = r"(?:[A-Z][\w’'.\-]*[\w]|[A-Z]\.)"
_NAME = rf"{_NAME_WORD}(?:\s+(?:(?:de|van|von|al|bin|da|del|la)\s+)?{_NAME_WORD}){{0,5}}"
_VERB = "(?:" + "|".join(sorted(REPORTING_VERBS)) + ")"
_ASIDE = r"(?:\s*\([^)]{1,40}\))?(?:,[^,\"“”]{1,90},)?"
_ADVERB = r"(?:\s+(?:also|later|has|had|then|once|repeatedly|publicly|would|again|never))*"
_BEFORE = re.compile(rf"\b(?P<name>{_NAME}){_ASIDE}{_ADVERB}\s+{_VERB}\b")
_ACTOR = re.compile(rf"\b(?P<name>{_NAME}){_ASIDE}{_ADVERB}\s+(?P<verb>[a-z]+ed)\b")
_AFTER = re.compile(rf"[,?!.—][\"”’]+\s+{_VERB}\s+(?P<name>(?:the\s+)?(?:[a-z]+\s+){{0,4}}{_NAME})")
_ACCORDING = re.compile(rf"\b[Aa]ccording to\s+(?P<name>(?:[a-z]+\s+){{0,3}}{_NAME})")
_PRONOUN = re.compile(rf"(?:^|[\"”,]\s*)(?:He|She|he|she){_ADVERB}\s+{_VERB}\b")
_NOT_NAMES = frozenset(
    """The A An He She It They We I But And In On At For If As This That These Those There When While Although After
    Before Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December His Her Their Its""".split()
)


def named_speaker(sentence: str) -> str | None:
    """The speaker that a sentence itself names, None if it names none."""
    return next(iter(named_speakers(sentence)), None)


def named_speakers(sentence: str) -> list[str]:
    """Everybody whom a sentence itself has speak, the one after a quotation first."""
    found = []
    for pattern in (_AFTER, _ACCORDING, _BEFORE):
        for match in pattern.finditer(sentence):
            name = _trimmed(match.group("name"))
            if name and not _within_quotation(sentence, match.start("name")):
                found.append(name)
    return found


def actors(sentence: str, verb: str | None = None) -> list[tuple[str, str]]:
    """Who does what in a sentence, by names that stand before a verb: pairs of name and verb; only `verb` if given."""
    pattern = _ACTOR if verb is None else re.compile(rf"\b(?P<name>{_NAME}){_ASIDE}{_ADVERB}\s+(?P<verb>{verb})\b")
    found = []
    for match in pattern.finditer(sentence):
        name = _trimmed(match.group("name"))
        if name and not _within_quotation(sentence, match.start("name")):
            found.append((name, match.group("verb")))
    return found


def speaker_of(sentences: Sequence[str]) -> str | None:
    """The speaker of the last sentence, given those before it: a pronoun takes the name before it, nothing else."""
    named = named_speaker(sentences[-1])
    if named or len(sentences) == 1 or not _PRONOUN.search(sentences[-1]):
        return named
    return named_speaker(sentences[-2])


def _trimmed(name: str) -> str | None:
    parts = name.split()
    while parts and (parts[0] in _NOT_NAMES or parts[0].islower()):
        parts = parts[1:]
    return " ".join(parts) if parts else None


def _within_quotation(sentence: str, position: int) -> bool:
    before = sentence[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
