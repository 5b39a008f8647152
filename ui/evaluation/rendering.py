"""Test sets, progress and figures as HTML. Pure functions; everything that comes from outside is escaped."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from assistant.evaluation.bootstrap import Figure
from assistant.evaluation.case import Case
from assistant.evaluation.measure import MEASURES, Measure
from assistant.evaluation.report import charts, went_wrong
from assistant.evaluation.shelf import Added, Plan
from assistant.evaluation.summary import Summary
from assistant.records import Record
from ui.evaluation.results import Result
from ui.evaluation.runner import Progress
from ui.markup import count, day, dotted

ROUTES = "/onrecord/evaluation"
MOST_PROBLEMS = 50
"""Lines of problems shown; the number of the others is told."""
NAMES = {
    "hit@1": "Right article first",
    "evidence_recall@10": "Evidence in the first 10",
    "correct": "Right answers",
    "citation_recall": "Sentences borne out",
    "citation_precision": "Citations needed",
}
"""What the headline measures are called above their figure."""
EMPTY = (
    '<div class="empty"><p>There is no test set yet. Add one below, or have cases proposed from the archive’s own '
    "articles under “Propose cases”.</p></div>"
)
NO_RUNS = '<div class="empty"><p>Nothing has been run yet. Choose a test set under “Run” and start it.</p></div>'


def address(kind: str, *names: str) -> str:
    """Where a file or a piece of the page is fetched, ready for an attribute."""
    return escape("/".join((ROUTES, kind, *(quote(name, safe="") for name in names))))


def failure_html(reason: str) -> str:
    """One line of what went wrong, in place."""
    return f'<p class="failure" role="alert">{escape(reason)}</p>'


def note_html(text: str) -> str:
    """One line of what was done."""
    return f'<p class="done" role="status">{escape(text)}</p>'


def added_html(added: Added) -> str:
    """What became of a test set that was added: its name, or its lines that cannot be used."""
    if added.name is not None:
        return note_html(f"The test set {added.name} was added.")
    lines = count(len(added.problems), "line")
    head = f"{lines} cannot be used. Nothing was added; correct the test set and add it again."
    return f'<div class="failure" role="alert"><p>{escape(head)}</p></div>{_problems(added.problems)}'


def holding_html(name: str, cases: Sequence[Case], problems: Sequence[str], missing: Sequence[str]) -> str:
    """What a test set holds; `problems` of lines that cannot be used, `missing` evidence."""
    types = Counter("unanswerable" if case.unanswerable else case.type for case in cases)
    generated = sum(case.generated for case in cases)
    tags = "".join(f'<span class="tag">{number:,} {escape(kind)}</span> ' for kind, number in types.most_common(12))
    waiting = f"<p>{count(generated, 'generated case')} nobody has looked at yet.</p>" if generated else ""
    parts = [
        f'<p class="holding">{count(len(cases), "case")} <a href="{address("testset", name)}" download>Download</a></p>'
        f'<p class="tags">{tags}</p>{waiting}'
    ]
    if problems:
        parts.append(f"<p>{count(len(problems), 'line')} cannot be used:</p>{_problems(problems)}")
    if missing:
        head = f"{count(len(missing), 'piece')} of evidence the archive does not have; they count as not found:"
        parts.append(f"<details><summary>{head}</summary>{_problems(missing)}</details>")
    return f'<div class="testset">{"".join(parts)}</div>'


def _problems(problems: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(problem)}</li>" for problem in problems[:MOST_PROBLEMS])
    more = len(problems) - MOST_PROBLEMS
    return f'<ul class="problems">{items}{f"<li>and {more:,} more</li>" if more > 0 else ""}</ul>'


def progress_html(progress: Progress | None) -> str:
    """How far the run is; empty without one, and once its result can be seen."""
    if progress is None or progress.state == "done":
        return ""
    kind = "search only" if progress.plan.retrieval_only else "with answers"
    head = f"<strong>{escape(progress.plan.testset)}</strong>, {kind}"
    so_far = f"{progress.done:,} of {count(progress.total, 'case')}" if progress.total else "Reading the test set"
    if progress.state == "failed":
        return f'<div class="run">{head}{failure_html(progress.error or "")}</div>'
    if progress.state == "stopped":
        return f'<p class="run">{head}: stopped after {so_far}. Run it again to go on where it stopped.</p>'
    left = "stopping after this case" if progress.state == "stopping" else _left(progress.seconds_left)
    bar = f'<progress max="{max(progress.total, 1):d}" value="{progress.done:d}" aria-label="Cases done"></progress>'
    return f'<div class="run"><p>{head}</p>{bar}<p class="soft">{escape(dotted(so_far, left))}</p></div>'


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return "less than a minute left" if seconds < 60 else f"about {count(round(seconds / 60), 'minute')} left"


def unfinished_html(plan: Plan, done: int) -> str:
    """That a run of this kind was broken off and will go on."""
    words = f"A run was stopped after {count(done, 'case')}: it goes on from there ({plan.run})."
    return f'<p class="soft">{escape(words)}</p>'


def run_label(name: str, about: Record) -> str:
    """A run as a list of choices names it. Not escaped."""
    model = str(about.get("model") or "")
    when = str(about.get("finished_at") or "")
    cases = about.get("cases")
    return dotted(
        str(about.get("testset_name") or name),
        model,
        count(cases, "case") if isinstance(cases, int) else None,
        f"{day(when)} {when[11:16]}".strip(),
    )


def result_html(result: Result) -> str:
    """The figures and plots of a run, and where to download it."""
    summary, about = result.summary, result.run.about
    wrong = sum(went_wrong(line) for line in result.run.lines)
    line = dotted(
        count(summary.cases, "case"),
        f"{wrong:,} went wrong",
        str(about.get("model") or "unknown model"),
        day(str(about.get("finished_at") or "")),
    )
    tokens = sum(summary.usage.values())
    links = (
        f'<a href="{address("report", result.name)}" download>Report (HTML)</a>'
        f'<a href="{address("run", result.name)}" download>Run (JSON Lines)</a>'
    )
    return (
        f'<p class="about"><span>{escape(line)}{f" · {tokens:,} tokens" if tokens else ""}</span>'
        f'<span class="downloads">{links}</span></p>{_tiles(summary)}'
        f'<div class="charts">{"".join(map(str, charts(result.run.lines, summary)))}</div>'
        f"{_table(summary)}{_made(about)}"
    )


def _tiles(summary: Summary) -> str:
    if not summary.figures:
        return '<p class="about">No case names its evidence, so that searching alone can be right or wrong in none.</p>'
    tiles = "".join(
        f'<div class="tile" title="{escape(measure.meaning)}">'
        f"<span>{escape(NAMES.get(measure.name, measure.name))}</span>"
        f"<b>{summary.figures[measure.name].value:.0%}</b>{_interval(summary.figures[measure.name])}</div>"
        for measure in MEASURES
        if measure.headline and measure.name in summary.figures
    )
    return f'<div class="tiles">{tiles}</div>'


def _interval(figure: Figure) -> str:
    return f"<small>95%: {figure.low:.0%} to {figure.high:.0%}</small>"


def _table(summary: Summary) -> str:
    heads = "".join(
        f'<th scope="col">{escape(name)} <small>{summary.cases_by_type[name]}</small></th>' for name in summary.by_type
    )
    rows = "".join(_row(measure, summary) for measure in MEASURES if measure.name in summary.figures)
    times = "".join(
        f'<tr><th scope="row">{escape(stage)}</th><td class="number">{one.p50:.2f}</td><td class="number">{one.p95:.2f}'
        f'</td><td class="number">{one.cases}</td></tr>'
        for stage, one in summary.latency.items()
    )
    seconds = (
        '<div class="scroller" tabindex="0" role="region" aria-label="Seconds by stage">'
        '<table class="grid"><caption>Seconds by stage</caption><thead><tr><th scope="col">stage'
        '</th><th scope="col">median</th><th scope="col">95th percentile</th><th scope="col">cases</th></tr></thead>'
        f"<tbody>{times}</tbody></table></div>"
    )
    return (
        '<details class="figures"><summary>All figures, by type</summary>'
        '<div class="scroller" tabindex="0" role="region" aria-label="Figures by type"><table class="grid"><thead><tr>'
        '<th scope="col">measure</th><th scope="col">all '
        f"<small>95% interval</small></th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f"{seconds if times else ''}</details>"
    )


def _row(measure: Measure, summary: Summary) -> str:
    figure = summary.figures[measure.name]
    cells = "".join(
        f'<td class="number">{_value(figures.get(measure.name))}</td>' for figures in summary.by_type.values()
    )
    lower = " (lower is better)" if measure.better == "lower" else ""
    return (
        f'<tr><th scope="row">{escape(measure.meaning)}{lower}<code>{escape(measure.name)}</code></th>'
        f'<td class="number">{figure.value:.3f} '
        f"<small>{figure.low:.2f}–{figure.high:.2f}, n {figure.cases}</small></td>{cells}</tr>"
    )


def _value(figure: Figure | None) -> str:
    return "" if figure is None else f'<span title="{figure.low:.2f} to {figure.high:.2f}">{figure.value:.2f}</span>'


def _made(about: Record) -> str:
    """How the run was made: what is needed to make it again."""
    fingerprints = about.get("fingerprints")
    facts = {
        "Model": about.get("model"),
        "Began": about.get("started_at"),
        "Ended": about.get("finished_at"),
        **{
            f"Fingerprint of the {name}": one
            for name, one in (fingerprints if isinstance(fingerprints, dict) else {}).items()
        },
        "Versions": _pairs(about.get("versions")),
        "Seeds": _pairs(about.get("seeds")),
    }
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items() if value)
    return f'<details class="made"><summary>How it was made</summary><dl>{rows}</dl></details>' if rows else ""


def _pairs(value: object) -> str:
    return ", ".join(f"{name} {one}" for name, one in value.items()) if isinstance(value, dict) else ""
