"""Whether claim and source affirm and deny the same, and with the same certainty; and what a near copy changes."""

from difflib import SequenceMatcher
from typing import NamedTuple

from assistant.verification.claim import Claim
from assistant.verification.coverage import Coverage
from assistant.verification.document import Document
from assistant.verification.wording import NEGATIONS, Word
from index.keywords import stem

_PAIRS = """support oppose, supports opposes, increase decrease, rise fall, rose fell, risen fallen, rising falling,
before after, more less, more fewer, most least, above below, up down, accept reject, approve reject, approve oppose,
win lose, won lost, winning losing, guilty innocent, best worst, high low, higher lower, highest lowest, always never,
allow ban, allow forbid, legal illegal, lawful unlawful, agree disagree, male female, men women, man woman, praise criticize,
praise condemn, confirm deny, admit deny, begin end, started stopped, open close, opened closed, early late, earlier later,
gain lose, strengthen weaken, strong weak, success failure, succeed fail, true false, possible impossible, likely unlikely,
include exclude, join leave, joined left, hire fire, arrive depart, buy sell, bought sold, older younger, over under,
better worse, expand shrink, grow shrink, raise cut, raise lower, safe dangerous, necessary unnecessary, first last,
majority minority, public private, domestic foreign, north south, east west, northern southern, eastern western,
alive dead, born died, against for, remember forget, love hate, friend enemy, attack defend, defend attack, inside outside,
with without, all none, everyone nobody, positive negative, ahead behind, faster slower, cheaper costlier, profit loss,
import export, encourage discourage, ally enemy, permanent temporary, voluntary mandatory, upheld overturned, uphold overturn,
convicted acquitted, conviction acquittal, Republican Democrat, Republicans Democrats, left right, liberal conservative"""
ANTONYMS: dict[str, set[str]] = {}
for _pair in _PAIRS.replace("\n", " ").split(","):
    _one, _other = (stem(word) for word in _pair.split())
    ANTONYMS.setdefault(_one, set()).add(_other)
    ANTONYMS.setdefault(_other, set()).add(_one)

HEDGES = frozenset(
    stem(word)
    for word in """may might could would should can possible possibly perhaps maybe likely probably potential potentially
    alleged allegedly reportedly expected expect plan plans planned planning consider considering considered hope hopes
    hoped want wants wanted propose proposed proposes suggest suggested seek seeking aim aims intend intends if unless
    whether appear appears appeared seem seems seemed reported rumored rumoured unclear""".split()
)
SCALES = frozenset(stem(word) for word in "hundred thousand million billion trillion percent".split())
REACH = 3
"""Words beside what claim and source share in which a "not" still bears on it."""


class Alignment(NamedTuple):
    """A claim laid over a sentence, word by word."""

    share: float
    """Of the claim's words, those that the sentence has in the same order."""
    replaced: tuple[tuple[list[Word], list[Word]], ...]
    """Words of the claim and those that stand in their place in the sentence."""
    added: list[Word]
    """Words of the claim that the sentence has not, nor anything in their place."""
    dropped: list[Word]
    """Words of the sentence, between or just beside shared ones, that the claim has not."""


def align(own: list[Word], theirs: list[Word]) -> Alignment:
    """Lay words over words. The shared ones keep their order."""
    matcher = SequenceMatcher(None, [word.stem for word in own], [word.stem for word in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    equal = [code for code in codes if code[0] == "equal"]
    replaced, added, dropped = [], [], []
    for tag, a, b, c, d in codes:
        if tag == "replace":
            replaced.append((own[a:b], theirs[c:d]))
        elif tag == "insert":
            inner = bool(equal) and equal[0][3] <= c < equal[-1][4]
            dropped += theirs[c:d] if inner else (theirs[c:d][-REACH:] if d <= (equal[0][3] if equal else 0) else theirs[c:d][:REACH])
        elif tag == "delete":
            added += own[a:b]
    shared = sum(code[2] - code[1] for code in equal)
    return Alignment(shared / (len(own) or 1), tuple(replaced), added, dropped)


def _negations(some: list[Word]) -> int:
    return sum(word.stem in NEGATIONS or word.stem.endswith("n't") for word in some)


def _hedges(some: list[Word]) -> int:
    return sum(word.stem in HEDGES for word in some)


def _special(some: list[Word], document: Document) -> set[str]:
    return {word.stem for word in some if word.digit or word.stem in document.names or (word.capital and word.content)}


def polarity_features(claim: Claim, document: Document, coverage: Coverage) -> dict[str, float]:
    """Counts of what differs between the claim and the sentences that are nearest to it."""
    best: dict[str, float] | None = None
    for number in coverage.chosen[:2]:
        found = _against(claim, document, number)
        if best is None or found["aligned"] > best["aligned"]:
            best = found
    best = best or _against(claim, document, None)
    sentences = [document.words_of(number) for number in coverage.chosen[:2]]
    there = {word.stem for sentence in sentences for word in sentence}
    own = {word.stem for word in claim.words}
    best["antonyms"] = float(
        sum(bool(ANTONYMS.get(one, set()) & there - own) and one not in there for one in own)
    )
    return best | _by_part(claim, document, coverage)


def _against(claim: Claim, document: Document, number: int | None) -> dict[str, float]:
    theirs = document.words_of(number) if number is not None else []
    found = align(claim.words, theirs)
    there = {word.stem for word in theirs}
    own = {word.stem for word in claim.words}
    near = [pair for pair in found.replaced if len(pair[0]) <= 6]
    swapped = [
        (_special(a, document) - there, _special(b, document) - own) for a, b in near
    ]
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
    for one, other in zip(claim.words, claim.words[1:], strict=False):
        if one.digit and other.stem in SCALES:
            differs += (one.stem, other.stem) not in document.pairs
        elif one.digit and other.content:
            loose += (one.stem, other.stem) not in document.pairs
        if other.digit and one.content:
            loose += (one.stem, other.stem) not in document.pairs
    return {"scale_differs": float(differs), "number_loose": float(loose)}
