"""A checked draft as HTML: right, and harmless whatever it holds."""

import pytest
from browser_double import FERRY, OPPOSITION, cite
from hostile import PAYLOADS, hostile
from test_ui_rendering import Inspector

from assistant.checking import Checked, sentences_of
from assistant.errors import ReadingError
from assistant.verification import Verdict
from ui.check.progress import Check
from ui.check.rendering import MARKS, check_html

TAGS = set("a b blockquote div h3 li ol p progress span ul".split())


def checked(verdict: Verdict, reason: str | None = None) -> Checked:
    citations = () if verdict == "not_found" else (cite(1, FERRY, OPPOSITION),)
    return Checked(id="1", claim="x", verdict=verdict, score=0.5, citations=citations, reason=reason)


def check_of(draft: str) -> Check:
    return Check(draft=draft, sentences=tuple(sentences_of(draft)))


def test_each_verdict_has_icon_and_name() -> None:
    check = check_of("One. Two. Three. Four. Five. Six.")
    for verdict in MARKS:
        check = check.after(checked(verdict, None if verdict == "supported" else "the source differs"))
    html = check_html(check.after(ReadingError("the disk is full: make room")))
    for mark in MARKS.values():
        assert f'<b aria-hidden="true">{mark.icon}</b> {mark.name}</span>' in html
        assert f"</b> 1 {mark.name.lower()}</li>" in html
    assert "Checking: 5 of 6 sentences" in html and '<progress max="6" value="5"' in html
    assert "The source differs." in html and "The disk is full: make room." in html
    assert html.count("Waiting") == 1
    assert [attributes["data-article"] for tag, attributes in Inspector(html).tags if tag == "a"] == [FERRY.id] * 3


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        pytest.param("stopped", "Stopped after 1 of 2 sentences", id="stopped"),
        pytest.param("failed", "Broken off after 1 of 2 sentences", id="failed"),
    ],
)
def test_an_early_end_is_told(state: str, heading: str) -> None:
    html = check_html(check_of("One. Two.").after(checked("supported")).ended(state, "No <room>."))  # type: ignore[arg-type]
    assert heading in html and "No &lt;room&gt;." in html
    assert "<progress" not in html


def test_paragraphs_are_kept_apart() -> None:
    html = check_html(check_of("One. Two.\n\nThree."))
    assert html.count('class="verdict waiting opens"') == 2
    assert html.count('class="verdict waiting"') == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_texts_are_escaped(payload: str) -> None:
    article = hostile(payload)
    citation = cite(1, article, f"One. {payload}", payload)
    verdict = Checked(id="1", claim=payload, verdict="contradicted", score=0.1, citations=(citation,), reason=payload)
    html = check_html(check_of(payload).after(verdict).after(ReadingError(payload)))
    assert {tag for tag, _ in Inspector(html).tags} <= TAGS
    assert not any(name.startswith("on") for _, attributes in Inspector(html).tags for name in attributes)
