"""Articles -> statements: the one place where the tagger, the resolver and the stances are put together."""

from collections.abc import Sequence

import numpy as np

from index.article import Article
from index.attribution.attribution import Attribution, Speaker, Statement, Tagger, TaggerName
from index.attribution.resolution import resolve
from index.attribution.said_on import said_on
from index.attribution.stance import stance_of
from index.attribution.understood import Understood
from index.embedding import Embedding
from index.passages import split_sentences

EMBEDDED_CHARACTERS = 700
"""Of what is said, so much is embedded: as much as of a passage."""


def open_tagger(name: TaggerName, *, threads: int = 1) -> Tagger | None:
    """Open a tagger; None for "off". Raises `AttributionError` when the neural one's weights cannot be used."""
    # Imported where they are used: the neural one needs the model runtime, which most commands need not wait for.
    if name == "neural":
        from index.attribution.tagger import NeuralTagger

        return NeuralTagger(threads=threads)
    if name == "rules":
        from index.attribution.rules import RulesTagger

        return RulesTagger()
    return None


def statements(tagger: Tagger, articles: Sequence[Article]) -> list[list[Statement]]:
    """What is said in each article, by whom and when, in the order of the text."""
    tagged = tagger.tag([article.text for article in articles])
    return [_statements(article, found) for article, found in zip(articles, tagged, strict=True)]


def understand(tagger: Tagger, embedding: Embedding, articles: Sequence[Article]) -> list[Understood]:
    """The statements of each article with their vectors. Raises `EmbeddingError`."""
    found = statements(tagger, articles)
    texts = [embedded_text(article, one) for article, some in zip(articles, found, strict=True) for one in some]
    vectors = embedding.embed(texts) if texts else np.empty((0, embedding.dimension), np.float32)
    ends = np.cumsum([len(some) for some in found])[:-1]
    return [Understood(tagger.name, some, own) for some, own in zip(found, np.split(vectors, ends), strict=True)]


def embedded_text(article: Article, statement: Statement) -> str:
    """What the vector of a statement is made of: the headline, who speaks, and what is said."""
    speaker = statement.speaker
    who = ", ".join(part for part in (speaker.name, speaker.role) if part) if speaker else ""
    said = " ".join(article.text[span.start : span.end] for span in statement.attribution.content)
    return (
        f"{article.title}. {who}: {said[:EMBEDDED_CHARACTERS]}"
        if who
        else f"{article.title}. {said[:EMBEDDED_CHARACTERS]}"
    )


def _statements(article: Article, attributions: Sequence[Attribution]) -> list[Statement]:
    sentences = split_sentences(article.text) if attributions else []
    speakers: list[Speaker | None] = resolve(article, attributions)
    return [
        Statement(
            attribution=attribution,
            speaker=speaker,
            stance=stance_of(article.text, attribution),
            said_on=said_on(article.text, sentences, attribution, article.published_at),
        )
        for attribution, speaker in zip(attributions, speakers, strict=True)
    ]
