"""A larger archive grown out of a library, with the embedding model's outputs replayed.

A new article is a row of passages drawn at random from the library's articles, one a paragraph, under a new headline
and date. Half of the words are exchanged for others of the same length, as frequent as they are in the archive:
else two articles that drew one passage would seem copies of each other, and the keyword index would never see new
text. The passages are of a length that `split_passages` leaves as they are, so the outputs that the library keeps of
the real model (vector and token signs) stand for the model's outputs; the vector is moved a little, for no two
passages have the same one.
"""

import json
import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from time import thread_time

import numpy as np

from index.embedding import Embedding, TokenVectors, Vectors
from index.late_interaction import HEADLINE
from index.passages import PASSAGE_CHARACTERS

SHORTEST = int(0.75 * PASSAGE_CHARACTERS) + 1
"""A paragraph from this length to `PASSAGE_CHARACTERS` is a passage by itself."""

EXCHANGED = 1 / 2
MOVED = 0.5
"""Length of the noise added to a unit vector: its cosine to the original becomes 0.89."""

_WORD = re.compile(r"\b[a-z]{3,}\b")


class Growth:
    """Writes new articles; the same seed gives the same ones."""

    def __init__(self, source: Path, replay: Path, *, seed: int = 0) -> None:
        """`source`: a library's catalog. `replay`: a new file that records which passage was drawn."""
        self._random = random.Random(seed)
        self._replay = sqlite3.connect(replay)
        self._replay.execute("CREATE TABLE drawn (passage INTEGER PRIMARY KEY, source INTEGER)")
        catalog = sqlite3.connect(source)
        self._passages: list[tuple[int, str]] = []
        self._lengths: list[int] = []
        self._words: dict[int, list[str]] = defaultdict(list)
        titles = []
        for number, title, text in catalog.execute("SELECT number, title, text FROM articles ORDER BY number"):
            titles.append(title)
            spans = catalog.execute('SELECT number, start, "end" FROM passages WHERE article = ?', (number,)).fetchall()
            self._lengths.append(len(spans))
            for passage, start, end in spans:
                line = " ".join(text[start:end].split())
                if SHORTEST <= len(line) <= PASSAGE_CHARACTERS:
                    self._passages.append((passage, line))
        for _, line in self._passages:
            for word in _WORD.findall(line):
                self._words[len(word)].append(word)
        self._title_words = re.findall(r"[A-Za-z]+", " ".join(titles))
        self._outlets = [row[0] for row in catalog.execute("SELECT source FROM articles WHERE source IS NOT NULL")]
        catalog.close()

    def write(self, path: Path, first: int, count: int) -> None:
        """Write `count` articles as JSON lines, numbered from `first`."""
        with path.open("w", encoding="utf-8") as file:
            for number in range(first, first + count):
                file.write(json.dumps(self._article(number)) + "\n")
        self._replay.commit()

    def _article(self, number: int) -> dict[str, str]:
        drawn = self._random.sample(self._passages, min(self._random.choice(self._lengths), len(self._passages)))
        paragraphs = [_WORD.sub(self._exchanged, line) for _, line in drawn]
        rows = [(key_of(paragraph), source) for paragraph, (source, _) in zip(paragraphs, drawn, strict=True)]
        self._replay.executemany("INSERT OR REPLACE INTO drawn VALUES (?, ?)", rows)
        day = date(2018, 1, 1) + timedelta(days=self._random.randrange(365))
        return {
            "id": f"grown-{number:06}",
            "title": " ".join(self._random.choices(self._title_words, k=9)),
            "text": "\n\n".join(paragraphs),
            "source": self._random.choice(self._outlets),
            "published_at": day.isoformat(),
        }

    def _exchanged(self, match: re.Match[str]) -> str:
        word = match.group()
        return self._random.choice(self._words[len(word)]) if self._random.random() < EXCHANGED else word


class ReplayedEmbedding:
    """Gives for a grown passage what the real model gave for the one that it was drawn from."""

    def __init__(self, real: Embedding, source: Path, replay: Path) -> None:
        """`real` lends its name and dimension; it is not run."""
        self.name = real.name
        self.dimension = real.dimension
        self.seconds = 0.0
        """Processor time that replaying took: it is no part of what is measured."""
        self._source = sqlite3.connect(source, check_same_thread=False)
        self._replay = sqlite3.connect(replay, check_same_thread=False)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedding.embed`."""
        return self.embed_with_tokens(texts)[0]

    def embed_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenVectors]]:
        """See `Embedding.embed_with_tokens`."""
        started = thread_time()
        outputs = [self._output(*text.split(". ", 1)) for text in texts]
        vectors: Vectors = np.array([vector for vector, _ in outputs], np.float32)
        self.seconds += thread_time() - started
        return vectors, [tokens for _, tokens in outputs]

    def _output(self, headline: str, passage: str) -> tuple[Vectors, TokenVectors]:
        key = key_of(passage)
        (source,) = self._replay.execute("SELECT source FROM drawn WHERE passage = ?", (key,)).fetchone()
        stored, packed = self._source.execute(
            "SELECT vector, tokens FROM passages JOIN passage_tokens USING (number) WHERE number = ?", (source,)
        ).fetchone()
        noise = np.random.default_rng(abs(key)).normal(scale=MOVED / np.sqrt(self.dimension), size=self.dimension)
        vector = np.frombuffer(stored, "<f4") + noise
        return vector / np.linalg.norm(vector), self._tokens(packed, len(headline) + 2)

    def _tokens(self, packed: bytes, headline: int) -> TokenVectors:
        """What `late_interaction.pack` makes the same bytes of."""
        rows = np.frombuffer(packed, np.uint8).reshape(-1, 2 + self.dimension // 8)
        offsets = rows[:, :2].copy().view("<u2").ravel().astype(np.int64)
        bits = np.unpackbits(rows[:, 2:], axis=1).astype(np.float32)
        return TokenVectors(np.where(offsets == HEADLINE, 0, offsets + headline), bits - np.float32(0.5))


def key_of(passage: str) -> int:
    """Identifies a passage by its words."""
    return int.from_bytes(blake2b(passage.encode(), digest_size=8).digest(), "little", signed=True)
