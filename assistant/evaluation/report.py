"""A run -> one HTML file that needs nothing else: no network, no script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from assistant.errors import ArticleNotFound
from assistant.evaluation.chart import Axis, line_chart, strip_chart
from assistant.evaluation.measure import DEPTHS, MEASURES
from assistant.evaluation.metrics.risk_coverage import area
from assistant.evaluation.run_file import Run
from assistant.evaluation.summary import Summary
from assistant.records import Record
from index.library import Library

AROUND = 320
"""Characters of the article shown before and after cited words."""
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of an article in their context."""

    before: str
    words: str
    after: str


def write_report(path: Path, run: Run, summary: Summary, library: Library) -> None:
    """Write the report of a run over `library`. Raises `OSError`."""
    path.write_text(report_html(run, summary, library), encoding="utf-8")


def report_html(run: Run, summary: Summary, library: Library) -> str:
    """The page. Whatever comes from articles, models and test sets is escaped by the template engine."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["linked"] = _linked
    template = environment.from_string(files("assistant.evaluation").joinpath("report.html").read_text("utf-8"))
    lines = worst_first(run)
    return template.render(
        style=Markup(files("assistant.evaluation").joinpath("report.css").read_text("utf-8")),
        about=run.about,
        summary=summary,
        measures=[measure for measure in MEASURES if measure.name in summary.figures],
        charts=charts(run.lines, summary),
        risk=area(summary.risk_coverage),
        cases=[_case(number, line, library) for number, line in lines],
    )


def _case(number: int, line: Record, library: Library) -> dict[str, Any]:
    citations = [
        {**one, "context": _context(library, one["article_id"], one["start"], one["end"])}
        for one in line.get("citations", ())
    ]
    evidence = [
        {**proof, "rank": first_rank(line["hits"], proof)} for proof in line.get("case", {}).get("evidence", ())
    ]
    return {
        "number": number,
        "line": line,
        "case": line.get("case", {}),
        "citations": citations,
        "markers": {one["marker"] for one in citations},
        "evidence": evidence,
        "faults": faults(line),
    }


def faults(line: Record) -> list[str]:
    """What went wrong with a case, in plain words."""
    scores = line["scores"]
    told = [
        (scores.get("correct") == 0, _wrong(scores)),
        (scores.get("hit@20") == 0, "no article with evidence was found"),
        (
            scores.get("hit@20") == 1 and scores.get("evidence_hit@20") == 0,
            "the article was found, the passage with the evidence was not",
        ),
        (scores.get("cites_evidence") == 0, "the evidence is not what is cited"),
        (scores.get("citation_recall", 1) < 1, "a sentence is not borne out by what it cites"),
        (scores.get("citation_precision", 1) < 1, "a citation is not needed or does not support its sentence"),
        (scores.get("citations_exact", 0) < scores.get("citations", 0), "a citation is not the article's exact words"),
        (scores.get("quotations_exact", 0) < scores.get("quotations", 0), "a quotation is not in what is cited"),
        (scores.get("speaker_accuracy") == 0, "the words are not given to the one who said them"),
        (scores.get("judge_agreement") == 0, "the judge and the patterns disagree"),
        (scores.get("model_failed") == 1, "the model could not be used"),
    ]
    return [text for wrong, text in told if wrong]


def _wrong(scores: Record) -> str:
    if scores.get("unanswerable"):
        return "an answer was given although the archive has none"
    return "falsely refused" if scores.get("refused") else "the answer does not have what the patterns ask for"


def went_wrong(line: Record) -> bool:
    """Whether the answer is wrong or, where only retrieval was run, the first ten passages lack the evidence."""
    scores = line["scores"]
    return bool(scores.get("correct", scores.get("hit@10")) == 0)


def worst_first(run: Run) -> list[tuple[int, Record]]:
    """The lines with their numbers, from 1: what went wrong first, then by the number of faults."""
    lines = enumerate(run.lines, start=1)
    return sorted(lines, key=lambda one: (went_wrong(one[1]), len(faults(one[1]))), reverse=True)


def first_rank(hits: Sequence[Record], proof: Record) -> int | None:
    """Rank of the first passage of the article of a piece of evidence."""
    return next(
        (hit["rank"] for hit in hits if proof["article_id"] in (hit["article_id"], *hit.get("copies", ()))), None
    )


def _context(library: Library, article_id: str, start: int, end: int) -> Quoted | None:
    """Cited words with what stands around them; None if the article is not there any more."""
    try:
        text = library.article(article_id).text
    except ArticleNotFound:
        return None
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    return Quoted(
        ("…" if start > AROUND else "") + before, text[start:end], after + ("…" if after != text[end:] else "")
    )


def _linked(text: str, number: int, markers: set[int]) -> Markup:
    """An answer whose markers lead to its citations."""

    def link(match: re.Match[str]) -> str:
        marker = int(match[1])
        if marker not in markers:
            return match[0]
        return Markup('<a class="cite" href="#c{}-{}">[{}]</a>').format(number, marker, marker)

    # The markers are digits in brackets, which escaping leaves as they are.
    return Markup(_MARKER.sub(link, str(escape(text))))


def charts(lines: Sequence[Record], summary: Summary) -> list[Markup]:
    """The plots of a run: retrieval at k, risk and coverage, latency by stage; those that it has."""
    drawn = []
    curves = {
        name: [(float(depth), summary.figures[f"{name}@{depth}"].value) for depth in DEPTHS]
        for name in ("hit", "evidence_hit", "evidence_recall")
        if f"{name}@{DEPTHS[0]}" in summary.figures
    }
    if curves:
        depth = Axis("first k", 0, max(DEPTHS))
        drawn.append(line_chart("Retrieval at k", depth, Axis("share", 0, 1), curves))
    if summary.risk_coverage:
        points = [(point.coverage, point.risk) for point in summary.risk_coverage]
        drawn.append(
            line_chart("Risk and coverage", Axis("share answered", 0, 1), Axis("share wrong", 0, 1), {"risk": points})
        )
    stages = {
        stage: [line["timings"][stage] for line in lines if stage in (line.get("timings") or {})]
        for stage in summary.latency
    }
    if stages:
        longest = max(max(seconds) for seconds in stages.values())
        marks = {stage: [one.p50, one.p95] for stage, one in summary.latency.items()}
        axis = Axis("seconds, with median and 95th percentile", 0, round(longest * 1.05, 2) or 1.0, " s")
        drawn.append(strip_chart("Latency by stage", axis, stages, marks))
    return drawn
