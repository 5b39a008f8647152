"""The archive as HTML. Pure functions; everything that comes from outside is escaped."""

from collections.abc import Collection, Sequence
from html import escape

from index.article import Span
from index.catalog import Summary
from index.listed_article import ListedArticle, OutletTally
from index.reading import SUFFIXES
from ui.archive.job import JobState, Phase
from ui.archive.uploads import MOST_FILES, largest
from ui.markup import count, day, dotted, period, shortened, span_attributes

MOST_FAILURES = 200
"""Failures shown of one ingest."""
TITLE_LENGTH = 160
"""Characters of a title in the list."""
WHOLE = Span(0, 0)
"""Opens an article without marking words."""

_PHASES: dict[Phase, str] = {
    "preparing": "Getting ready to read",
    "reading": "Reading the articles and finding who said what",
    "stopping": "Stopping after what is at hand",
    "done": "Done",
    "stopped": "Stopped. What was stored before stays; the rest can be added again",
    "failed": "Not added",
}


def contents_html(summary: Summary) -> str:
    """What the archive holds, in one line; or what to do with an empty one."""
    if not summary.articles:
        return (
            '<h2>Archive</h2><p class="lead">The archive is empty. Drop articles below, or give the addresses of '
            "pages and feeds: OnRecord reads them, finds who said what, and can then be asked.</p>"
        )
    line = dotted(
        count(summary.articles, "article"),
        count(len(summary.outlets), "outlet") if summary.outlets else None,
        period(summary.first_date, summary.last_date),
        f"{summary.undated:,} without a date" if summary.undated else None,
    )
    return f'<h2>Archive</h2><p class="lead">{escape(line)}</p>'


def drop_html() -> str:
    """Where files are dropped or chosen. archive.js does the rest."""
    return (
        '<div class="drop"><p class="drop-line"><label class="choose">Choose files'
        f'<input type="file" multiple accept="{escape(",".join(SUFFIXES))}" class="for-screen-readers"></label>'
        "<span>or drop them here</span></p>"
        f'<p class="drop-note">{escape(", ".join(SUFFIXES))}; up to {largest(".pdf") // 1_000_000} MB a file, '
        f"lists (.jsonl, .csv) up to {largest('.csv') // 1_000_000} MB, {MOST_FILES:,} files at once.</p>"
        '<p class="drop-status" role="status"></p><ul class="drop-refused"></ul></div>'
    )


def progress_html(state: JobState | None) -> str:
    """How far an ingest is, and what could not be read."""
    if state is None:
        return ""
    share = 1.0 if state.phase == "done" else state.done / max(state.expected, 1)
    total = f" of about {state.expected:,}" if state.expected > state.done else ""
    result = dotted(*(f"{number:,} {word}" for number, word in _outcomes(state) if number))
    line = state.error or _PHASES[state.phase]
    bar = (
        f'<div class="bar{"" if state.done else " waiting"}" role="progressbar" aria-label="Articles read"'
        f' aria-valuemin="0" aria-valuemax="100"'
        f' aria-valuenow="{100 * share:.0f}"><span style="width:{100 * share:.1f}%"></span></div>'
        if not state.ended
        else ""
    )
    counted = f'<p class="counted">{count(state.done, "article")}{total}</p>' if not state.ended else ""
    kind = "failure" if state.phase == "failed" else "phase"
    return (
        f'<div class="job" data-phase="{state.phase}"><p class="{kind}" role="status">{escape(line)}</p>'
        f'{bar}{counted}<p class="result">{escape(result)}</p>{_failures(state)}</div>'
    )


def _outcomes(state: JobState) -> tuple[tuple[int, str], ...]:
    return (
        (state.added, "added"),
        (state.updated, "updated"),
        (state.unchanged, "unchanged"),
        (state.duplicates, "there already in the same words"),
        (len(state.failures), "not read"),
    )


def _failures(state: JobState) -> str:
    if not state.failures:
        return ""
    items = "".join(
        f"<li><strong>{escape(failure.source)}</strong> {escape(failure.reason)}</li>"
        for failure in state.failures[:MOST_FAILURES]
    )
    more = len(state.failures) - MOST_FAILURES
    rest = f"<li>… and {more:,} more</li>" if more > 0 else ""
    return f'<details class="failures" open><summary>Not read</summary><ul>{items}{rest}</ul></details>'


def failure_html(reason: str) -> str:
    """One line of what went wrong."""
    return f'<p class="failure" role="alert">{escape(reason)}</p>'


def listing_html(rows: Sequence[ListedArticle], chosen: Collection[str], *, removable: bool, empty: bool) -> str:
    """The articles as a table. Those `chosen` are ticked; `empty` tells an empty archive from a narrow filter."""
    if not rows:
        line = "No articles yet." if empty else "No article passes these limits. Take one away."
        return f'<p class="empty">{line}</p>'
    tick = '<th><span class="for-screen-readers">Choose</span></th>' if removable else ""
    body = "".join(_row(row, row.id in chosen, removable=removable) for row in rows)
    return (
        '<div class="scroller"><table class="grid articles"><thead><tr>'
        f"{tick}<th>Article</th><th>Outlet</th><th>Published</th></tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: ListedArticle, chosen: bool, *, removable: bool) -> str:
    title = shortened(row.title, TITLE_LENGTH)
    ticked = " checked" if chosen else ""
    tick = (
        f'<td class="tick"><input type="checkbox" data-id="{escape(row.id)}"{ticked}'
        f' aria-label="{escape(f"Choose {title}")}"></td>'
        if removable
        else ""
    )
    author = f'<span class="author">{escape(row.author)}</span>' if row.author else ""
    return (
        f'<tr>{tick}<td class="title"><a {span_attributes(row.id, WHOLE)}>{escape(title)}</a>{author}</td>'
        f'<td class="outlet">{escape(row.source or "–")}</td>'
        f'<td class="date">{escape(day(row.published_at) or "–")}</td></tr>'
    )


def position_html(total: int, offset: int, shown: int) -> str:
    """ "51–100 of 1,908 articles"."""
    if not shown:
        return ""
    return f'<p class="position">{offset + 1:,}–{offset + shown:,} of {count(total, "article")}</p>'


def removal_html(titles: Sequence[str]) -> str:
    """The question before articles are removed; empty when none is chosen."""
    if not titles:
        return ""
    named = "; ".join(f"“{shortened(title, 80)}”" for title in titles[:3])
    more = f" and {len(titles) - 3:,} more" if len(titles) > 3 else ""
    return (
        f'<p class="removal"><strong>Remove {count(len(titles), "article")}?</strong> {escape(named)}{more}. '
        "Answers no longer find what they say. The files or pages that they came from stay as they are.</p>"
    )


def outlets_html(tallies: Sequence[OutletTally]) -> str:
    """The outlets with their numbers of articles."""
    if not tallies:
        return ""
    most = max(tally.articles for tally in tallies)
    rows = "".join(
        f"<tr><td>{escape(tally.name or 'No outlet named')}</td>"
        f'<td class="number">{tally.articles:,}</td>'
        f'<td class="share"><span style="width:{100 * tally.articles / most:.1f}%"></span></td>'
        f'<td class="date">{escape(_span_of_days(tally))}</td></tr>'
        for tally in tallies
    )
    return (
        '<div class="scroller"><table class="grid outlets"><thead><tr><th>Outlet</th><th>Articles</th>'
        '<th><span class="for-screen-readers">Share</span></th><th>Period</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _span_of_days(tally: OutletTally) -> str:
    first = tally.first.isoformat() if tally.first else None
    return period(first, tally.last.isoformat() if tally.last else None) or "–"
