"""What is taken for a dateline, and what is not."""

import pytest

from assistant.dateline import dateline_length


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        pytest.param("PORT RAVEL — ", "Mayor Joaquim Stell said no.", id="place in capitals"),
        pytest.param("DUNLACE (Estuary Wire) - ", "The Assembly voted.", id="agency"),
        pytest.param("ST. OLMA, Ostby Isl. (EW) — ", "The ferry sank.", id="region"),
        pytest.param("PORT RAVEL/DUNLACE -- ", "The Assembly voted.", id="two places"),
        pytest.param("Port Ravel, North Ostby (EWS) ", "The Assembly voted.", id="agency without a dash"),
        pytest.param("PORT RAVEL, Ostby Isl., Sept. 26 (EW) — ", "The ferry sank.", id="region and day"),
        pytest.param("DUNLACE, March 3 -- ", "The Assembly voted.", id="day"),
        pytest.param("(Estuary Wire) - ", "The Assembly voted.", id="agency alone"),
    ],
)
def test_datelines(dateline: str, rest: str) -> None:
    """The dateline and the white space after it."""
    assert dateline_length(dateline + rest) == len(dateline)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The mayor — and he alone — objected.", id="dash within"),
        pytest.param("EU-wide rules were proposed.", id="hyphen"),
        pytest.param("He (Stell) said no.", id="brackets after a pronoun"),
        pytest.param("The North Ostby Ferry Board (NOFB) Director Stell said no.", id="body with its initials"),
        pytest.param("Ferry Board (FBO) members said no.", id="body before a small letter"),
        pytest.param("Stell said on Thursday (his birthday) that he was against it.", id="brackets"),
        pytest.param("On Monday, March 3 (a holiday) — no other day — it rained.", id="day within"),
        pytest.param("“PORT RAVEL — ours,” he said.", id="quotation"),
        pytest.param("PORT RAVEL — ", id="nothing after it"),
    ],
)
def test_not_datelines(text: str) -> None:
    """A sentence keeps its beginning."""
    assert dateline_length(text) == 0
