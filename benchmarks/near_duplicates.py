"""Are copies told from articles on the same matter? Rewrites at five strengths against the archive's hardest pairs.

taskset -c 0 python -m benchmarks.near_duplicates

Negative pairs come from the archive itself: each article's nearest neighbours within a day by BM25 and by the
embedding model, and pairs that quote the same statement at length. `KNOWN_COPIES`, judged by reading, are left out.
"""

import argparse
import json
import random
import re
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.archive import DEFAULT, machine
from benchmarks.rewriting import STRENGTHS, Rewriter
from index.article import Article
from index.catalog import Catalog
from index.embedding.onnx import OnnxEmbedding
from index.keywords import any_of, content_words, words
from index.models import ModelFolder, default_models_folder
from index.resemblance import (
    COPIED_AT_LEAST,
    LENGTH_RATIO_AT_LEAST,
    WORDS_AT_LEAST,
    Hashes,
    Wording,
    own_sentences_of,
    sketch,
)
from index.stories import SHARED_AT_LEAST

Pair = tuple[int, int]
Measure = Callable[[str, str], float]

KNOWN_COPIES = frozenset(
    frozenset(pair.split())
    for pair in (
        "pxu01RPJb0tZI2c4 5T1XcI6oUzSsPwLA",
        "EdiYzgxRFG6uX40G GlyQjpAGol7wame3",
        "YPLup0294zCIOL7i 3aqb1799efheP5vK",
        "AjUJ7phQfuudVdW5 qD1gyEzrwoMFEj7B",
        "addRBXOYGY0Lk7do bfc5N5cx03fugfXt",
    )
)
"""Pairs of the archive that are copies or updates of one another, by their ids."""

REWRITTEN = 300
"""Articles that are rewritten."""

NEIGHBOURS = 3

SAME_QUOTATION = 12
"""Shingles of five words within quotation marks that two articles share, to count as quoting one statement."""

QUOTED = re.compile(r"“([^”\n]{20,})”|\"([^\"\n]{20,})\"")
THRESHOLDS = [round(0.40 + 0.02 * step, 2) for step in range(19)]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, default=DEFAULT, help="folder of articles.jsonl")
    parser.add_argument("--models", type=Path, default=default_models_folder())
    options = parser.parse_args()
    lines = (options.archive / "articles.jsonl").read_text("utf-8").splitlines()
    articles = [Article(**json.loads(line)) for line in lines]
    negatives = {
        "neighbours by BM25": _neighbours_by_words(articles),
        "neighbours by embedding": _neighbours_by_vectors(articles, options.models),
        "quoting the same statement": _quoting_the_same(articles),
    }
    negatives = {name: {pair for pair in pairs if not _known(articles, pair)} for name, pairs in negatives.items()}
    positives = _rewrites(articles)
    print(f"{machine()}; {len(articles)} articles, {REWRITTEN} of them rewritten at {len(STRENGTHS)} strengths")
    print("; ".join(f"{len(pairs)} pairs: {name}" for name, pairs in negatives.items()), end="\n\n")
    _compare(articles, positives, set().union(*negatives.values()))
    _candidates(positives)
    _archive(articles)


def _known(articles: list[Article], pair: Pair) -> bool:
    return frozenset(articles[i].id for i in pair) in KNOWN_COPIES


# -- pairs ---------------------------------------------------------------------------------------------


def _rewrites(articles: list[Article]) -> dict[int, list[tuple[str, str]]]:
    """Strength -> original and rewrite."""
    long_enough = [article for article in articles if len(article.text) > 600]
    chance = random.Random(7)
    rewriter = Rewriter([article.text for article in chance.sample(long_enough, 300)])
    chosen = chance.sample(long_enough, REWRITTEN)
    return {
        strength: [(one.text, rewriter.rewrite(one.id, one.text, strength)) for one in chosen] for strength in STRENGTHS
    }


def _near_in_time(articles: list[Article], i: int, others: Iterable[int]) -> list[int]:
    return [j for j in others if j != i and abs(_day(articles[j]) - _day(articles[i])) <= 1]


def _day(article: Article) -> int:
    return date.fromisoformat((article.published_at or "1900-01-01")[:10]).toordinal()


def _neighbours_by_words(articles: list[Article]) -> set[Pair]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5 (body, tokenize = 'porter unicode61')")
    for i, article in enumerate(articles):
        database.execute("INSERT INTO texts (rowid, body) VALUES (?, ?)", (i, f"{article.title} {article.text}"))
    found: set[Pair] = set()
    for i, article in enumerate(articles):
        query = any_of(content_words(f"{article.title} {article.text[:300]}"))
        rows = database.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT 30", (query,))
        near = _near_in_time(articles, i, [row[0] for row in rows])[:NEIGHBOURS]
        found.update((min(i, j), max(i, j)) for j in near)
    return found


def _neighbours_by_vectors(articles: list[Article], models: Path) -> set[Pair]:
    embedding = OnnxEmbedding("minilm", ModelFolder(models).path("all-minilm-l6-v2-int8"), threads=1)
    vectors = embedding.embed([f"{article.title}. {article.text[:600]}" for article in articles])
    found: set[Pair] = set()
    for i, similar in enumerate(vectors @ vectors.T):
        near = _near_in_time(articles, i, np.argsort(-similar)[:60].tolist())[:NEIGHBOURS]
        found.update((min(i, j), max(i, j)) for j in near)
    return found


def _quoting_the_same(articles: list[Article]) -> set[Pair]:
    by_shingle: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, article in enumerate(articles):
        for quoted in QUOTED.findall(article.text):
            spoken = words("".join(quoted))
            for start in range(len(spoken) - 4):
                by_shingle[tuple(spoken[start : start + 5])].add(i)
    shared: Counter[Pair] = Counter()
    for among in by_shingle.values():
        shared.update(combinations(sorted(among), 2))
    return {pair for pair, count in shared.items() if count >= SAME_QUOTATION}


# -- measures ------------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def _shingles(text: str, own: bool = False) -> frozenset[int]:
    spelled = [word for sentence in own_sentences_of(text) for word in sentence] if own else words(text)
    return frozenset(hash(tuple(spelled[i : i + 3])) for i in range(len(spelled) - 2))


@lru_cache(maxsize=10_000)
def _wording(text: str) -> Wording:
    return Wording.of(own_sentences_of(text))


def _jaccard(one: str, two: str) -> float:
    a, b = _shingles(one), _shingles(two)
    return len(a & b) / max(len(a | b), 1)


def _contained(one: str, two: str, own: bool = False) -> float:
    a, b = _shingles(one, own), _shingles(two, own)
    return len(a & b) / max(min(len(a), len(b)), 1)


def _contained_own_words(one: str, two: str) -> float:
    return _contained(one, two, own=True)


def _versions(one: str, two: str) -> float:
    """The product's measure; nought where its other conditions fail."""
    likeness = _wording(one).likeness(_wording(two))
    return likeness.share if likeness.ratio >= LENGTH_RATIO_AT_LEAST and likeness.words >= WORDS_AT_LEAST else 0.0


MEASURES: dict[str, Measure] = {
    "Jaccard of shingles": _jaccard,
    "containment of shingles": _contained,
    "the same, without quotations": _contained_own_words,
    "sentences in both (ours)": _versions,
}


def _compare(articles: list[Article], positives: dict[int, list[tuple[str, str]]], negatives: set[Pair]) -> None:
    print("Best threshold of each measure, and the lowest of precision and recall over all strengths there:\n")
    print("| measure | threshold | precision, recall at strength 1 | 2 | 3 | 4 | 5 |\n| --- " + "| --- " * 6 + "|")
    for name, measure in MEASURES.items():
        wrong = np.array([measure(articles[i].text, articles[j].text) for i, j in sorted(negatives)])
        right = {strength: np.array([measure(*pair) for pair in pairs]) for strength, pairs in positives.items()}
        steps = np.arange(0.02, 1.0, 0.02).round(2)
        best = max(steps, key=lambda step: min(min(_figures(right[s], wrong, step)) for s in right))
        print(_row(name, best, right, wrong))
    print(f"\nOurs over thresholds ({COPIED_AT_LEAST} is chosen), {len(negatives)} different negative pairs:\n")
    print("| wrongly linked | threshold | 1 | 2 | 3 | 4 | 5 |\n| --- " + "| --- " * 6 + "|")
    for step in THRESHOLDS:
        print(_row(str(int((wrong >= step).sum())), step, right, wrong))


def _figures(right: np.ndarray, wrong: np.ndarray, threshold: float) -> tuple[float, float]:
    """Precision against all negative pairs, and recall."""
    true, false = int((right >= threshold).sum()), int((wrong >= threshold).sum())
    return true / max(true + false, 1), true / len(right)


def _row(name: str, threshold: float, right: dict[int, np.ndarray], wrong: np.ndarray) -> str:
    figures = [_figures(right[strength], wrong, threshold) for strength in sorted(right)]
    return f"| {name} | {threshold:.2f} | " + " | ".join(f"{p:.3f}, {r:.3f}" for p, r in figures) + " |"


def _candidates(positives: dict[int, list[tuple[str, str]]]) -> None:
    """Share of the pairs that the lookup brings together, beside MinHash bands where rensa is installed."""
    print("\nBrought together by the lookup, and linked in the end:\n")
    for strength, pairs in positives.items():
        sketched = [len(np.intersect1d(_sketch(one), _sketch(two))) >= SHARED_AT_LEAST for one, two in pairs]
        linked = [both and _versions(*pair) >= COPIED_AT_LEAST for both, pair in zip(sketched, pairs, strict=True)]
        banded = [bool((_bands(one) == _bands(two)).all(axis=1).any()) for one, two in pairs] if _has_rensa() else []
        bands = f"; MinHash, 64 bands of 2: {np.mean(banded):.3f}" if banded else ""
        print(f"- strength {strength}: {np.mean(sketched):.3f}{bands}; linked {np.mean(linked):.3f}")


def _sketch(text: str) -> Hashes:
    return sketch(own_sentences_of(text))


def _has_rensa() -> bool:
    try:
        import rensa  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        return False
    return True


def _bands(text: str) -> np.ndarray:
    from rensa import RMinHash

    signature = RMinHash(num_perm=128, seed=42)
    signature.update([str(one) for one in _shingles(text, own=True)])
    return np.array(signature.digest()).reshape(-1, 2)


def _archive(articles: list[Article]) -> None:
    """What the catalog links in the archive, and how long an article takes."""
    empty = np.empty((0, 1), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder) / "catalog.sqlite")
        with catalog.transaction():
            for article in articles:
                catalog.put(article, article.id, [], empty)
            numbers = catalog.articles_after(0, len(articles))
            seconds = []
            for number, article in list(numbers.items())[-1000:]:
                catalog.stories.leave(number)
                started = perf_counter()
                catalog.stories.place(number, article.text, _day(article))
                seconds.append(perf_counter() - started)
        stories = catalog.stories.of(numbers)
        size = (Path(folder) / "catalog.sqlite").stat().st_size
        catalog.close()
    groups = sorted({story.articles for story in stories.values() if len(story.articles) > 1})
    p50, p95 = (1000 * float(np.percentile(seconds, share)) for share in (50, 95))
    mean = float(np.mean([len(article.text) for article in articles]))
    print(f"\nPlacing an article of {mean:,.0f} characters: p50 {p50:.2f} ms, p95 {p95:.2f} ms; {size / 1e6:.0f} MB")
    print(f"Stories of several articles in the archive: {len(groups)}")
    for group in groups:
        print("- " + ", ".join(group))


if __name__ == "__main__":
    main()
