"""Planted claims: the same for the same seed, and false ones really are."""

import pytest

from benchmarks.planted_article import Source
from benchmarks.planting import FALSE_KINDS, TRUE_KINDS, Planter

TEXTS = [
    "Mayor Lena Okafor said on Tuesday that all of the 900 harbour ferries will be free of charge, which few "
    "expected, from May. The board of Mayor Piet Aldous has not agreed with the plan of the council in any of its six "
    "meetings.\n\n"
    "“People should not choose between the boat and their lunch in our town,” Lena Okafor said.\n\n"
    "“It is a bill without a payer, and the harbour cannot print money,” Piet Aldous said.\n\n"
    "On Friday, the new council may vote on the 40 amendments that Piet Aldous was asked to write.",
    "Minister Ada Brandt opened the northern railway with 12 trains and many songs on a cold Sunday morning.\n\n"
    "“The mountains are closer than they were yesterday, and so are the people,” Ada Brandt said.\n\n"
    "The railway could carry 70 tonnes of salt a day because Minister Jon Varga has bought three engines abroad.\n\n"
    "“Nobody asked the villages whether they wanted the noise of these engines,” Jon Varga said.",
]


def sources() -> list[Source]:
    return [Source.of(str(number), text) for number, text in enumerate(TEXTS)]


@pytest.mark.parametrize("kind", TRUE_KINDS)
def test_true_claims_are_the_same_for_the_same_seed(kind: str) -> None:
    made = [Planter(seed, sources()).some(kind, 2, true=True) for seed in (3, 3)]
    assert made[0] == made[1]
    assert all(one.true for one in made[0])


@pytest.mark.parametrize("kind", FALSE_KINDS)
def test_false_claims_do_not_stand_in_their_article(kind: str) -> None:
    for one in Planter(5, sources()).some(kind, 2, true=False):
        assert not one.true
        assert one.claim.rstrip(".") not in TEXTS[int(one.article_id)]
