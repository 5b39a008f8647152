"""Where and by which agency a report was filed: "SEOUL (Reuters) - ", before its first sentence."""

import re
from dataclasses import replace

from assistant.evidence import Evidence
from index.article import Span

_PLACE = r"[A-Z][\w.'’]*(?:[ /-][A-Z][\w.'’]*){0,5}"
_CAPITALS = r"[A-Z][A-Z.'’]+(?:[ /-][A-Z][A-Z.'’]*){0,5}"
_SHORT_PLACE = r"[A-Z][\w.]{2,}(?:[ /-][A-Z][\w.]*)?"
_REGION = r"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*){0,2})?"
_DAY = r"(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
_AGENCY = r"\([A-Z][\w.& ]{1,24}\)"
_DASH = r"\s*(?:—|–|--?)\s+"
_DATELINE = re.compile(
    rf"(?:(?:{_PLACE}{_REGION}{_DAY}\s+)?{_AGENCY}{_DASH}"
    rf"|{_CAPITALS}{_REGION}{_DAY}{_DASH}"
    rf"|(?:{_SHORT_PLACE}{_REGION}{_DAY}\s+)?\([A-Z]{{3,5}}\)\s+(?=[A-Z]))(?=\S)"
)


def dateline_length(text: str) -> int:
    """Characters of the dateline that a text begins with, 0 where it has none.

    A place in capitals and a dash; an agency in brackets and a dash, after a place or alone; or without a dash an
    abbreviated agency after a short place or alone, before a capital. A day may follow the place.
    """
    found = _DATELINE.match(text)
    return found.end() if found else 0


def without_dateline(evidence: Evidence) -> Evidence:
    """The evidence from the first word of its report on."""
    start = evidence.span.start + dateline_length(evidence.text)
    return evidence if start == evidence.span.start else replace(evidence, span=Span(start, evidence.span.end))
