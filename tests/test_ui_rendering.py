"""Answers, turns and articles as HTML: right, and harmless whatever they hold."""

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from browser_double import (
    CITATIONS,
    FERRY,
    LEDGER,
    PROPOSAL,
    SENTENCES,
    WARNING,
    DoubleSummary,
    cite,
    ferry_answer,
    grounded,
    refusal_answer,
    span_of,
)
from hostile import PAYLOADS, hostile

from assistant.answer import Done, Progress, Removed
from index.article import Article, Span
from ui.markup import chip, count, day, period, prose, shortened, web_address
from ui.panel import panel_failure_html, panel_html, place_from
from ui.rendering import answer_html, masthead_html, opening_html, summary_line, turn_html
from ui.turn import Turn

TAGS = {
    "a", "article", "aside", "button", "code", "details", "div", "form", "h1", "h2", "h3", "header", "i", "input",
    "kbd", "li", "mark", "nav", "p", "pre", "s", "section", "span", "summary", "ul",
}  # fmt: skip
ATTRIBUTES = re.compile(
    r"aria-[a-z]+|class|data-[a-z]+|download|hidden|href|maxlength|rel|role|tabindex|target|title|type|value"
)


class Inspector(HTMLParser):
    """Gathers what a browser would see in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked = ""
        self.words = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_mark = self._in_mark or tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._in_mark:
            self.marked += data

    def links(self, css_class: str) -> list[dict[str, str | None]]:
        """The attributes of the links with a class."""
        return [attributes for tag, attributes in self.tags if tag == "a" and attributes.get("class") == css_class]


def assert_harmless(html: str) -> None:
    """Only the tags and attributes that the renderer itself writes."""
    for tag, attributes in Inspector(html).tags:
        assert tag in TAGS
        for name in attributes:
            assert ATTRIBUTES.fullmatch(name), name
        address = attributes.get("href") or "#"
        assert address.startswith(("#", "/onrecord/", "http://", "https://"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text_everywhere(payload: str) -> None:
    article = hostile(payload)
    citation = cite(1, article, f"One. {payload}", payload)
    answer = dataclasses.replace(
        ferry_answer(payload),
        text=f"{payload} [1]. {payload}",
        citations=(citation,),
        removed=(Removed(payload, payload),),
        note=payload,
        model=payload,
    )
    refusal = dataclasses.replace(refusal_answer(payload), text=payload)
    assert refusal.refusal is not None
    hits = tuple(dataclasses.replace(hit, article=article, span=Span(0, 4)) for hit in refusal.refusal.nearest)
    refusal = dataclasses.replace(refusal, refusal=dataclasses.replace(refusal.refusal, nearest=hits))
    turn = Turn(question=payload)
    for html in (
        turn_html(turn.after(Done(answer))),
        turn_html(turn.after(Done(refusal))),
        turn_html(turn.after(Progress("searching", payload))),
        turn_html(turn.after(grounded(f"{payload} [1]", citation)).stopped()),
        turn_html(turn.failed(payload)),
        panel_html(article, span_of(article, f"One. {payload}")),
        panel_failure_html(payload),
        masthead_html(DoubleSummary(1, (payload,), first_date=payload, last_date=payload), payload),
    ):
        assert_harmless(html)


def test_the_panel_marks_exactly_the_cited_words() -> None:
    for citation, article in zip(CITATIONS, (FERRY, FERRY, LEDGER), strict=True):
        assert Inspector(panel_html(article, citation.span)).marked == citation.quote


def test_a_citation_over_two_paragraphs_is_marked_in_both() -> None:
    article = Article(id="a", title="T", text="One <b>two.\n\nThree & four.")
    html = panel_html(article, span_of(article, "two.\n\nThree"))
    assert "<p>One &lt;b&gt;<mark>two.</mark></p><p><mark>Three</mark> &amp; four.</p>" in html


def test_a_text_of_single_line_ends_still_has_paragraphs() -> None:
    assert panel_html(LEDGER, span_of(LEDGER, WARNING)).count("<p>") == 2 + 2  # two of the hint


def test_the_repeated_headline_is_left_out_unless_it_is_cited() -> None:
    assert Inspector(panel_html(FERRY, span_of(FERRY, PROPOSAL))).words.count(FERRY.title) == 1
    assert Inspector(panel_html(FERRY, Span(0, 5))).marked == "Mayor"


def test_only_web_addresses_become_links() -> None:
    ferry = Inspector(panel_html(FERRY, Span(0, 5))).links("original")
    assert ferry[0]["href"] == FERRY.url
    assert ferry[0]["rel"] == "noopener noreferrer nofollow"
    assert not Inspector(panel_html(LEDGER, Span(0, 5))).links("original")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("file:///etc/passwd", False),
        ("http://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_web_address(url: str | None, safe: bool) -> None:
    assert (web_address(url) is not None) == safe


def test_markers_become_chips_and_unknown_ones_stay() -> None:
    html = prose("Free ferries [1][2]. Elsewhere [9].", CITATIONS)
    assert Inspector(html).words == "Free ferries[1][2]. Elsewhere [9]."
    chips = Inspector(html).links("cite")
    assert [link["data-quote"] for link in chips] == [CITATIONS[0].quote, CITATIONS[1].quote]
    assert chips[0]["data-origin"] == "Lena Okafor · Harbour Courier · 4 Mar 2025"
    assert chips[0]["aria-label"] == "Citation 1: Lena Okafor · Harbour Courier · 4 Mar 2025"


def test_a_chip_carries_its_place() -> None:
    link = Inspector(chip(CITATIONS[2])).links("cite")[0]
    assert link["data-article"] == LEDGER.id
    assert (link["data-start"], link["data-end"]) == ("0", str(len(WARNING)))
    assert link["href"] == f"#ledger%2F0306%20%26%20more:0-{len(WARNING)}"


def test_lists_and_images_in_a_text() -> None:
    assert prose("Two things:\n- one\n- two\n\nEnd.", ()) == (
        "<p>Two things:</p><ul><li>one</li><li>two</li></ul><p>End.</p>"
    )
    assert prose("See ![the map](http://evil.example/x.png).", ()) == "<p>See the map.</p>"


def test_an_answer_lists_each_article_once() -> None:
    html = answer_html(ferry_answer("Q"))
    assert "2 sources" in html
    assert "independent" not in html
    copies = answer_html(dataclasses.replace(ferry_answer("Q"), independent_sources=1))
    assert "2 sources, 1 independent" in copies
    assert len(Inspector(html).links("source-title")) == 2
    assert len(Inspector(html).links("cite")) == 2 * 3


def test_what_was_removed_is_disclosed() -> None:
    answer = ferry_answer("Q")
    html = answer_html(answer)
    assert "1 sentence of the draft was removed because the archive does not support it" in html
    assert "The council voted for the plan." in html
    repaired = dataclasses.replace(answer.claims[0], outcome="repaired")
    html = answer_html(dataclasses.replace(answer, removed=(), claims=(repaired, *answer.claims[1:])))
    assert "1 sentence had its citation or quotation put right" in html
    attributed = dataclasses.replace(answer.claims[0], outcome="attributed")
    html = answer_html(dataclasses.replace(answer, removed=(), claims=(attributed, *answer.claims[1:])))
    assert "1 sentence did not say whose its words are: the speaker was added" in html
    assert "disclosure" not in answer_html(dataclasses.replace(answer, removed=()))


def test_a_note_is_a_warning() -> None:
    html = answer_html(dataclasses.replace(ferry_answer("Q"), note="The model is slow."))
    assert '<p class="note warning">The model is slow.</p>' in html


def test_a_refusal_shows_the_nearest_passages() -> None:
    html = answer_html(refusal_answer("Q"))
    excerpts = Inspector(html).links("excerpt")
    assert [link["data-article"] for link in excerpts] == [LEDGER.id, FERRY.id]
    assert "does not say" in html
    assert "sources" not in html


def test_who_wrote_the_answer() -> None:
    assert "Written by qwen2.5-1.5b-instruct · 4.2 s" in answer_html(ferry_answer("Q"))
    extractive = dataclasses.replace(ferry_answer("Q"), model="extractive")
    assert "no language model was used" in answer_html(extractive)
    assert "Searched in 1.5 s" in answer_html(refusal_answer("Q"))


def test_a_turn_grows_event_by_event() -> None:
    turn = Turn(question="Who?")
    assert "Reading the question" in turn_html(turn)
    turn = turn.after(Progress("searching", "Searching 1,908 articles"))
    assert "Searching 1,908 articles" in turn_html(turn)
    turn = turn.after(grounded(SENTENCES[0], CITATIONS[0])).after(grounded(SENTENCES[1], CITATIONS[1]))
    assert turn.streamed == f"{SENTENCES[0]} {SENTENCES[1]}"
    assert len(Inspector(turn_html(turn)).links("cite")) == 2
    assert "This answer was stopped" in turn_html(turn.stopped())
    assert "sources" in turn_html(turn.stopped())
    done = turn.after(Done(ferry_answer("Who?")))
    assert done.state == "done"
    assert 'class="progress"' not in turn_html(done)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2025-03-03", "2025-05-02", "3 Mar – 2 May 2025"),
        ("2024-12-30", "2025-05-02", "30 Dec 2024 – 2 May 2025"),
        ("2025-03-04", "2025-03-06T09:30:00+00:00", "4–6 Mar 2025"),
        ("2025-03-04", "2025-03-04T10:00:00Z", "4 Mar 2025"),
        (None, "2025-03-04", "4 Mar 2025"),
        (None, None, ""),
    ],
)
def test_period(first: str | None, last: str | None, expected: str) -> None:
    assert period(first, last) == expected


def test_small_texts() -> None:
    assert (day("2025-03-04T09:30:00+00:00"), day("spring"), day(None)) == ("4 Mar 2025", "spring", "")
    assert (count(1, "article"), count(1908, "article")) == ("1 article", "1,908 articles")
    assert shortened("one  two\nthree, four", 16) == "one two three …"


def test_summary_line() -> None:
    summary = DoubleSummary(44, tuple("abcdefg"), first_date="2025-03-03", last_date="2025-05-02")
    assert summary_line(summary, "m") == "44 articles · 7 outlets · 3 Mar – 2 May 2025 · model m"


def test_an_empty_archive_says_what_to_run() -> None:
    empty = DoubleSummary(0, ())
    assert "onrecord ingest PATH" in opening_html(empty)
    assert summary_line(empty, "m") == "no articles yet · model m"


@pytest.mark.parametrize(
    "request_",
    [
        None,
        [],
        "a|1|2",
        {},
        {"article": "a", "start": 1},
        {"article": "a", "start": "1", "end": 2},
        {"article": "a", "start": True, "end": 2},
        {"article": "a", "start": 1.0, "end": 2},
        {"article": "a", "start": -1, "end": 2},
        {"article": "a", "start": 2, "end": 2},
        {"article": "", "start": 1, "end": 2},
        {"article": "a" * 2000, "start": 1, "end": 2},
        {"article": ["a"], "start": 1, "end": 2},
    ],
)
def test_malformed_places_are_refused(request_: object) -> None:
    assert place_from(request_) is None


def test_a_place() -> None:
    place = place_from({"article": "a", "start": 1, "end": 2})
    assert place is not None
    assert (place.article_id, place.span) == ("a", Span(1, 2))


def test_a_whole_article_is_shown_without_mark_or_quotation() -> None:
    html = panel_html(FERRY, Span(0, 0))
    assert "<mark>" not in html
    assert ">Quotation<" not in html
    assert ">BibTeX<" in html
    assert place_from({"article": "a", "start": 0, "end": 0}) is not None
    assert place_from({"article": "a", "start": 3, "end": 3}) is None


def test_an_answer_of_extracts_is_not_given_as_the_models() -> None:
    answer = ferry_answer("Who proposed free ferries?")
    extracts = tuple(dataclasses.replace(claim, outcome="extracted") for claim in answer.claims)
    assert f"Written by {answer.model}" in answer_html(answer)
    assert "Written by" not in answer_html(dataclasses.replace(answer, claims=extracts))
