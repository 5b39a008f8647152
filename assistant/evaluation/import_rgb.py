"""RGB's questions -> a test set and the articles to ingest for it.

Chen et al. 2024, "Benchmarking Large Language Models in Retrieval-Augmented Generation".

Every positive and negative text of a question becomes an article. For RGB's negative rejection (its noise rate of 1)
only the negative ones are ingested, and every question is unanswerable.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case, Proof
from assistant.evaluation.testset import dictionaries
from index.article import Article


@dataclass(frozen=True, slots=True)
class RgbData:
    """What an RGB file becomes."""

    cases: tuple[Case, ...]
    articles: tuple[Article, ...]
    """To be ingested into a library of their own."""


def read_rgb(path: Path, *, rejection: bool = False) -> RgbData:
    """Read `en.json`, `en_int.json` or `en_fact.json`. Raises `EvaluationError` if the file is something else."""
    cases: list[Case] = []
    articles: list[Article] = []
    for number, row in dictionaries(path):
        texts = (row.get("positive"), row.get("negative"))
        if not {"id", "query", "answer"} <= row.keys() or not all(isinstance(one, list) for one in texts):
            raise EvaluationError(f"{path}:{number}: not a question as RGB has them: give its en.json")
        name = f"rgb-{row['id']}"
        right = [] if rejection else _articles(name, "positive", row)
        articles += right + _articles(name, "negative", row)
        cases.append(
            Case(
                id=name,
                type="rejection" if rejection else "accuracy",
                turns=(str(row["query"]),),
                answer="; ".join(" or ".join(group) for group in answer_groups(row["answer"])),
                accept_all=() if rejection else tuple(patterns(row["answer"])),
                unanswerable=rejection,
                evidence=tuple(Proof(article.id) for article in right),
                benchmark="rgb",
                line=number,
            )
        )
    return RgbData(tuple(cases), tuple(articles))


def patterns(answer: object) -> list[str]:
    """Patterns that accept exactly what RGB's `checkanswer` accepts: every answer, each in any of its forms."""
    return ["|".join(re.escape(form) for form in group) for group in answer_groups(answer)]


def answer_groups(answer: object) -> list[list[str]]:
    """RGB's answer, which is a text, a list of texts or a list of lists of forms, as the last of these."""
    groups = answer if isinstance(answer, list) else [answer]
    return [[str(form) for form in group] if isinstance(group, list) else [str(group)] for group in groups]


def _articles(name: str, kind: str, row: dict[str, Any]) -> list[Article]:
    texts = [text for one in row[kind] for text in (one if isinstance(one, list) else [one])]
    return [
        Article(id=f"{name}-{kind}-{number}", title=" ".join(str(text).split()[:10]), text=str(text))
        for number, text in enumerate(texts, start=1)
        if str(text).strip()
    ]
