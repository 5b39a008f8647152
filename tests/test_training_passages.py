"""Training compares as searching does."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from index.embedding import TokenVectors  # noqa: E402
from index.late_interaction import late_scores, pack, similarities  # noqa: E402
from training.model import WIDTH  # noqa: E402
from training.passages import Passages  # noqa: E402

SENTENCES = [[(0, 150), (151, 400)], [(0, 90)], [(0, 900)]]


def test_scores_are_those_of_a_search(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)

    def unit(*shape: int) -> np.ndarray:
        drawn = chance.normal(size=(*shape, WIDTH)).astype(np.float32)
        drawn /= np.linalg.norm(drawn, axis=-1, keepdims=True)
        return drawn

    headline = 10
    tokens = [
        TokenVectors(np.sort(chance.choice(last + headline, 30, replace=False)), unit(30)) for last in (400, 90, 900)
    ]
    packed = [pack(one, headline) for one in tokens]
    np.savez(
        tmp_path / "passages.npz",
        numbers=np.array([7, 8, 9]),
        vectors=unit(3),
        tokens=np.frombuffer(b"".join(packed), np.uint8),
        ends=np.cumsum([len(one) for one in packed]),
        sentences=np.array([(place, *span) for place, spans in enumerate(SENTENCES) for span in spans]),
    )
    line = {"question": "?", "evidence": [[[8, 0, 20], [9, 5, 9]]], "candidates": [7]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(line) + "\n")
    passages, question = Passages(tmp_path), unit(6)
    found = passages.similar(torch.from_numpy(question), [7, 8, 9])
    expected = similarities(question, packed)
    np.testing.assert_allclose(found.passages.numpy(), late_scores(expected), atol=1e-5)
    for scores, similar, spans in zip(found.sentences, expected, SENTENCES, strict=True):
        np.testing.assert_allclose(scores.numpy(), [similar.score_between(*span) for span in spans], atol=1e-5)
    assert passages.questions[0].positives == {8, 9}
    assert passages.sentences_at(7, 100, 200) == [0, 1]
