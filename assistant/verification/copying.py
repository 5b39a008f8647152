"""What a claim copies: the stretches of words that it shares with its source, and what it puts between them.

After Grusky et al. 2018 ("Newsroom", section 4): extractive fragments, their coverage and density.
"""

from itertools import pairwise
from typing import NamedTuple

from assistant.verification.claim import Claim
from assistant.verification.document import Document

SEAMED = 4
"""Words in a row that are no coincidence."""


class Fragment(NamedTuple):
    """Words that claim and document share in a row."""

    claim: int
    """Number of its first word in the claim."""
    document: int
    """Number of its first word in the document."""
    length: int


def fragments(claim: Claim, document: Document) -> list[Fragment]:
    """The longest shared stretches of two words and more, from left to right."""
    own = [word.stem for word in claim.words]
    theirs = document.words
    found: list[Fragment] = []
    place = 0
    while place < len(own) - 1:
        best = Fragment(place, 0, 0)
        for start in document.follows(own[place], own[place + 1]):
            length = 2
            while (
                place + length < len(own)
                and start + length < len(theirs)
                and own[place + length] == theirs[start + length].stem
            ):
                length += 1
            if length > best.length:
                best = Fragment(place, start, length)
        if best.length:
            found.append(best)
        place += max(best.length, 1)
    return found


def copying_features(claim: Claim, document: Document) -> dict[str, float]:
    """Shares of the claim's words and counts."""
    found = fragments(claim, document)
    count = len(claim.words) or 1
    own = [word.stem for word in claim.words]
    pairs = list(pairwise(own))
    lengths = [one.length for one in found]
    long = [one for one in found if one.length >= 3]
    sentences = sorted({document.sentence_of(one.document) for one in long})
    content_pairs = [pair for pair, (a, b) in zip(pairs, pairwise(claim.words), strict=True) if a.content or b.content]
    return {
        "copied": sum(lengths) / count,
        "copied_long": sum(one.length for one in long) / count,
        "density": sum(length * length for length in lengths) / count,
        "longest": max(lengths, default=0) / count,
        "longest_words": float(min(max(lengths, default=0), 30)),
        "breaks": (len(found) + (count - sum(lengths))) / count,
        "bigrams": sum(bool(document.follows(*pair)) for pair in pairs) / (len(pairs) or 1),
        "content_bigrams": sum(bool(document.follows(*pair)) for pair in content_pairs) / (len(content_pairs) or 1),
        "copied_sentences": float(len(sentences)),
        "copied_apart": float(min(sentences[-1] - sentences[0], 30)) if sentences else 0.0,
        "words": float(count),
        "seams": float(_seams(claim, document, found)),
        "repeated": 1.0
        - len({word.stem for word in claim.words if word.content}) / (sum(word.content for word in claim.words) or 1),
        "repeated_pairs": 1.0 - len(set(pairs)) / (len(pairs) or 1),
    }


def _seams(claim: Claim, document: Document, found: list[Fragment]) -> int:
    """How often a sentence of the claim goes on, in the middle of a copy, with a copy from elsewhere."""
    stops = [own[-1].start for own, _ in claim.sentences]
    count = 0
    for one, other in pairwise(one for one in found if one.length >= SEAMED):
        end = claim.words[one.claim + one.length - 1].start
        gap = other.claim - (one.claim + one.length)
        apart = abs(document.sentence_of(one.document) - document.sentence_of(other.document)) > 1
        count += gap <= 1 and apart and not any(end <= stop < claim.words[other.claim].start for stop in stops)
    return count
