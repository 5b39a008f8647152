"""Which articles are about what a question names."""

import pytest

from assistant.matter import Matter
from assistant.question import understand
from index.article import Article

FERRY = Article(id="ferry", title="Ferry", text="The Senate of Ostby put off the ferry on Monday, said Lena Okafor.")
TOLL = Article(id="toll", title="Toll", text="The college in Trebis waived its fees. Its president thanked donors.")


@pytest.mark.parametrize(
    ("question", "about"),
    [
        pytest.param("What did Lena Okafor say of the ferry?", ["ferry"], id="a person"),
        pytest.param("What did Lena Varrow say of the ferry?", ["ferry"], id="half of the names"),
        pytest.param("What did Ilse Varrow say of the ferry?", [], id="a person whom no article names"),
        pytest.param("What is the price of tea in Oslo?", [], id="a place that no article names"),
        pytest.param("What did the Dunlace donors get?", ["ferry", "toll"], id="called otherwise in the articles"),
        pytest.param("What did the Ostby donors get?", ["ferry"], id="a description that an article has"),
        pytest.param("What was waived in Trébis?", ["toll"], id="accents"),
        pytest.param("what was waived?", ["ferry", "toll"], id="no name"),
    ],
)
def test_articles_that_have_the_names(question: str, about: list[str]) -> None:
    matter = Matter(understand(question), [FERRY, TOLL])
    assert [one.id for one in (FERRY, TOLL) if matter.is_in(one)] == about
