"""PolNeAR (Newell, Margolin & Ruths 2018) as labelled words: the primary annotator's attributions."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.article import Span
from index.attribution.attribution import Attribution
from index.attribution.decoding import ROLES, TAGS, Part
from index.attribution.instances import Words, read_words

TAG_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its attributions."""

    id: str
    text: str
    attributions: list[Attribution]
    """In the order of the file; a role that is absent has no spans, even a cue."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article's words with the parts of each attribution in word numbers."""

    words: Words
    attributions: list[list[Part]]
    tags: NDArray[np.int64]
    """The tag of every word over all attributions; where two overlap, the first wins."""


def read_articles(folder: Path) -> list[Annotated]:
    """The articles of a split that the primary annotator has annotated."""
    attributions: dict[str, list[Attribution]] = defaultdict(list)
    for row in _rows(folder / "attributions.jsonl"):
        if row["primary"]:
            spans = {role: tuple(Span(*span) for span in row[f"{role}_span"] or ()) for role in ROLES}
            attributions[row["article_id"]].append(Attribution(**spans, kind=row["kind"]))
    return [
        Annotated(row["id"], row["text"], attributions[row["id"]])
        for row in _rows(folder / "articles.jsonl")
        if row["id"] in attributions
    ]


def label(articles: list[Annotated], tokenizer: Tokenizer) -> list[Labelled]:
    """The words of each article and what they are in which attribution."""
    read = read_words([article.text for article in articles], tokenizer)
    return [_label(article, words) for article, words in zip(articles, read, strict=True)]


def tag_parts(tags: NDArray[np.int64], parts: Iterable[Part], offset: int = 0) -> None:
    """Write parts into a row of tags that begins at word `offset`; words that have a tag or lie outside are left."""
    for role, (start, end) in parts:
        begun = False
        for i in range(max(start - offset, 0), min(end - offset, len(tags))):
            free = tags[i] == 0
            if free:
                tags[i] = TAG_NUMBERS[f"{'I' if begun else 'B'}-{role}"]
            begun = free


def tags_between(labelled: Labelled, start: int, end: int) -> NDArray[np.int64]:
    """The tags of some words; a part that begins before them begins with them."""
    tags = labelled.tags[start:end].copy()
    if TAGS[tags[0]].startswith("I-"):
        tags[0] -= 1
    return tags


def _label(article: Annotated, words: Words) -> Labelled:
    starts = np.array([span.start for span in words.spans])
    ends = np.array([span.end for span in words.spans])
    attributions = []
    for attribution in article.attributions:
        parts = []
        for role in ROLES:
            for span in getattr(attribution, role):
                inside = np.flatnonzero((starts < span.end) & (ends > span.start))
                if len(inside):
                    parts.append(Part(role, Span(int(inside[0]), int(inside[-1]) + 1)))
        attributions.append(parts)
    tags = np.zeros(len(words.spans), np.int64)
    for parts in attributions:
        tag_parts(tags, parts)
    return Labelled(words, attributions, tags)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
