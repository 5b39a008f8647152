"""Articles -> statements: the one place where the tagger, the resolver and the stances are put together."""

from collections.abc import Sequence

from index.article import Article
from index.attribution.attribution import Attribution, Speaker, Statement, Tagger, TaggerName
from index.attribution.nesting import NestingTagger
from index.attribution.resolution import resolve
from index.attribution.said_on import said_on
from index.attribution.stance import stance_of
from index.errors import AttributionError
from index.passages import split_sentences


def open_tagger(name: TaggerName, *, threads: int = 1) -> Tagger | None:
    """Open a tagger; None for "off". Raises `AttributionError` when the neural one's weights cannot be used."""
    # Imported where they are used: the neural one needs the model runtime, which most commands need not wait for.
    if name == "neural":
        from index.attribution.tagger import NeuralTagger

        return NestingTagger(NeuralTagger(threads=threads))
    if name == "rules":
        from index.attribution.rules import RulesTagger

        return RulesTagger()
    return None


def statements(tagger: Tagger, articles: Sequence[Article]) -> list[list[Statement] | AttributionError]:
    """What is said in each article, by whom and when, in the order of the text; an error where that cannot be found."""
    try:
        tagged = tagger.tag([article.text for article in articles])
        return [_statements(article, found) for article, found in zip(articles, tagged, strict=True)]
    except Exception as error:  # no text that was not foreseen may keep the other articles out
        if len(articles) > 1:
            return [found for article in articles for found in statements(tagger, [article])]
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return [
            AttributionError(
                f"the tagger {tagger.name} cannot read it ({reason}): ingest it with ONRECORD_ATTRIBUTION=off"
            )
        ]


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
