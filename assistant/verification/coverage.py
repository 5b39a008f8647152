"""How much of a claim stands in its source: in one sentence, in a few, anywhere; and whether it stands together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.verification.claim import Claim
from assistant.verification.document import Document
from assistant.verification.wording import PlacedWord, words

SENTENCES = 3
"""Sentences that may bear a claim out together."""


class Coverage(NamedTuple):
    """Which content words of a claim each sentence of the document has."""

    weights: NDArray[np.float64]
    """How much each content word of the claim tells. Shape `(words,)`."""
    present: NDArray[np.bool_]
    """Shape `(words, sentences)`."""
    known: NDArray[np.bool_]
    """Whether the document or its context has the word at all. Shape `(words,)`."""
    chosen: tuple[int, ...]
    """The sentences that together have most of the claim, best first."""
    told: Mapping[int, frozenset[str]] = MappingProxyType({})
    """Sentence -> stems of the speaker's name that it does not write but means."""


def cover(claim: Claim, document: Document) -> Coverage:
    """Find every content word of a claim in a document."""
    content = claim.content
    weights = np.zeros(len(content))
    present = np.zeros((len(content), len(document.sentences)), bool)
    known = np.zeros(len(content), bool)
    for row, word in enumerate(content):
        kin = document.kin(word.stem)
        weights[row] = document.rarity(kin)
        for stem in kin:
            present[row, document.places(stem)] = True
        known[row] = bool(kin) or word.stem in document.context_stems
    return Coverage(weights, present, known, _choose(weights, present))


def with_name(coverage: Coverage, claim: Claim, name: str, sentence: int) -> Coverage:
    """The same if a sentence had a name of the claim: one that says "he" of somebody known says as much."""
    stems = {word.stem for word in words(name)}
    rows = np.array([word.stem in stems for word in claim.content], bool)
    present = coverage.present.copy()
    present[rows, sentence] = True
    chosen = _choose(coverage.weights, present)
    return Coverage(coverage.weights, present, coverage.known | rows, chosen, {sentence: frozenset(stems)})


def _choose(weights: NDArray[np.float64], present: NDArray[np.bool_]) -> tuple[int, ...]:
    """Greedily, the sentence that adds most to those chosen; of equals the one nearest to the first."""
    chosen: list[int] = []
    left = weights.copy()
    if not present.size:
        return ()
    # What is covered already still counts a little: a sentence on the matter is better than a stray word.
    base = 0.15 * (weights @ present)
    while len(chosen) < min(SENTENCES, present.shape[1]):
        gain = left @ present
        if chosen:
            gain = gain + base - 0.002 * np.minimum(np.abs(np.arange(present.shape[1]) - chosen[0]), 50)
        gain[chosen] = -np.inf
        best = int(gain.argmax())
        chosen.append(best)
        left = np.where(present[:, best], 0.0, left)
    return tuple(chosen)


def coverage_features(claim: Claim, document: Document, coverage: Coverage) -> dict[str, float]:
    """Shares of the claim, 0 to 1, unless they are counts."""
    weights, present, known, chosen, _ = coverage
    total = float(weights.sum()) or 1.0
    within = present[:, list(chosen)] if chosen else np.zeros((len(weights), 0), bool)
    windows = present.copy()
    windows[:, :-1] |= present[:, 1:]
    windows[:, 1:] |= present[:, :-1]
    by_sentence = weights @ present / total if present.shape[1] else np.zeros(1)
    parts = claim.parts
    part_best, part_doc, part_window = [], [], []
    for part in parts:
        weight = weights[part]
        sum_ = float(weight.sum()) or 1.0
        part_best.append(float((weight @ present[part]).max() / sum_) if present.shape[1] else 0.0)
        part_window.append(float((weight @ windows[part]).max() / sum_) if present.shape[1] else 0.0)
        part_doc.append(float(weight @ known[part] / sum_))
    names = np.array([_is_name(word, document) for word in claim.content], bool)
    numbers = np.array([word.digit for word in claim.content], bool)
    features = {
        "cover_document": float(weights @ known / total),
        "cover_1": float(by_sentence.max()),
        "cover_2": float(weights @ within[:, :2].any(axis=1) / total),
        "cover_3": float(weights @ within.any(axis=1) / total),
        "cover_window": float((weights @ windows / total).max()) if present.shape[1] else 0.0,
        "unknown_words": float((~known).sum()),
        "part_cover_least": min(part_best),
        "part_cover_mean": float(np.mean(part_best)),
        "part_window_least": min(part_window),
        "part_known_least": min(part_doc),
        "parts": float(len(parts)),
        "chosen_apart": float(np.log1p(abs(chosen[1] - chosen[0]))) if len(chosen) > 1 else 0.0,
    }
    for kind, mask in (("name", names), ("number", numbers), ("plain", ~names & ~numbers)):
        count = int(mask.sum())
        some = max(count, 1)
        features[f"{kind}s"] = float(count)
        features[f"{kind}s_unknown"] = float((mask & ~known).sum())
        features[f"{kind}_known"] = float((mask & known).sum()) / some if count else 1.0
        features[f"{kind}_cover_1"] = float((mask & within[:, :1].any(axis=1)).sum()) / some if count else 1.0
        features[f"{kind}_cover_3"] = float((mask & within.any(axis=1)).sum()) / some if count else 1.0
    return features | _togetherness(claim, present, windows, within)


def _is_name(word: PlacedWord, document: Document) -> bool:
    """Whether the document writes a word as a name or, where it has it not, the claim does."""
    if word.digit:
        return False
    return word.stem in document.names or (word.capital and word.start > 0 and word.stem not in document.positions)


def _togetherness(
    claim: Claim, present: NDArray[np.bool_], windows: NDArray[np.bool_], within: NDArray[np.bool_]
) -> dict[str, float]:
    """Whether words that stand next to each other in the claim do so in the source: a stitched claim's do not."""
    if len(present) < 2 or not present.shape[1]:
        return {"pairs_sentence": 1.0, "pairs_window": 1.0, "pairs_chosen": 1.0}
    both = present[:-1] & present[1:]
    return {
        "pairs_sentence": float(both.any(axis=1).mean()),
        "pairs_window": float((windows[:-1] & windows[1:]).any(axis=1).mean()),
        "pairs_chosen": float((within[:-1] & within[1:]).any(axis=1).mean()),
    }
