"""Which sentences bear most on a question."""

import pytest
from conftest import OpenLibrary
from embedding_double import TokenEmbedding

from assistant.evidence import EvidencePool
from assistant.question import understand
from assistant.searching import find
from index.article import Article
from index.embedded_passages import embed_passages

ASKED = "Where does the yellow ferry land?"
LANDS = "The yellow ferry does land in Ostby."
LONG = f"{LANDS[:-1]}, or so most of the old men by the market hall of that town will tell anybody."
FAR = "Nobody expected snow."
HAIL = "Nobody expected hail."
BAKERS = "Every baker closed early."


def ranked(open_library: OpenLibrary, text: str) -> list[str]:
    library = open_library(TokenEmbedding())
    article = Article(id="news", title="News", text=text)
    with library.writing("ingest"), library.catalog.transaction():
        library.catalog.put(article, article.id, *embed_passages(library.embedding, [article]))
    library.synchronise()
    question = understand(ASKED)
    return [one.text for one in EvidencePool(question, find(library, question, k=10).found, library.embedding).ranked]


@pytest.mark.parametrize(
    ("text", "better", "worse"),
    [
        pytest.param(f"{FAR} {LANDS}", LANDS, FAR, id="meaning"),
        pytest.param(f"{FAR} {BAKERS} {LANDS} {HAIL}", HAIL, FAR, id="beside a good one"),
        pytest.param(f"{BAKERS} {LONG} {BAKERS} {LANDS} {BAKERS} {HAIL}", LANDS, LONG, id="short"),
    ],
)
def test_what_counts_for_a_sentence(open_library: OpenLibrary, text: str, better: str, worse: str) -> None:
    order = ranked(open_library, text)
    assert order.index(better) < order.index(worse)
