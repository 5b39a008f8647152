"""How near stretches of articles come to what is asked, by the tokens that their passages keep.

Late interaction (`index.late_interaction`) of words chosen from an article: none of them costs a run of the embedding
model, as if each had been embedded with the rest of its passage under the headline ("late chunking", Günther et al.
2024, section 3). Where the model gives no tokens, the words are embedded as one text.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.article import Article, Span
from index.embedding import Embedding
from index.late_interaction import TokenSimilarities, joined, similarities
from index.library import Library

_Near = tuple[Span, TokenSimilarities]


class Wording(NamedTuple):
    """Words of an article that are compared as if they were one text."""

    article: Article
    spans: Sequence[Span]
    headline: bool = False
    """Whether those of the headline are among them."""

    @property
    def text(self) -> str:
        """The words in a row."""
        words = " ".join(self.article.text[start:end] for start, end in self.spans)
        return f"{self.article.title}. {words}" if self.headline else words


def likeness(
    library: Library, about: str, wordings: Sequence[Wording], *, encoder: Embedding | None = None
) -> list[float]:
    """How near each comes to what is sought: by late interaction, else by their vectors.

    `encoder` embeds what is sought: the library's query encoder if it is a question. Raises `EmbeddingError`.
    """
    sought, tokens = (encoder or library.embedding).embed_with_tokens([about])
    if tokens is None or not len(tokens[0].vectors):
        return [float(vector @ sought[0]) for vector in library.embedding.embed([one.text for one in wordings])]
    places = {(one.article.id, span) for one in wordings for span in one.spans}
    found = library.catalog.tokens_around(places)
    similar = similarities(tokens[0].vectors, [packed for _, packed in found])
    near: dict[str, list[_Near]] = {}
    for (passage, _), one in zip(found, similar, strict=True):
        near.setdefault(passage.article_id, []).append((passage.span, one))
    return [_score(one, near.get(one.article.id, ())) for one in wordings]


def _score(wording: Wording, passages: Iterable[_Near]) -> float:
    around = [
        (span.start, similar) for span, similar in passages if any(span.overlaps(other) for other in wording.spans)
    ]
    return joined(around).score_within(wording.spans, headline=wording.headline) if around else 0.0


def cut(spans: Sequence[Span], characters: int) -> list[Span]:
    """The first so many characters of some spans."""
    kept = []
    for start, end in spans:
        if characters > 0:
            kept.append(Span(start, min(end, start + characters)))
        characters -= end - start
    return kept
