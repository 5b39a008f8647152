"""The ledger as a table, a plot and questions: right, and harmless whatever it holds."""

from datetime import date

import pytest
from hostile import PAYLOADS
from statements import make_entry
from test_ui_rendering import Inspector

from assistant.ledger_view import LedgerView
from index.attribution.attribution import Stance
from index.attribution.grouping import Reports
from index.attribution.ledger import Line
from index.attribution.timeline import Moment
from index.errors import OnRecordError
from ui.who.asked import Asked, read_filters
from ui.who.periods import axis_over
from ui.who.plot import plot_html, plot_of
from ui.who.rendering import found_html, nothing_html, summary_line
from ui.who.statements import statements_html
from ui.who.wording import question_about, question_of

TAGS = set(
    "a b button caption circle details div figcaption figure h3 li line p span summary svg table tbody td text th "
    "thead title tr ul".split()
)


def line(number: int, day: date | None, stance: Stance = "states") -> Line:
    return Line(number, day, stance)


@pytest.mark.parametrize(
    ("first", "last", "unit", "parts"),
    [
        pytest.param(date(2025, 3, 4), date(2025, 3, 4), "day", 1, id="one day"),
        pytest.param(date(2025, 3, 1), date(2025, 3, 31), "day", 31, id="a month"),
        pytest.param(date(2025, 1, 1), date(2025, 12, 31), "week", 53, id="a year"),
        pytest.param(date(2021, 2, 14), date(2024, 12, 1), "month", 47, id="some years"),
        pytest.param(date(2012, 1, 1), date(2024, 12, 31), "quarter", 52, id="a decade"),
        pytest.param(date(1850, 6, 1), date(2025, 6, 1), "year", 176, id="long ago"),
    ],
)
def test_an_axis_has_few_parts_without_gaps(first: date, last: date, unit: str, parts: int) -> None:
    axis = axis_over(first, last)
    assert (axis.unit, len(axis.parts)) == (unit, parts)
    assert axis.parts[0].first <= first and axis.parts[-1].last >= last
    for one, following in zip(axis.parts, axis.parts[1:], strict=False):
        assert (following.first - one.last).days == 1
    assert axis.index(first) == 0 and axis.index(last) == parts - 1
    assert 0 < axis.middle(0) <= axis.middle(parts - 1) < 100


def test_a_plot_counts_by_stance_and_days() -> None:
    lines = [line(1, date(2025, 3, 4), "opposes"), line(2, date(2025, 3, 4), "opposes"), line(3, date(2025, 3, 6))]
    plot = plot_of([*lines, line(4, None)])
    assert plot is not None
    assert plot.lanes == ("opposes", "states")
    assert plot.counts == {("opposes", 0): 2, ("states", 2): 1}
    assert plot.outside == 1
    html = plot_html(plot)
    assert "<title>opposes, 4 Mar 2025: 2 statements</title>" in html
    assert "Statements over time, 4–6 Mar 2025: opposes 2, states 1." in html
    assert html.count("<circle") == 2


def test_a_few_old_statements_do_not_press_the_others_together() -> None:
    recent = [line(number, date(2025, 3, 1 + number % 28)) for number in range(400)]
    plot = plot_of([line(1000, date(1999, 1, 1)), *recent])
    assert plot is not None
    assert plot.axis.parts[0].first == date(2025, 3, 1)
    assert plot.outside == 1


def test_without_days_there_is_no_plot() -> None:
    assert plot_of([line(1, None)]) is None
    assert plot_of([line(1, date(9999, 12, 31))]) is None


def test_a_change_of_sides_is_a_line_between_two_dots() -> None:
    before = Reports((make_entry(1, "the toll", stance="opposes", said_on="2025-03-04"),))
    after = Reports((make_entry(2, "the toll", stance="supports", said_on="2025-03-06"),))
    plot = plot_of([line(1, date(2025, 3, 4), "opposes"), line(2, date(2025, 3, 6), "supports")])
    assert plot is not None
    html = plot_html(plot, [Moment(reports=after, changed_from=before)])
    assert '<line class="change" x1="16.67%" y1="42" x2="83.33%" y2="14"/>' in html


def test_a_row_has_day_speaker_stance_and_words() -> None:
    entries = (make_entry(1, "ferries must be free", outlet="Delta Post"), make_entry(2, "ferries must be free"))
    html = statements_html([Moment(reports=Reports(entries))])
    seen = Inspector(html)
    links = [attributes for tag, attributes in seen.tags if tag == "a"]
    assert [(one["data-article"], one["data-start"], one["data-end"]) for one in links] == [
        ("a1", "13", "33"),
        ("a2", "13", "33"),
    ]
    for words in ("4 Mar 2025", "<b>Ana Moss</b>", ">states</span>", "Delta Post", "2 reports, 2 independent sources"):
        assert words in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_texts_are_escaped(payload: str) -> None:
    entry = make_entry(1, payload, speaker=payload, outlet=payload)
    other = make_entry(2, payload, speaker=None, outlet=payload)
    moment = Moment(reports=Reports((entry, other)), changed_from=Reports((entry,)))
    asked = Asked(about=payload, speaker=payload)
    view = LedgerView((line(1, date(2025, 3, 4)),), payload)
    html = statements_html([moment]) + found_html(asked, view, [moment]) + nothing_html(asked, similar=[payload])
    assert {tag for tag, _ in Inspector(html).tags} <= TAGS
    assert not any(name.startswith("on") for _, attributes in Inspector(html).tags for name in attributes)


def test_a_statement_leads_to_a_question() -> None:
    entry = make_entry(1, "“ferries must carry bicycles for free.”")
    assert question_about(entry) == "What has Ana Moss said about “ferries must carry bicycles for free”?"
    assert question_about(make_entry(1, "rain", speaker=None)) == "Who said “rain” in “Harbour report 1”?"
    assert len(question_about(make_entry(1, "word " * 500))) < 200


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param(Asked(), None, id="nothing"),
        pytest.param(Asked(stances=("opposes",)), None, id="only a stance"),
        pytest.param(Asked(speaker="Moss"), "What has Moss said?", id="speaker"),
        pytest.param(Asked(speaker="Moss", about="tolls"), "What has Moss said about tolls?", id="both"),
        pytest.param(Asked(about="tolls"), "Who said what about tolls?", id="topic"),
        pytest.param(Asked(about="tolls", stances=("opposes",)), "Who opposed tolls?", id="topic and stance"),
        pytest.param(Asked(about="Who pays the toll?"), "Who pays the toll?", id="a question"),
    ],
)
def test_the_filters_lead_to_a_question(asked: Asked, question: str | None) -> None:
    assert question_of(asked) == question


def test_the_filters_are_read() -> None:
    asked = read_filters(" Moss ", ["opposes", "nonsense", "asks"], "", "2025-03-04", "2025-03-06", ["Delta Post"])
    assert asked.speaker == "Moss" and asked.about is None
    assert asked.stances == ("opposes", "asks")
    assert asked.until == date(2025, 3, 6)
    assert asked.filters.after == date(2025, 3, 4) and asked.filters.before is None
    assert asked and not read_filters(None, None, None, None, None, None)
    with pytest.raises(OnRecordError, match="exchange the two dates"):
        read_filters("", [], "", "2025-03-06", "2025-03-04", [])


def test_the_summary_says_how_many_in_which_order() -> None:
    lines = (line(1, None), line(2, None))
    assert summary_line(Asked(), LedgerView(lines)) == "2 statements, the latest first"
    assert summary_line(Asked(about="tolls"), LedgerView(lines, "tolls")) == (
        "The 2 statements nearest to “tolls”, the nearest first"
    )
