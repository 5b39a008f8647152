"""References to copy: right in each format, and nothing in a title breaks out of one."""

import dataclasses
import json
import re

import pytest
from browser_double import CITATIONS, FERRY, LEDGER
from test_ui_rendering import PAYLOADS, hostile

from index.article import Article
from ui.citing import Reference, bibtex, csl_json, escaped_markdown, markdown, plain

FERRY_URL = "https://courier.example/2025/03/04/ferries?a=1&b=2"


def test_plain_and_markdown() -> None:
    reference = Reference.to(FERRY)
    assert plain(reference) == (
        f"Ines Calder, “Mayor proposes free ferries from May”, Harbour Courier, 4 Mar 2025, {FERRY_URL}"
    )
    assert markdown(reference) == (
        f"Ines Calder, [“Mayor proposes free ferries from May”](<{FERRY_URL}>), *Harbour Courier*, 4 Mar 2025"
    )


def test_what_is_missing_or_unsafe_is_left_out() -> None:
    reference = Reference.to(LEDGER)
    assert plain(reference) == "“Treasurer warns of a hole in the ferry budget”, The Lower Ledger, 6 Mar 2025"
    bare = Reference.to(Article(id="a", title="Title", text="Text"))
    assert plain(bare) == "“Title”"
    assert json.loads(csl_json(bare)) == [{"id": "a", "type": "article-newspaper", "title": "Title"}]
    assert bibtex(bare) == "@article{title,\n  title = {{Title}},\n}"


def test_csl_json() -> None:
    assert json.loads(csl_json(Reference.to(FERRY))) == [
        {
            "id": "courier-0304",
            "type": "article-newspaper",
            "title": "Mayor proposes free ferries from May",
            "container-title": "Harbour Courier",
            "author": [{"literal": "Ines Calder"}],
            "issued": {"date-parts": [[2025, 3, 4]]},
            "URL": FERRY_URL,
        }
    ]


def test_bibtex() -> None:
    assert bibtex(Reference.to(FERRY)) == (
        "@article{calder2025mayor,\n  title = {{Mayor proposes free ferries from May}},\n  author = {{Ines Calder}},\n"
        "  journal = {Harbour Courier},\n  year = {2025},\n  month = {3},\n  day = {4},\n"
        f"  url = {{{FERRY_URL}}},\n}}"
    )


def test_a_citation_is_a_reference_without_its_author() -> None:
    assert Reference.to(CITATIONS[0]) == Reference.to(FERRY)._replace(author=None)


@pytest.mark.parametrize(
    "title", [pytest.param(r"50% of {A} \input{x} $1 & ~_^#", id="latex"), pytest.param("} , url = {x", id="field")]
)
def test_bibtex_stays_balanced(title: str) -> None:
    article = dataclasses.replace(FERRY, title=title, author=title, url="https://x.example/{a}\\b c")
    entry = bibtex(Reference.to(article))
    unescaped = re.sub(r"\\(textbackslash|textasciitilde|textasciicircum)\{\}|\\[{}$&#_%]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")
    depth, deepest = 0, []
    for character in unescaped:
        depth += {"{": 1, "}": -1}.get(character, 0)
        deepest.append(depth)
    assert min(deepest[len("@article{") :][:-1]) == 1
    assert "\\input" not in entry and "url = {https://x.example/%7Ba%7D%5Cb%20c}" in entry


@pytest.mark.parametrize("payload", [*PAYLOADS, "](javascript:alert(1))", "[1]: http://evil.example", "a\nb"])
def test_hostile_titles_stay_titles(payload: str) -> None:
    reference = Reference.to(hostile(payload))
    assert json.loads(csl_json(reference))[0]["title"] == " ".join(payload.split())
    shown = markdown(reference)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)<(?!https?:)", shown)
    assert re.sub(r"\\(.)", r"\1", escaped_markdown(payload)) == payload


def test_markers_stay_readable_in_markdown() -> None:
    assert escaped_markdown("It sails [1]. *So* [2](x)") == r"It sails [1]. \*So\* \[2\](x)"
