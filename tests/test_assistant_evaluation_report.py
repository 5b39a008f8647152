"""The report: everything is in it, nothing in it runs, and nothing is fetched."""

import re
from html.parser import HTMLParser

import pytest
from evaluation_double import BUDGET, FERRY, PROPOSAL, answered, citation, fill, hit

from assistant.evaluation.case import Case, Proof, case_record
from assistant.evaluation.chart import Axis, line_chart, strip_chart
from assistant.evaluation.report import faults, report_html
from assistant.evaluation.run_file import Run
from assistant.evaluation.scoring import Scorer
from assistant.evaluation.summary import summarise
from index.library import Library

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"'`{{ 7*7 }}</style></details>"
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Markup(HTMLParser):
    """What a page consists of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(str(page))  # not as markup, which would escape what the parser adds to it

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(library: Library, *lines: dict[str, object], about: dict[str, object] | None = None) -> str:
    run = Run(lines, about or {})
    return report_html(run, summarise(run), library)


def line_of(library: Library, record: dict[str, object], case: Case) -> dict[str, object]:
    scores = Scorer(library).score(case, record)
    return {"id": case.id, "type": case.type, **record, "scores": scores, "case": case_record(case)}


@pytest.fixture
def page(library: Library) -> str:
    fill(library, FERRY, BUDGET)
    good = answered("Mayor Lena Okafor proposed that harbour ferries carry 900 passengers free of charge.",
                    citation(FERRY, PROPOSAL, speaker="Lena Okafor"), question="Who proposed it?")  # fmt: skip
    good["hits"] = [hit(FERRY, PROPOSAL)]
    bad = answered("It was 3.9 million [7].", citation(BUDGET, "2.4 million"), question="What would it cost?")
    bad |= {"removed": [{"text": "Invented.", "reason": "no source says it"}], "note": "A note.", "hits": []}
    bad["judge"] = {"right": False, "reply": "WRONG, another sum"}
    cases = (
        Case(id="good", turns=("Who proposed it?",), accept_all=("Okafor",), evidence=(Proof("ferry", PROPOSAL),)),
        Case(id="bad", type="fact", turns=("Ferries?", "What would it cost?"), accept_all=(r"2\.4",), must_not=("3",),
             answer="2.4 million", evidence=(Proof("budget", BUDGET.text),)),
    )  # fmt: skip
    about = {"model": "queued", "finished_at": "2025-05-01T10:00:00+00:00", "cost": 0.25}
    return page_of(library, line_of(library, good, cases[0]), line_of(library, bad, cases[1]), about=about)


def test_the_page_is_whole_and_self_contained(page: str) -> None:
    markup = Markup(page)
    assert markup.open == []
    assert not {"script", "link", "iframe", "img", "object", "form"} & {tag for tag, _ in markup.tags}
    for _, attributes in markup.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in page and "@import" not in page
    policy = next(attributes["content"] for tag, attributes in markup.tags if "http-equiv" in attributes)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_everything_there_is_to_know_is_in_it(page: str) -> None:
    text = " ".join(Markup(page).text.split())
    expected = """2 cases, queued|cost 0.25|hit@1|Who proposed it?|Ferries?|2.4 million|must have 2\\.4|must not have 3|
        Invented. (no source says it)|WRONG, another sum|A note.|not found|first passage at rank 1|says Lena Okafor|
        Risk and coverage|Latency by stage"""
    for words in expected.split("|"):
        assert words.strip() in text
    assert text.index("What would it cost?") < text.index("Who proposed it?")  # the wrong one first


def test_markers_lead_to_the_cited_words_in_their_context(page: str) -> None:
    targets = {attributes["id"] for _, attributes in Markup(page).tags if attributes.get("id")}
    links = [attributes["href"] for tag, attributes in Markup(page).tags if tag == "a"]
    assert links and all((link or "")[1:] in targets for link in links)
    assert "It was 3.9 million [7]." in Markup(page).text  # a number that cites nothing is no link
    assert re.search(rf"<mark>{re.escape(PROPOSAL)}</mark>\s*“People should", page)


def test_hostile_text_is_shown_as_text(library: Library) -> None:
    article = {**citation(FERRY, PROPOSAL), "title": HOSTILE, "source": HOSTILE, "article_id": "gone", "quote": HOSTILE}
    record = answered(HOSTILE, article, question=HOSTILE)
    record |= {"note": HOSTILE, "removed": [{"text": HOSTILE, "reason": HOSTILE}], "judge": {"reply": HOSTILE}}
    record["hits"] = [{**hit(FERRY, PROPOSAL), "title": HOSTILE, "text": HOSTILE}]
    case = Case(id=HOSTILE, type=HOSTILE, turns=(HOSTILE, HOSTILE), answer=HOSTILE, accept_all=("<b>",),
                evidence=(Proof(HOSTILE, HOSTILE),))  # fmt: skip
    line = {"id": HOSTILE, "type": HOSTILE, **record, "scores": {"correct": 0.0}, "case": case_record(case)}
    line["timings"] = {HOSTILE: 1.0}
    markup = Markup(page_of(library, line, about={"model": HOSTILE}))
    assert markup.open == []
    assert not {"script", "img"} & {tag for tag, _ in markup.tags}
    assert all(not name.startswith("on") for _, attributes in markup.tags for name in attributes)
    assert markup.text.count("<script>alert(1)</script>") >= 12 and "{{ 7*7 }}" in markup.text


def test_a_run_without_answers_has_a_report(library: Library) -> None:
    fill(library, FERRY)
    case = Case(id="a", turns=("Who?",), evidence=(Proof("ferry", PROPOSAL),))
    record = {"question": "Who?", "hits": [hit(FERRY, PROPOSAL)], "timings": {"retrieval": 0.0}}
    text = Markup(page_of(library, line_of(library, record, case))).text
    assert "Retrieval at k" in text and "retrieval" in text and "Risk and coverage" not in text


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        pytest.param({"correct": 0.0, "unanswerable": 1.0}, "the archive has none", id="answered the unanswerable"),
        pytest.param({"correct": 0.0, "refused": 1.0}, "falsely refused", id="refused"),
        pytest.param({"correct": 0.0}, "patterns", id="wrong"),
        pytest.param({"hit@20": 0.0}, "no article", id="not found"),
        pytest.param({"hit@20": 1.0, "evidence_hit@20": 0.0}, "the passage", id="passage not found"),
        pytest.param({"citation_recall": 0.5}, "not borne out", id="unsupported"),
        pytest.param({"citation_precision": 0.5}, "not needed", id="needless"),
        pytest.param({"citations": 2.0, "citations_exact": 1.0}, "exact words", id="inexact citation"),
        pytest.param({"quotations": 2.0, "quotations_exact": 1.0}, "a quotation", id="inexact quotation"),
        pytest.param({"speaker_accuracy": 0.0}, "who said them", id="speaker"),
        pytest.param({"judge_agreement": 0.0}, "disagree", id="judge"),
        pytest.param({"model_failed": 1.0}, "model", id="model"),
    ],
)
def test_what_went_wrong_is_said(scores: dict[str, float], words: str) -> None:
    (fault,) = faults({"scores": scores})
    assert words in fault
    assert faults({"scores": {"correct": 1.0, "hit@20": 1.0, "evidence_hit@20": 1.0}}) == []


def test_charts_place_their_points() -> None:
    chart = line_chart(
        "Title <b>", Axis("k", 0, 10), Axis("share", 0, 1), {"one": [(0, 0), (10, 1)], "two": [(5, 0.5)]}
    )
    markup = Markup(chart)
    dots = [(attributes["cx"], attributes["cy"]) for tag, attributes in markup.tags if tag == "circle"]
    assert dots == [("44.0", "200.0"), ("408.0", "14.0"), ("226.0", "107.0")]
    assert "Title <b>" in markup.text and "one: 10, 1.000" in markup.text
    strip = Markup(strip_chart("Times", Axis("s", 0, 2, " s"), {"total": [1.0], "none": []}, {"total": [1.0, 2.0]}))
    assert sum(tag == "circle" for tag, _ in strip.tags) == 1
    assert sum(attributes.get("class") == "mark" for _, attributes in strip.tags) == 2
