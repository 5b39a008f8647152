"""Whether claim and source affirm and deny the same, and with the same certainty; and what a near copy changes."""

from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from assistant.verification.claim import Claim
from assistant.verification.coverage import Coverage
from assistant.verification.document import Document
from assistant.verification.opposites import DOUBTS, HEDGES, OPPOSITES
from assistant.verification.wording import NEGATIONS, SCALES, PlacedWord, Word, Wording, number_values

_COUNTED = frozenset({*SCALES, "percent"})
NEAREST = 3
"""Sentences over which a sentence of the claim is laid."""
ONE_PIECE = 0.8
"""Share of a claim of several sentences that stands in one sentence of the source, from which it is compared whole."""
REACH = 3
"""Words beside what claim and source share in which a "not" still bears on it."""


class Alignment(NamedTuple):
    """A claim laid over a sentence, word by word."""

    share: float
    """Of the claim's words, those that the sentence has in the same order."""
    replaced: tuple[tuple[Wording, Wording], ...]
    """Words of the claim and those that stand in their place in the sentence."""
    added: Wording
    """Words of the claim that the sentence has not, nor anything in their place."""
    dropped: Wording
    """Words of the sentence, between or just beside shared ones, that the claim has not."""


def align(own: Wording, theirs: Wording) -> Alignment:
    """Lay words over words. The shared ones keep their order."""
    matcher = SequenceMatcher(None, [word.stem for word in own], [word.stem for word in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    equal = [code for code in codes if code[0] == "equal"]
    replaced: list[tuple[Wording, Wording]] = []
    added: list[Word | PlacedWord] = []
    dropped: list[Word | PlacedWord] = []
    for tag, a, b, c, d in codes:
        if tag == "replace":
            outside = not equal or d <= equal[0][3] or c >= equal[-1][4]
            replaced.append((own[a:b], theirs[c:d][-REACH:] if outside else theirs[c:d]))
        elif tag == "insert":
            if equal and c < equal[-1][4]:
                dropped += theirs[c:d] if c >= equal[0][3] else theirs[c:d][-REACH:]
        elif tag == "delete":
            added += own[a:b]
    shared = sum(code[2] - code[1] for code in equal)
    return Alignment(shared / (len(own) or 1), tuple(replaced), added, dropped)


def _negations(some: Wording) -> int:
    return sum(word.stem in NEGATIONS or word.stem.endswith("n't") for word in some)


def _hedges(some: Wording) -> int:
    return sum(word.stem in HEDGES for word in some)


def _doubts(some: Wording) -> bool:
    return any(word.stem in DOUBTS for word in some)


def _special(some: Wording, document: Document) -> set[str]:
    return {word.stem for word in some if word.digit or word.stem in document.names or (word.capital and word.content)}


def polarity_features(claim: Claim, document: Document, coverage: Coverage) -> dict[str, float]:
    """Counts of what differs between each sentence of the claim and the one that is nearest to it."""
    total: dict[str, float] = {}
    places: list[int] = []
    for own, rows in claim.sentences:
        found, place = _nearest(own, rows, document, coverage)
        places.append(place)
        for name, value in found.items():
            total[name] = min(total.get(name, 1.0), value) if name == "aligned" else total.get(name, 0.0) + value
    if not total:
        total = _nearest([], [], document, coverage)[0]
    if len(claim.sentences) > 1 and total["negation_odd"]:
        # A quotation of several sentences is one sentence of the source: laid over it in parts, each drops the others.
        whole = _nearest(claim.words, list(range(len(claim.content))), document, coverage)[0]
        if whole["aligned"] >= ONE_PIECE and not whole["negation_odd"]:
            total["negation_odd"] = 0.0
    total |= _order(claim, places)
    return total | _by_part(claim, document, coverage)


def _nearest(own: Wording, rows: list[int], document: Document, coverage: Coverage) -> tuple[dict[str, float], int]:
    """A sentence of the claim against the one that has most of its words in its order."""
    numbers: list[int] = []
    if rows and coverage.present.shape[1]:
        score = coverage.weights[rows] @ coverage.present[rows]
        numbers = [int(i) for i in (-score).argsort(kind="stable")[:NEAREST]]
    found = [(align(own, document.words_of(number)), number) for number in numbers]
    best, number = max(found, key=lambda one: one[0].share, default=(align(own, []), -1))
    theirs = {word.stem for word in document.words_of(number)} if number >= 0 else set()
    theirs |= coverage.told.get(number, frozenset())
    stems = {word.stem for word in own}
    antonyms = sum(bool(OPPOSITES.get(one, frozenset()) & theirs - stems) and one not in theirs for one in stems)
    return _differences(best, document, stems, theirs) | {"antonyms": float(antonyms)}, number


def _order(claim: Claim, places: list[int]) -> dict[str, float]:
    """Whether the claim's sentences follow one another as their sources do: "he" may mean somebody else otherwise."""
    follows = [0 <= after - before <= 1 for before, after in pairwise(places)]
    jumps = sum(leans and not near for leans, near in zip(claim.leaning[1:], follows, strict=False))
    return {
        "leans_first": float(bool(claim.leaning) and claim.leaning[0]),
        "leans_elsewhere": float(jumps),
        "follows": sum(follows) / len(follows) if follows else 1.0,
        "first_place": float(min(places[0], 30)) if places else 30.0,
    }


def _differences(found: Alignment, document: Document, own: set[str], there: set[str]) -> dict[str, float]:
    near = [pair for pair in found.replaced if len(pair[0]) <= 6]
    swapped = [(_special(a, document) - there, _special(b, document) - own) for a, b in near]
    negated = _negations([*found.added, *(word for a, _ in found.replaced for word in a)])
    denied = _negations([*found.dropped, *(word for _, b in found.replaced for word in b)])
    hedged = _hedges([*found.added, *(word for a, _ in found.replaced for word in a)])
    certain = _hedges([*found.dropped, *(word for _, b in found.replaced for word in b[:6])])
    return {
        "aligned": found.share,
        "swapped": float(sum(bool(a) and bool(b) for a, b in swapped)),
        "special_added": float(sum(len(a) for a, _ in swapped) + len(_special(found.added, document) - there)),
        "content_added": float(
            sum(word.content and word.stem not in there for a, _ in found.replaced for word in a)
            + sum(word.content and word.stem not in there for word in found.added)
        ),
        "negation_added": float(negated),
        "negation_dropped": float(denied),
        "negation_odd": float((negated - denied) % 2),
        "hedge_dropped": float(max(0, certain - hedged)),
        "hardened": float(sum(_doubts(b) and not _hedges(a) and len(b) <= REACH for a, b in near)),
        "moved": float(
            sum(word.content and word.stem in there for a, _ in found.replaced for word in a)
            + sum(word.content and word.stem in there for word in found.added)
        ),
    }


def _by_part(claim: Claim, document: Document, coverage: Coverage) -> dict[str, float]:
    """For every clause, whether the stretch of the source that has its words denies as often as it does."""
    odd = 0
    hard = 0
    if coverage.present.shape[1]:
        for part in claim.parts:
            if not part:
                continue
            own = [claim.content[i] for i in part]
            stems = {word.stem for word in own}
            number = int((coverage.weights[part] @ coverage.present[part]).argmax())
            theirs = document.words_of(number)
            there = [i for i, word in enumerate(theirs) if word.stem in stems]
            if len(there) < 2:
                continue
            stretch = theirs[max(0, there[0] - REACH) : there[-1] + 2]
            said = [word for word in claim.words if own[0].start - 12 <= word.start <= own[-1].end + 4]
            odd += (_negations(stretch) - _negations(said)) % 2
            hard += _hedges(stretch) > 0 and _hedges(said) == 0
    return {"part_negation_odd": float(odd), "part_hardened": float(hard)}


def scale_features(claim: Claim, document: Document) -> dict[str, float]:
    """Numbers that the source has, but not of what the claim counts by them."""
    differs = loose = 0
    for one, other in pairwise(claim.words):
        if one.digit and other.stem in _COUNTED:
            differs += not document.follows(one.stem, other.stem) and not number_values([one, other]) <= document.values
        elif one.digit and other.content:
            loose += not document.follows(one.stem, other.stem)
        if other.digit and one.content:
            loose += not document.follows(one.stem, other.stem)
    return {"scale_differs": float(differs), "number_loose": float(loose)}
