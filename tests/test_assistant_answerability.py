"""A question about something else than the archive is told by how far its best hits are from it."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import EMBEDDING

from assistant.answerability import LEAST_NEAR, is_about_the_archive, nearness
from index.embedding.query_encoder import WEIGHTS
from index.late_interaction import TokenSimilarities
from index.manifest import read_manifest
from index.retrieval import Found

NOTHING = Found(hits=(), similarities=(), articles_searched=3, undated_left_out=0, query_vector=np.zeros(2, np.float32))


def found(*cosines: float) -> Found:
    similar = (TokenSimilarities(np.array([0]), np.array([[one]], np.float32)) for one in cosines)
    return replace(NOTHING, similarities=tuple(similar))


@pytest.mark.parametrize(
    ("given", "encoder", "about"),
    [
        pytest.param(found(0.1, 0.6), EMBEDDING, True, id="one is near"),
        pytest.param(found(0.1, 0.2), EMBEDDING, False, id="none is near"),
        pytest.param(found(*[0.1] * 5, 0.9), EMBEDDING, False, id="a late one does not count"),
        pytest.param(found(0.1, 0.2), "another model", True, id="not measured"),
        pytest.param(replace(NOTHING, similarities=(None,)), EMBEDDING, True, id="no tokens"),
        pytest.param(NOTHING, EMBEDDING, True, id="nothing found"),
    ],
)
def test_is_about_the_archive(given: Found, encoder: str, about: bool) -> None:
    assert is_about_the_archive(given, "Who opposed the toll?", encoder) is about


def test_the_nearest_of_the_first_hits_counts() -> None:
    assert nearness(found(0.25, 0.5, 0.125), "Who opposed the toll?") == 0.5
    assert nearness(NOTHING, "Who opposed the toll?") is None


def test_a_long_question_may_be_farther_off() -> None:
    question = "Which harbour pilot warned the committee that heavier ferries would damage the old eastern quay wall?"
    long, short = nearness(found(0.36), question), nearness(found(0.36), "Who warned of heavier ferries?")
    assert long is not None and short is not None
    assert long > LEAST_NEAR[EMBEDDING] > short


def test_both_encoders_that_come_with_it_were_measured() -> None:
    assert set(LEAST_NEAR) == {EMBEDDING, read_manifest(WEIGHTS)["name"]}
