"""The articles that planted claims are made of: parted for good into those that train and those that test."""

import re
from hashlib import md5
from pathlib import Path

from benchmarks.claims import read_articles, rows
from benchmarks.planted_article import Said, Source
from benchmarks.planting import Planted, Planter
from index.article import Article

_SPEAKER = re.compile(r"[A-Z][\w’'.-]*\w(?:\s[A-Z][\w’'-]+){0,3}")
_CUES = frozenset(
    "said says added argued announced warned told claimed noted wrote tweeted insisted suggested acknowledged".split()
)


def plant(
    folder: Path, *, train: bool, count: int, seed: int, true: tuple[str, ...], false: tuple[str, ...]
) -> tuple[list[Planted], dict[str, Article]]:
    """`count` true and `count` false claims, as many of each kind, with their articles by id.

    Training takes three quarters of the archive and PolNeAR's training part, testing the other quarter and its
    development part.
    """
    articles = {
        key: one
        for key, one in read_articles(folder / "archive").items()
        if (int(md5(key.encode()).hexdigest(), 16) % 4 != 0) is train
    }
    part = folder / "polnear" / ("train" if train else "dev")
    attributed = read_articles(part)
    said = _said(part)
    sources = [Source.of(key, one.text) for key, one in articles.items()]
    sources += [Source.of(key, one.text, said.get(key, ())) for key, one in attributed.items()]
    planter = Planter(seed, sources)
    planted = [one for kind in true for one in planter.some(kind, count // len(true), true=True)]
    planted += [one for kind in false for one in planter.some(kind, count // len(false), true=False)]
    return planted, articles | attributed


def _said(folder: Path) -> dict[str, list[Said]]:
    """PolNeAR's plain attributions: one cue that says so, a named source, content in one piece."""
    found: dict[str, list[Said]] = {}
    for row in rows(folder / "attributions.jsonl"):
        speaker = _SPEAKER.search(row["source"] or "")
        content = (row["content"] or "").strip()
        if not row["primary"] or row["cue"] not in _CUES or speaker is None or len(row["content_span"]) > 1:
            continue
        direct = row["kind"] == "direct"
        content = content.strip('"“” ') if direct else content
        if len(content.split()) >= 6 and not re.search(r"[\"“”]", content):
            found.setdefault(row["article_id"], []).append(Said(speaker.group(), "said", content, direct))
    return found
