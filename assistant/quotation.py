"""Quoted words: finding them in a claim and in an article."""

import re
from dataclasses import dataclass

from index.article import Span

_DOUBLE = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]")
_SINGLE = re.compile(r"(?<![\w’'])[‘']((?:[^‘’'\n]|(?<=\w)[’'](?=\w))*\w(?:[^‘’'\n\w]*))[’'](?!\w)")
"""Single marks, which an apostrophe within a word does not close."""
STOPS = ".,;:!?…"
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_MARKED_CHANGE = re.compile(r"\[[^\]]*\]|…|\.\s?\.\s?\.")
_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks in a claim."""

    span: Span
    """Offsets into the claim, without the marks."""
    words: str


def quotations(claim: str) -> list[Quotation]:
    """The quotations of a claim, in order; all of them are to be verbatim. One within another is part of it."""
    spans = [Span(*match.span(1)) for match in _DOUBLE.finditer(claim)]
    singles = [Span(*match.span(1)) for match in _SINGLE.finditer(claim)]
    spans += [single for single in singles if not any(single.overlaps(double) for double in spans)]
    found = [Quotation(span, claim[span.start : span.end]) for span in sorted(spans)]
    return [one for one in found if re.search(r"\w", one.words)]


def find_quotation(quoted: str, text: str) -> Span | None:
    """Where `text` has these very words; typographic variants of marks, dashes and spaces count as equal.

    A comma or full stop that the quoting sentence put before its closing mark is not part of the words. Words that
    run over a line's end do not count: they would not be one quotation.
    """
    wanted = quoted.strip().lstrip("… ").rstrip(STOPS + " ").translate(_SAME)
    if not re.search(r"\w", wanted):
        return None
    words = r"[^\S\n]+".join(re.escape(word) for word in wanted.split())
    match = re.search(rf"(?<!\w)(?<!\d[.,]){words}(?!\w)(?![.,]\d)", text.translate(_SAME), re.IGNORECASE)
    return Span(*match.span()) if match else None


def plain_words(text: str) -> str:
    """A text's words alone, lower case, one space between them, its lines kept apart: what `is_quoted_from` takes."""
    return "\n".join(f" {' '.join(_WORDS.findall(line))} " for line in text.lower().split("\n"))


def is_quoted_from(quoted: str, plain: str) -> bool:
    """Whether a text has these words in a row, but for what an ellipsis or square brackets mark as left out or put in.

    `plain` is the text as `plain_words` gives it, made once for many quotations.
    """
    place = 0
    for piece in _MARKED_CHANGE.split(quoted):
        wanted = f" {' '.join(_WORDS.findall(piece.lower()))} "
        if wanted.strip():
            place = plain.find(wanted, place)
            if place < 0:
                return False
            place += len(wanted) - 1
    return True


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
