"""What changed between two runs as HTML. Everything that comes from outside is escaped."""

from html import escape

from assistant.evaluation.comparison import Change, Comparison, Flip
from ui.markup import count


def comparison_html(comparison: Comparison) -> str:
    """Figures side by side, the types in which something moved, and the cases won and lost."""
    surely = [change for change in comparison.changes if change.significant and change.difference.value]
    told = (
        f"{count(len(surely), 'figure')} changed by more than chance (p below 0.05)."
        if surely
        else "No figure changed by more than chance (p below 0.05)."
    )
    left_out = comparison.only_first + comparison.only_second
    rest = f" {count(left_out, 'case')} that only one run has are left out." if left_out else ""
    return (
        f'<p class="about">{count(comparison.cases, "case")} in common.{rest} {told}</p>'
        f"{_table(comparison.changes)}{_by_type(comparison)}"
        f"{_flips(comparison, won=False)}{_flips(comparison, won=True)}"
    )


_HEADS = (
    '<th scope="col">first</th><th scope="col">second</th><th scope="col">difference <small>95% interval</small></th>'
    '<th scope="col">p</th><th scope="col">lost, won</th></tr></thead>'
)


def _table(changes: list[Change]) -> str:
    rows = "".join(f"<tr>{_measure(change)}{_cells(change)}</tr>" for change in changes)
    return (
        '<div class="scroller" tabindex="0" role="region" aria-label="Figures of both runs"><table class="grid"><thead>'
        f'<tr><th scope="col">measure</th>{_HEADS}<tbody>{rows}</tbody></table></div>'
        '<p class="soft">p: McNemar’s exact test where cases are won or lost, else the paired bootstrap. With so many '
        "figures one may fall below 0.05 by chance.</p>"
    )


def _by_type(comparison: Comparison) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{_measure(change)}{_cells(change)}</tr>'
        for name, changes in comparison.by_type.items()
        for change in changes
        if change.measure.headline and change.difference.value
    )
    if not rows:
        return ""
    return (
        '<details class="figures"><summary>By type</summary>'
        '<div class="scroller" tabindex="0" role="region" aria-label="By type"><table class="grid"><thead><tr>'
        f'<th scope="col">type</th><th scope="col">measure</th>{_HEADS}<tbody>{rows}</tbody></table></div></details>'
    )


def _measure(change: Change) -> str:
    measure = change.measure
    return f'<th scope="row">{escape(measure.meaning)}<code>{escape(measure.name)}</code></th>'


def _cells(change: Change) -> str:
    found = change.difference
    moved = "" if change.mcnemar is None else f"{change.lost}, {change.won}"
    kind = "" if not change.significant or not found.value else " worse" if change.worse else " better"
    return (
        f'<td class="number">{change.first:.3f}</td><td class="number">{change.second:.3f}</td>'
        f'<td class="number{kind}">{found.value:+.3f} <small>{found.low:+.2f} to {found.high:+.2f}</small></td>'
        f'<td class="number{kind}">{change.p:.2g}</td><td class="number">{moved}</td>'
    )


def _flips(comparison: Comparison, *, won: bool) -> str:
    flips = [flip for flip in comparison.flips if flip.won is won]
    if not flips:
        return ""
    title = "Right only in the second run" if won else "Right only in the first run"
    return f'<h3>{title}: {count(len(flips), "case")}</h3><div class="cases">{"".join(map(_flip, flips))}</div>'


def _flip(flip: Flip) -> str:
    kind, word = ("good", "won") if flip.won else ("bad", "lost")
    return (
        f'<details class="case {kind}"><summary><span class="verdict">{word}</span>'
        f'<span class="asked"><span class="soft">{escape(flip.id)} · {escape(flip.type)}</span>'
        f'<span class="words">{escape(flip.question)}</span></span></summary>'
        f'<div class="opened">{_given("First run", flip.first)}{_given("Second run", flip.second)}</div></details>'
    )


def _given(title: str, answer: str) -> str:
    """What a run answered; a run without answers says so."""
    return f"<h4>{title}</h4><p>{escape(answer) or 'Search only: no answer.'}</p>"
