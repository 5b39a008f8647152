"""What a question itself says of when, by whom and about whom: limits that must hold, and preferences that help."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.dates import Mention, Role, mentions
from assistant.outlets import named_outlets
from index.filters import Filters
from index.preferences import Period, Preferences

_LONGEST = 1_000
"""Characters of a question that are read."""
_NAME_WORD = r"[A-Z][\w.&-]*(?:[’'][A-Z][\w-]*)?"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s+(?:(?:of|de|van|von|al|bin|da|del|la)\s+)?{_NAME_WORD})*")
_NO_NAMES = frozenset(
    """who whom whose what which when where why how did do does is was were are has have had can could would should will
    in on at by as of for from to after before since during under until between according and or but if the a an this
    that these those give quote tell name list explain describe compare shortly while with without about it he she they
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday early mid late i senator sen representative rep president governor gov judge
    justice mr mrs ms dr secretary q1 q2 q3 q4""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """A question's own limits and preferences."""

    before: date | None = None
    """Last day of publication that counts: "as of 12 May", "by 11 August 2018"."""
    outlets: tuple[str, ...] = ()
    """The only outlets that count, as the articles spell them: "according to ..."."""
    preferences: Preferences = field(default_factory=Preferences)
    """What brings an article nearer, without shutting out the others."""

    def filters(self, given: Filters) -> Filters:
        """The user's own filters, and where they leave room those of the question."""
        before = self.before
        if before and given.before:
            before = min(before, given.before)
        if before and given.after and before < given.after:
            before = given.before
        return replace(given, before=before or given.before, outlets=given.outlets or self.outlets)

    @property
    def note(self) -> str | None:
        """The limits in words, for the user to see; None without any."""
        limits = [
            f"from {' and '.join(self.outlets)}" if self.outlets else "",
            f"published by {self.before.isoformat()}" if self.before else "",
        ]
        limits = [limit for limit in limits if limit]
        return f"Only articles {', '.join(limits)} were searched, as the question asks." if limits else None


def read(
    question: str, *, outlets: Sequence[str], first: date | None, last: date | None, today: date | None = None
) -> Constraints:
    """Read a question over an archive with these outlets, published from `first` to `last`.

    Days without a year take it from the question's other dates or, where only one year fits, from the archive.
    "Last week" is counted back from `today`, and says nothing without it. A limit that would shut out the whole
    archive or none of it is left out.
    """
    question = question[:_LONGEST]
    span = Period(first, last) if first and last else None
    found = mentions(question, span=span, today=today)
    in_outlets = named_outlets(question, outlets)
    taken = [(mention.start, mention.end) for mention in found] + list(in_outlets.spans)
    return Constraints(
        before=_bound(found, span),
        outlets=in_outlets.asked,
        preferences=Preferences(
            periods=tuple(dict.fromkeys(_telling(found, span))), outlets=in_outlets.named, names=_names(question, taken)
        ),
    )


def _bound(found: Sequence[Mention], span: Period | None) -> date | None:
    """The last day that counts: what a question asks about may not end before the days that it speaks of."""
    bounds = [mention for mention in found if mention.role is Role.UNTIL]
    if not bounds or span is None:
        return None
    bound = max(mention.period.last for mention in bounds)
    if not any(mention.opens for mention in bounds):
        bound = max([bound, *(mention.period.last for mention in found if mention.role is not Role.UNTIL)])
    return bound if span.first <= bound < span.last else None


def _telling(found: Sequence[Mention], span: Period | None) -> list[Period]:
    """The periods that tell some articles from others."""
    periods = [mention.period for mention in found if mention.role is not Role.UNTIL]
    if span is None:
        return []
    return [one for one in periods if one.overlaps(span) and (one.first > span.first or one.last < span.last)]


def _names(question: str, taken: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """People and bodies by their capitals; where the question names a date or an outlet is `taken`."""
    for start, end in taken:
        question = f"{question[:start]}{'_' * (end - start)}{question[end:]}"
    names: list[str] = []
    for sentence in re.split(r"(?<=[.?!:])\s+(?=[A-Z])(?<!\b[A-Z]\.\s)", re.sub(r"[’']s?(?!\w)", ",", question)):
        for match in _NAME.finditer(sentence):
            words = match.group().rstrip(".").split()
            opens = not re.search(r"\w", sentence[: match.start()]) and words[0].lower() not in _NO_NAMES
            while words and words[0].lower() in _NO_NAMES:
                words = words[1:]
            if words and not (opens and len(words) == 1) and words[-1].lower() not in _NO_NAMES:
                names.append(" ".join(words))
    return tuple(dict.fromkeys(names))
