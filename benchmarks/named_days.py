"""What it gains to read relative days: made-up questions for a day that only the date of publication gives.

    taskset -c 0,1 python -m benchmarks.named_days --library /tmp/library

For a sentence such as "NAME said on Tuesday ..." the question is "What did NAME say on 5 June 2018?".
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from unittest.mock import patch

from assistant.answering import open_library
from assistant.question import understand
from assistant.searching import find
from assistant.settings import Settings
from assistant.speaker import named_speaker
from benchmarks.archive import arguments
from index import retrieval
from index.article import Article, Hit, Span
from index.library import Library
from index.passages import split_sentences
from index.relative_days import resolve

QUESTIONS = 80
MOST_BY_SPEAKER = 4
LEAD = 3
"""Sentences at the beginning of an article that are left out: they would be found anyway."""
_SAID_ON = re.compile(r"\b(?:said|told|tweeted|announced)\b[^.]{0,60}\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


class Asked(NamedTuple):
    """A question and where its answer stands."""

    text: str
    article_id: str
    span: Span


def main() -> None:
    """Print the share of questions answered by the first hit and by the first five."""
    options = arguments(__doc__).parse_args()
    with open_library(Settings.load(library=options.library)) as library:
        questions = _questions(library)
        print(f"{len(questions)} questions\n\n| weight | hit@1 | hit@5 | span@1 | span@5 |\n|" + " --- |" * 5)
        for weight in (0.0, retrieval.DAY_WEIGHT):
            with patch.object(retrieval, "DAY_WEIGHT", weight):
                found = [(asked, find(library, understand(asked.text), k=10).found.hits) for asked in questions]
            ranks = [_ranks(asked, hits) for asked, hits in found]
            shares = [sum(one[kind] < depth for one in ranks) / len(ranks) for kind in (0, 1) for depth in (1, 5)]
            print(f"| {weight} | {' | '.join(f'{share:.3f}' for share in shares)} |", flush=True)


def _ranks(asked: Asked, hits: tuple[Hit, ...]) -> tuple[int, int]:
    """Places of the article and of the sentence, from 0; the number of hits where they are missing."""
    articles = list(dict.fromkeys(hit.article.id for hit in hits))
    there = [hit.article.id == asked.article_id and hit.span.overlaps(asked.span) for hit in hits]
    article = articles.index(asked.article_id) if asked.article_id in articles else len(hits)
    return article, there.index(True) if any(there) else len(hits)


def _questions(library: Library) -> list[Asked]:
    articles = [article for article in library.catalog.articles() if article.published_at]
    random.Random(3).shuffle(articles)
    asked: list[Asked] = []
    speakers: Counter[str] = Counter()
    for article in articles:
        for speaker, question in _of(article):
            if speakers[speaker] < MOST_BY_SPEAKER and len(asked) < QUESTIONS:
                speakers[speaker] += 1
                asked.append(question)
                break
    return asked


def _of(article: Article) -> Iterator[tuple[str, Asked]]:
    published = date.fromisoformat((article.published_at or "")[:10])
    for sentence in split_sentences(article.text)[LEAD:]:
        text = article.text[sentence.span.start : sentence.span.end]
        speaker, days = named_speaker(text), resolve(text, published)
        if not _SAID_ON.search(text) or not speaker or len(speaker.split()) > 3 or len(days) != 1:
            continue
        first, last = days[0].period
        if first == last:
            yield speaker, Asked(f"What did {speaker} say on {first.day} {first:%B %Y}?", article.id, sentence.span)


if __name__ == "__main__":
    main()
