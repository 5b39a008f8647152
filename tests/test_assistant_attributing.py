"""Claims that give somebody's words as a fact get their speaker."""

import pytest

from assistant.attributing import repeated, with_speaker
from index.article import Article, Span
from index.attribution.attribution import Attribution, Speaker, Statement

TEXT = (
    "Mayor Lena Okafor came late. She said the ferry toll was a scandal. Aides to the mayor called the fund empty. "
    "Other aides left."
)
ARTICLE = Article(id="ferry", title="Toll", text=TEXT)


def statement(source: str, content: str, speaker: str | None) -> Statement:
    spans = [Span(TEXT.index(words), TEXT.index(words) + len(words)) for words in (source, content)]
    return Statement(
        attribution=Attribution(source=(spans[0],), cue=(), content=(spans[1],), kind="indirect"),
        speaker=Speaker(name=speaker, kind="person") if speaker else None,
        stance="states",
        said_on=None,
    )


TOLL = statement("She", "the ferry toll was a scandal", "Lena Okafor")
FUND = statement("Aides to the mayor", "the fund empty", None)
UNKNOWN = statement("She", "the ferry toll was a scandal", None)


@pytest.mark.parametrize(
    ("claim", "given", "attributed"),
    [
        pytest.param("The ferry toll was a scandal.", TOLL, "According to Lena Okafor, the ferry toll was a scandal.",
                     id="an opinion as a fact"),
        pytest.param("She said the ferry toll was a scandal.", TOLL, "Lena Okafor said the ferry toll was a scandal.",
                     id="a pronoun without a name"),
        pytest.param("The fund is empty.", FUND, "According to aides to the mayor, the fund is empty.",
                     id="a source without a name"),
        pytest.param("The ferry toll was a scandal.", UNKNOWN, None, id="nobody knows who"),
    ],
)  # fmt: skip
def test_the_speaker_is_added(claim: str, given: Statement, attributed: str | None) -> None:
    found = repeated(claim, [TOLL if given is FUND else FUND, given], ARTICLE)
    assert found is given
    assert with_speaker(claim, given, ARTICLE) == attributed


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Lena Okafor called the ferry toll a scandal.", id="it says who"),
        pytest.param("According to the mayor, the ferry toll was a scandal.", id="it says who in other words"),
        pytest.param("For Okafor the ferry toll was a scandal.", id="it names her"),
        pytest.param("The mayor came late.", id="nobody's words"),
    ],
)
def test_a_claim_that_needs_no_speaker(claim: str) -> None:
    assert repeated(claim, [TOLL, FUND], ARTICLE) is None
