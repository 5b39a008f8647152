"""Which questions are for the ledger, and what they ask of it."""

from datetime import date

import pytest

from assistant.ledger_question import LedgerQuestion, read_ledger_question
from index.preferences import Period

ARCHIVE = Period(date(2025, 1, 1), date(2025, 12, 31))


def read(question: str) -> LedgerQuestion | None:
    return read_ledger_question(question, archive=ARCHIVE, today=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            "Who proposed a toll on the night ferry?",
            LedgerQuestion(about="a toll on the night ferry", stance="proposes"), id="who proposed",
        ),
        pytest.param("who opposes the toll", LedgerQuestion(about="the toll", stance="opposes"), id="who opposes"),
        pytest.param(
            "Who said that the ferry is too loud?", LedgerQuestion(about="the ferry is too loud"), id="who said that",
        ),
        pytest.param(
            "Which councillor, once a friend of the mayor, denied the claim?",
            LedgerQuestion(about="the claim", described="councillor", stance="denies"), id="which, with an aside",
        ),
        pytest.param(
            "After the storm, who warned of floods?",
            LedgerQuestion(about="After the storm floods", stance="warns"), id="who, later in the question",
        ),
        pytest.param(
            "Who on the council objected to it?", LedgerQuestion(about="it", stance="opposes"), id="who among some"
        ),
        pytest.param(
            "Which councillor who backed the pier later said it leaks?",
            LedgerQuestion(about="it leaks", described="councillor"), id="which, with what else they did",
        ),
        pytest.param(
            "Which pair of councillors put forward a longer pier?",
            LedgerQuestion(about="a longer pier", described="pair of councillors", stance="proposes"), id="put forward",
        ),
        pytest.param(
            "Who confessed that the pier leaks?", LedgerQuestion(about="the pier leaks"), id="a rarer verb",
        ),
        pytest.param(
            "Why did Ana Moss contend that the pier leaks?",
            LedgerQuestion(about="the pier leaks", speaker="Ana Moss", described="Ana Moss"), id="plain form",
        ),
        pytest.param(
            "Who called for a vote?", LedgerQuestion(about="a vote", stance="demands"), id="called for",
        ),
        pytest.param(
            "Which toll did the fishers oppose?",
            LedgerQuestion(about="", speaker="the fishers", described="the fishers", stance="opposes"),
            id="which did they",
        ),
        pytest.param(
            "What has Ana Moss said about the lighthouse?",
            LedgerQuestion(about="the lighthouse", speaker="Ana Moss", described="Ana Moss"),
            id="what has somebody said",
        ),
        pytest.param(
            "What did the harbour ministry propose after 3 May 2025?",
            LedgerQuestion(
                about="after 3 May 2025", speaker="the harbour ministry", described="the harbour ministry",
                stance="proposes", after=date(2025, 5, 4),
            ),
            id="what did somebody propose after",
        ),
        pytest.param(
            "What has Lee Marsh demanded since June?",
            LedgerQuestion(
                about="since June", speaker="Lee Marsh", described="Lee Marsh", stance="demands", after=date(2025, 6, 1)
            ),
            id="since a month",
        ),
        pytest.param(
            "How did Ana Moss describe the new pier?",
            LedgerQuestion(about="the new pier", speaker="Ana Moss", described="Ana Moss"),
            id="how did somebody describe",
        ),
        pytest.param(
            "Did Ana Moss oppose the toll?",
            LedgerQuestion(about="the toll", speaker="Ana Moss", described="Ana Moss", stance="opposes"),
            id="did somebody oppose",
        ),
        pytest.param(
            "Where does Ana Moss stand on the toll?",
            LedgerQuestion(about="the toll", speaker="Ana Moss", described="Ana Moss"), id="stand on",
        ),
        pytest.param(
            "What is the fishers’ union's position on the toll?",
            LedgerQuestion(about="the toll", speaker="the fishers’ union", described="the fishers’ union"),
            id="position on",
        ),
    ],
)  # fmt: skip
def test_questions_for_the_ledger(question: str, expected: LedgerQuestion) -> None:
    assert read(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How many ferries sail at night?",
        "Who was in charge of the harbour in May?",
        "Who runs the ferry that Ana Moss opposed?",
        "How did the Chamber of Commerce vote on the pier?",
        "What is the name of the ferry?",
        "When did the ferry sink?",
        "the toll on the night ferry",
        "",
        "?",
        "who",
        "What did Ana Moss",
    ],
)
def test_other_questions(question: str) -> None:
    assert read(question) is None


def test_any_length_is_read_in_time() -> None:
    assert read("who " * 100_000) is None
    assert read("what did " + "a " * 100_000) is None
