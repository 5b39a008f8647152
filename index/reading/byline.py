"""The title, byline and date that a page repeats above the text."""

import re
from collections.abc import Sequence

from index.reading.cleaning import one_line
from index.reading.dates import parse_date
from index.reading.metadata import Metadata

_GAP = re.compile(r"\s+[|·•–—-]\s+|\s*[|·•]\s*|\n")
_LABEL = re.compile(r"^(?:by|published|updated|posted)[\s:]+(?:on\s+)?", re.IGNORECASE)
_OPENING = 4
"""Paragraphs at the top that may be looked at."""
_LABEL_CHARACTERS = 60
_BYLINE_CHARACTERS = 400


def without_byline(paragraphs: Sequence[str], metadata: Metadata) -> list[str]:
    """`paragraphs` without those at the top that only say what `metadata` says."""
    known = {value.casefold() for value in (metadata.title, metadata.author, metadata.source) if value}
    for author in (metadata.author or "").split(", "):
        known.add(author.casefold())
    kept = _after_title(list(paragraphs), metadata.title)
    for paragraph in kept[:_OPENING]:
        if not _says_nothing_new(paragraph, known):
            break
        kept.pop(0)
    return kept


def _after_title(paragraphs: list[str], title: str | None) -> list[str]:
    """`paragraphs` from below the title, when only short labels ("Transport") stand above it."""
    for position, paragraph in enumerate(paragraphs[:_OPENING]):
        if title and one_line(paragraph).casefold() == title.casefold():
            return paragraphs[position + 1 :]
        if len(paragraph) > _LABEL_CHARACTERS or paragraph.endswith((".", "!", "?", "”", '"')):
            break
    return paragraphs


def _says_nothing_new(paragraph: str, known: set[str]) -> bool:
    if len(paragraph) > _BYLINE_CHARACTERS:
        return False
    if one_line(paragraph).casefold() in known:
        return True
    parts = [_LABEL.sub("", one_line(part)) for part in _GAP.split(paragraph)]
    return all(not part or part.casefold() in known or parse_date(part) for part in parts)
