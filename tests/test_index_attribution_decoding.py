"""Best paths against brute force, and the parts that a path spells."""

from itertools import pairwise, product

import numpy as np

from index.article import Span
from index.attribution.decoding import TAGS, Part, Transitions, allowed, parts


def test_best_paths_are_those_of_brute_force() -> None:
    random = np.random.default_rng(7)
    start, step = allowed()
    start = (start + random.normal(size=start.shape)).astype(np.float32)
    step = (step + random.normal(size=step.shape)).astype(np.float32)
    emissions = (2 * random.normal(size=(6, 4, len(TAGS)))).astype(np.float32)
    lengths = [4, 1, 3, 2, 4, 3]
    for path, scores, length in zip(
        Transitions(start, step).best_paths(emissions, lengths), emissions, lengths, strict=True
    ):

        def total(tags: tuple[int, ...], scores: np.ndarray = scores) -> float:
            steps = sum(step[a, b] for a, b in pairwise(tags))
            return float(start[tags[0]] + steps + sum(scores[i, tag] for i, tag in enumerate(tags)))

        assert tuple(path) == max(product(range(len(TAGS)), repeat=length), key=total)


def test_an_inside_tag_never_stands_without_its_beginning() -> None:
    start, step = allowed()
    emissions = np.zeros((1, 3, len(TAGS)), np.float32)
    emissions[0, :, TAGS.index("I-cue")] = 5
    (path,) = Transitions(start, step).best_paths(emissions, [3])
    assert [TAGS[tag] for tag in path] == ["B-cue", "I-cue", "I-cue"]


def test_parts_of_a_path() -> None:
    path = [TAGS.index(tag) for tag in ("B-source", "I-source", "B-cue", "O", "B-content", "B-content", "I-content")]
    assert parts(path, 10) == [
        Part("source", Span(10, 12)),
        Part("cue", Span(12, 13)),
        Part("content", Span(14, 15)),
        Part("content", Span(15, 17)),
    ]


def test_no_tags_no_parts() -> None:
    assert parts([0, 0]) == []
