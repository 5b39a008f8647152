import socket
from pathlib import Path

import pytest

from index.errors import ReadingError
from index.reading import Failure, Item, read, read_html

PAGES = Path(__file__).parent / "fixtures" / "reading"
"""Three layouts: a modern page with JSON-LD, a minified page of divs, an old page laid out with a table."""

FILLER = "The council met again on Tuesday and talked about the boats for three hours without a vote."


def page(body: str, head: str = "<title>Quay shut</title>") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def text_of(body: str) -> str:
    return read_html(page(f"<article><h1>Quay shut</h1>{body}</article>"), origin="/news/q.html", url=None).article.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "modern",
            (
                "tp-0412-fare-cap",
                "Island council ties on ferry fare cap",
                "The Tidal Post",
                "Orla Venn, Pim Oster",
                "https://tidalpost.example/2025/04/12/fare-cap",
                "2025-04-12T09:30:00+01:00",
                True,
            ),
            id="modern",
        ),
        pytest.param(
            "minified",
            (
                "minified",
                "Tram depot sold for one mark",
                "Canal Street Ledger",
                "Hanne Brill",
                "https://canalledger.example/tram-depot",
                "2025-05-02",
                False,
            ),
            id="minified",
        ),
        pytest.param(
            "tables",
            ("tables", "Café owners back the river tax", None, "Gus Marrow", None, "2001-03-09", False),
            id="tables",
        ),
    ],
)
def test_golden_pages(name: str, expected: tuple[object, ...]) -> None:
    [result] = read(PAGES / f"{name}.html")
    assert isinstance(result, Item), result
    found = result.article
    assert found.text + "\n" == (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    fields = (found.id, found.title, found.source, found.author, found.url, found.published_at)
    assert (*fields, result.fixed_id) == expected


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            f"<p>{FILLER}</p><p>No.</p><p>Yes.</p><p>No.</p>",
            f"{FILLER}\n\nNo.\n\nYes.\n\nNo.",
            id="repeated-paragraphs",
        ),
        pytest.param(
            f"<p>{FILLER}</p><p><q>Nobody <b>asked </b>you</q>, he said.</p>",
            f"{FILLER}\n\n“Nobody asked you”, he said.",
            id="drawn-quotation-marks",
        ),
        pytest.param(f"<p>{FILLER}</p><p>One<br>two<br/>three.</p>", f"{FILLER}\n\nOne\ntwo\nthree.", id="line-breaks"),
        pytest.param(
            f"<p>{FILLER}</p><table><tr><th>Year</th><th>Fare</th></tr><tr><td>2024</td><td>3.20</td></tr></table>",
            f"{FILLER}\n\nYear; Fare\n2024; 3.20",
            id="figures",
        ),
        pytest.param(
            f"<p>{FILLER}</p><script>alert('words')</script><p>It rained<script>x()</script> hard.</p>",
            f"{FILLER}\n\nIt rained hard.",
            id="scripts",
        ),
        pytest.param(
            f"<nav><a href='/'>Home</a></nav><p>{FILLER}</p><aside><p>Subscribe to the "
            f"letter.</p></aside><footer>Imprint</footer>",
            FILLER,
            id="clutter",
        ),
        pytest.param(
            f"<p>{FILLER}</p><p>5 &lt; 6 &amp; 7 &#8220;ok&#8221;</p>",
            f"{FILLER}\n\n5 < 6 & 7 “ok”",
            id="entities",
        ),
        pytest.param(
            "<p>The quay is shut until Monday, the harbour office said.</p>",
            "The quay is shut until Monday, the harbour office said.",
            id="brief",
        ),
    ],
)
def test_bodies(body: str, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("head", "attribute", "expected"),
    [
        pytest.param(
            '<meta property="og:title" content="Quay shut | The Tide"><meta property="og:site_name" '
            'content="The Tide">',
            "title",
            "Quay shut",
            id="outlet-cut-from-title",
        ),
        pytest.param(
            '<meta property="og:title" content="Quay shut - for good"><meta property="og:site_name" '
            'content="The Tide">',
            "title",
            "Quay shut - for good",
            id="dash-in-title",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Quay &amp; boats"}</script>',
            "title",
            "Quay & boats",
            id="json-ld-entities",
        ),
        pytest.param(
            '<script type="application/ld+json">{broken</script><meta property="og:title" content="Quay">',
            "title",
            "Quay",
            id="broken-json-ld",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "Organization", "name": "The '
            'Tide"}</script><title>Quay</title>',
            "title",
            "Quay",
            id="json-ld-of-the-outlet",
        ),
        pytest.param(
            '<meta property="article:author" content="https://tide.example/nell"><title>Quay</title>',
            "author",
            None,
            id="author-address",
        ),
        pytest.param(
            '<meta property="og:url" content="javascript:alert(1)"><title>Quay</title>',
            "url",
            None,
            id="script-url",
        ),
        pytest.param('<meta name="article:id" content="q-7"><title>Quay</title>', "id", "q-7", id="fixed-id"),
        pytest.param(
            '<meta name="pubdate" content="Tue, 04 Mar 2025 09:30:00 GMT"><title>Quay</title>',
            "published_at",
            "2025-03-04T09:30:00+00:00",
            id="rfc-2822-date",
        ),
        pytest.param("<title>Quay</title>", "published_at", None, id="no-date-is-guessed"),
    ],
)
def test_metadata(head: str, attribute: str, expected: str | None) -> None:
    source = page(f"<article><p>{FILLER}</p><p>Copyright 2019.</p></article>", head)
    assert getattr(read_html(source, origin="/news/q.html", url=None).article, attribute) == expected


def test_the_address_of_a_fetched_page() -> None:
    origin = "https://tide.example/news/quay-shut.html"
    item = read_html(page(f"<article><p>{FILLER}</p></article>"), origin=origin, url=origin)
    assert (item.article.url, item.article.id, item.origin, item.fixed_id) == (
        origin,
        "quay-shut",
        origin,
        False,
    )


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="empty"),
        pytest.param("<html><body></body></html>", id="shell"),
        pytest.param(page("<div id='app'></div><script>render('words words words')</script>"), id="script-only"),
        pytest.param(
            page("<nav><ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul></nav>"), id="links"
        ),
    ],
)
def test_pages_without_an_article(tmp_path: Path, source: str) -> None:
    with pytest.raises(ReadingError):
        read_html(source, origin="/news/q.html", url=None)
    path = tmp_path / "q.html"
    path.write_text(source or " ")
    [result] = read(path)
    assert isinstance(result, Failure)
    if source:
        assert result.reason.startswith("no article text in this page: save the page itself, not a list of links")


def test_nothing_is_fetched_and_no_entity_expanded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("reading a page opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    secret = tmp_path / "secret.txt"
    secret.write_text("top-secret-words")
    source = (
        f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">'
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + page(
            f'<base href="http://127.0.0.1:9/"><img src="http://127.0.0.1:9/i.png"><article><p>{FILLER} '
            f"&x; &b;</p></article>"
        )
    )
    text = read_html(source, origin="/news/q.html", url="http://127.0.0.1:9/q").article.text
    assert "top-secret-words" not in text
    assert "aaaaaaaaaa" not in text
    assert text.startswith(FILLER)


def test_a_deeply_nested_page_does_not_raise(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text(page("<div>" * 50_000 + f"<p>{FILLER}</p>"))
    assert len(list(read(path))) == 1


def test_a_declared_encoding(tmp_path: Path) -> None:
    source = page(
        f"<article><p>На причале шёл дождь. {FILLER}</p></article>",
        '<meta charset="koi8-r"><title>Дождь</title>',
    )
    path = tmp_path / "rain.html"
    path.write_bytes(source.encode("koi8-r"))
    [result] = read(path)
    assert isinstance(result, Item)
    assert result.article.text == f"На причале шёл дождь. {FILLER}"
