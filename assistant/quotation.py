"""Quoted words: finding them in a claim and in an article."""

import re
from dataclasses import dataclass

from index.article import Span

_QUOTED = re.compile(r"[\"“”]([^\"“”]*\w[^\"“”]*)[\"“”]")
STOPS = ".,;:!?…"
_SAME = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "\u00a0": " ", "\n": " "})


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks in a claim."""

    span: Span
    """Offsets into the claim, without the marks."""
    words: str


def quotations(claim: str) -> list[Quotation]:
    """The quotations of a claim, in order; all of them are to be verbatim."""
    return [Quotation(Span(match.start(1), match.end(1)), match.group(1)) for match in _QUOTED.finditer(claim)]


def find_quotation(quoted: str, text: str) -> Span | None:
    """Where `text` has these very words; typographic variants of marks, dashes and spaces count as equal.

    A comma or full stop that the quoting sentence put before its closing mark is not part of the words. Words that
    run over a paragraph's end do not count: they would not be one quotation.
    """
    wanted = quoted.strip().strip(STOPS).translate(_SAME)
    if not wanted:
        return None
    pattern = re.escape(wanted) if len(wanted.split()) > 1 else rf"(?<!\w){re.escape(wanted)}(?!\w)"
    match = re.search(pattern, text.translate(_SAME), re.IGNORECASE)
    return Span(*match.span()) if match and "\n" not in text[slice(*match.span())] else None


def in_source_words(claim: str, quotation: Quotation, text: str, span: Span) -> str:
    """The claim with the quotation exactly as `text[span]` has it; its own final stop goes behind the mark."""
    stop = quotation.words[len(quotation.words.rstrip(STOPS + " ")) :].strip()
    if stop and text[span.end : span.end + len(stop)] == stop:
        span, stop = Span(span.start, span.end + len(stop)), ""
    mark = claim[quotation.span.end]
    rest = claim[quotation.span.end + 1 :]
    stop = "" if rest[:1] and rest[0] in STOPS else stop
    return claim[: quotation.span.start] + text[span.start : span.end] + mark + stop + rest


def without_marks(claim: str, quotation: Quotation) -> str:
    """The claim with the quotation's words as its own."""
    return claim[: quotation.span.start - 1] + quotation.words + claim[quotation.span.end + 1 :]
