"""bm25s by itself. It has no splitter: it is given OnRecord's passages, each under its headline."""

from collections.abc import Iterator
from pathlib import Path

import bm25s
import Stemmer

from benchmarks.peer_systems.system import Retrieve, Stretch, read_articles
from index.embedding import Embedding
from index.passages import split_passages


class Bm25s:
    """As its README sets it up: English stop words and stemmer, Lucene's scoring."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self._folder = folder
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._stretches: list[Stretch] = []

    def ingest(self, articles: Path) -> int:
        """See `System.ingest`."""
        texts = []
        for article in read_articles(articles):
            for passage in split_passages(article):
                self._stretches.append(Stretch(article.id, *passage.span))
                texts.append(f"{article.title}. {article.text[slice(*passage.span)]}")
        self._index.index(
            bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False), show_progress=False
        )
        self._index.save(self._folder, corpus=texts, show_progress=False)
        return len(texts)

    def retrievers(self) -> Iterator[tuple[str, Retrieve]]:
        """See `System.retrievers`."""
        yield "bm25s", self._search

    def _search(self, question: str, k: int) -> list[Stretch]:
        tokens = bm25s.tokenize(question, stopwords="en", stemmer=self._stemmer, show_progress=False)
        numbers, _ = self._index.retrieve(tokens, k=min(k, len(self._stretches)), show_progress=False)
        return [self._stretches[number] for number in numbers[0]]
