"""TREC's run and qrels files: what trec_eval, ir_measures and other people's systems read and write.

A run line is `query Q0 article rank score tag`, a qrels line `query 0 article relevance`.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from assistant.errors import EvaluationError
from assistant.evaluation.testset import text_of

Ranking = dict[str, list[str]]
"""Query -> ids of articles, best first."""
Qrels = dict[str, dict[str, int]]
"""Query -> article -> relevance; 0 is judged and not relevant."""


def write_run(path: Path, ranking: Mapping[str, Sequence[str]], tag: str = "onrecord") -> None:
    """Write a run. The scores only keep the order: a search's own cannot be compared between its parts."""
    lines = [
        f"{_field(query)} Q0 {_field(article)} {rank} {len(articles) - rank + 1} {_field(tag)}\n"
        for query, articles in ranking.items()
        for rank, article in enumerate(articles, start=1)
    ]
    path.write_text("".join(lines), encoding="utf-8")


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Write judgements."""
    lines = [
        f"{_field(query)} 0 {_field(article)} {relevance}\n"
        for query, judged in qrels.items()
        for article, relevance in judged.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")


def read_run(path: Path) -> Ranking:
    """Read a run, ordered as trec_eval does: by score, then by the article's id, both descending; ranks are ignored.

    Raises `EvaluationError`.
    """
    scored: dict[str, dict[str, float]] = {}
    for number, (query, _, article, _, score, _) in _rows(path, 6):
        try:
            scored.setdefault(unquote(query), {})[unquote(article)] = float(score)
        except ValueError:
            raise EvaluationError(f"{path}:{number}: the score {score!r} is no number") from None
    return {
        query: sorted(articles, key=lambda one: (articles[one], one), reverse=True)
        for query, articles in scored.items()
    }


def read_qrels(path: Path) -> Qrels:
    """Read judgements. Raises `EvaluationError`."""
    qrels: Qrels = {}
    for number, (query, _, article, relevance) in _rows(path, 4):
        try:
            qrels.setdefault(unquote(query), {})[unquote(article)] = int(relevance)
        except ValueError:
            raise EvaluationError(f"{path}:{number}: the relevance {relevance!r} is no whole number") from None
    return qrels


def _rows(path: Path, width: int) -> Iterable[tuple[int, list[str]]]:
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        cells = line.split()
        if cells and len(cells) != width:
            raise EvaluationError(f"{path}:{number}: {len(cells)} fields where TREC's format has {width}")
        if cells:
            yield number, cells


def _field(text: str) -> str:
    """Without blanks, which would end the field; everything else stays readable."""
    return "".join(quote(character) if character.isspace() or character == "%" else character for character in text)
