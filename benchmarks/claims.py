"""Claims that people have labelled: WiCE, FRANK and QuoteSum, which are not ours to publish; given by path."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from index.article import Article

SHARED = Path("../shared/data")
DataSet = Literal["wice", "frank", "quotesum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A claim with what it is held against and whether that bears it out."""

    data: str
    group: str
    """What must not be parted by a fold: claims of one article, answers to one question."""
    claim: str
    article: Article
    supported: bool


def labelled(folder: Path, data: DataSet) -> list[Labelled]:
    """The claims of a data set.

    WiCE: supported against partially and not supported. FRANK: summaries that are factual in every sentence.
    QuoteSum: answers with the passages that they quote (supported) and with the others of their question (not).
    """
    return list({"wice": _wice, "frank": _frank, "quotesum": _quotesum}[data](folder / data))


def _wice(folder: Path) -> Iterator[Labelled]:
    articles = read_articles(folder)
    for row in rows(folder / "claims.jsonl"):
        yield Labelled(
            data="wice",
            group=row["id"],
            claim=row["claim"],
            article=articles[row["id"]],
            supported=row["label"] == "supported",
        )


def _frank(folder: Path) -> Iterator[Labelled]:
    articles = read_articles(folder)
    for row in rows(folder / "summaries.jsonl"):
        article = articles[row["article_id"]]
        yield Labelled(
            data="frank", group=article.id, claim=row["summary"], article=article, supported=row["factuality"] >= 1
        )


def _quotesum(folder: Path) -> Iterator[Labelled]:
    articles = read_articles(folder)
    for row in rows(folder / "questions.jsonl"):
        cited = {one["article_id"] for one in row["evidence"]}
        rest = [one for one in row["passages"] if one not in cited]
        for passages, supported in ((row["passages"], True), (rest, False)):
            if cited and passages:
                text = "\n".join(f"{articles[one].title}. {articles[one].text}" for one in passages)
                yield Labelled(
                    data="quotesum",
                    group=row["id"].rpartition("_")[0],
                    claim=row["answer"],
                    article=Article(id="", title="", text=text),
                    supported=supported,
                )


def read_articles(folder: Path) -> dict[str, Article]:
    """The articles of a folder by id."""
    found = {}
    for row in rows(folder / "articles.jsonl"):
        known = {field.name: row.get(field.name) for field in fields(Article)}
        found[row["id"]] = Article(**{**known, "title": row["title"] or ""})  # type: ignore[arg-type]
    return found


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file."""
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)
