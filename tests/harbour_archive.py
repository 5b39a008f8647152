"""A small archive for the tests of the tabs: own articles in a real library, read by `VerbTagger`."""

import json
from pathlib import Path

from embedding_double import WordEmbedding
from tagger_double import VerbTagger

from index.article import Article
from index.attribution.attribution import Tagger
from index.embedding import Embedding
from index.ingest import ingest
from index.library import Library

TOLL = Article(
    id="toll",
    title="Council debates a toll on the night ferry",
    source="Delta Post",
    published_at="2025-03-04",
    text=(
        "The council met late.\n\nAna Brook proposed a toll on the night ferry for lorries above 12 tonnes.\n\n"
        "Lee Marsh opposed the toll on the night ferry and called it “a fine for working late”.\n\n"
        "The harbour master counted 900 lorries in February."
    ),
)
AGAIN = Article(
    id="again",
    title="Ferry toll divides the harbour",
    source="Morning Line",
    published_at="2025-03-05",
    text="Ana Brook proposed a toll on the night ferry for all lorries above 12 tonnes.",
)
TURN = Article(
    id="turn",
    title="Marsh gives in on the ferry",
    source="Delta Post",
    published_at="2025-06-09",
    text="Lee Marsh supported the toll on the night ferry. Kim Vale denied every rumour of a bridge to the island.",
)
LAMPS = Article(
    id="lamps",
    title="New lamps for the pier",
    source="Morning Line",
    published_at="2025-05-02",
    text="Kim Vale proposed new lamps for the old pier. Kim Vale said that the lighthouse needs green paint.",
)
ARTICLES = (TOLL, AGAIN, TURN, LAMPS)
FIELDS = ("id", "title", "text", "source", "published_at")


def build_library(
    folder: Path,
    *articles: Article,
    tagger: Tagger | None = None,
    embedding: Embedding | None = None,
    unread: bool = False,
) -> Library:
    """A library in `folder` that holds the articles; `unread` leaves them out of the ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    library = Library(
        folder / "library",
        embedding or WordEmbedding(),
        tagger=None if unread else tagger or VerbTagger(),
        create=True,
    )
    if articles:
        source = folder / "articles.jsonl"
        lines = [json.dumps({name: getattr(article, name) for name in FIELDS}) for article in articles]
        source.write_text("\n".join(lines), encoding="utf-8")
        ingest(library, [source], lambda _: None)
    return library


def statement_articles(number: int) -> tuple[Article, ...]:
    """So many articles of one statement each, one a day."""
    return tuple(
        Article(
            id=f"n{one}",
            title=f"Report {one}",
            source="Daily Count",
            published_at=f"2025-{1 + one // 28:02}-{1 + one % 28:02}",
            text=f"Rosa Lind said that gauge{one} of dock{one} showed level{one} at noon{one}.",
        )
        for one in range(number)
    )
