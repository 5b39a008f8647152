"""Sitemaps and sitemap indexes from a server on this machine."""

import gzip
from collections.abc import Iterator

import pytest
from web_double import Site, page, serving

from index.errors import ReadingError
from index.reading import Failure, Item
from index.reading.web import reading
from index.reading.web.reading import read_url
from index.reading.web.sitemap import parse_sitemap

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        for number in range(6):
            running.put(
                f"/{number}", page(f"Article {number}", f"Number {number} was drawn by the mayor on Tuesday night.")
            )
        yield running


def urlset(site: Site, *numbers: int) -> str:
    places = "".join(f"<url><loc>\n {site.url(f'/{number}')} </loc><lastmod>2025</lastmod></url>" for number in numbers)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {XMLNS}>{places}</urlset>'


def index(site: Site, *paths: str) -> str:
    places = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in paths)
    return f"<sitemapindex {XMLNS}>{places}</sitemapindex>"


def titles(results: list[Item | Failure]) -> list[str]:
    return [result.article.title if isinstance(result, Item) else result.reason for result in results]


def read(site: Site, url: str) -> list[Item | Failure]:
    return list(read_url(url, fetcher=site.fetcher()))


def test_an_index_of_plain_packed_and_nested_sitemaps(site: Site) -> None:
    site.put("/a.xml", urlset(site, 0, 1, 1), "application/xml")
    site.put("/b.xml.gz", gzip.compress(urlset(site, 1, 2).encode()), "application/x-gzip")
    site.put("/c.xml", index(site, "/d.xml", "/index.xml"), "text/xml")
    site.put("/d.xml", urlset(site, 3, 9), "text/plain")
    url = site.put("/index.xml", index(site, "/a.xml", "/b.xml.gz", "/gone.xml", "/c.xml", "/a.xml"), "application/xml")
    gone = "news.example has no such page (404 Not Found): check the address"
    assert titles(read(site, url)) == ["Article 0", "Article 1", "Article 2", gone, "Article 3", gone]
    assert site.requests.count("/index.xml") == site.requests.count("/a.xml") == 1


def test_the_limit_says_what_was_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGES", 2)
    site.put("/a.xml", urlset(site, 0, 1, 2, 3), "application/xml")
    url = site.put("/index.xml", index(site, "/a.xml", "/b.xml", "/c.xml"), "application/xml")
    *found, failure = read(site, url)
    assert titles(found) == ["Article 0", "Article 1"]
    assert isinstance(failure, Failure) and failure.source == url
    assert failure.reason.startswith("2 more pages and 2 more sitemaps not read, 2 were: ")


def test_an_endless_index_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SITEMAPS", 3)
    for number in range(9):
        site.put(f"/s{number}", index(site, f"/s{number + 1}"), "application/xml")
    [failure] = read(site, site.url("/s0"))
    assert isinstance(failure, Failure) and failure.reason.startswith("1 more sitemaps not read, 0 were")


def test_news_sitemaps_name_title_outlet_and_date() -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    text = (
        f'<urlset {XMLNS} xmlns:n="{news}"><url><loc>http://news.example/1</loc><n:news>'
        "<n:publication><n:name>Harbour Courier</n:name></n:publication>"
        "<n:publication_date>2025-03-04</n:publication_date><n:title>Fares &amp; fees</n:title></n:news></url></urlset>"
    )
    [entry] = parse_sitemap(text).pages
    assert entry.fields == {"title": "Fares & fees", "source": "Harbour Courier", "published_at": "2025-03-04"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(f"<urlset {XMLNS}/>", "lists no pages", id="empty"),
        pytest.param("<urlset><url><loc>http://a.example/", "broken sitemap (no element found", id="cut"),
        pytest.param("<urlset>" + "<a>" * 100, "nested too deeply", id="deep"),
        pytest.param('<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', "declares entities", id="entities"),
    ],
)
def test_broken_sitemaps(text: str, message: str) -> None:
    with pytest.raises(ReadingError) as error:
        parse_sitemap(text)
    assert message in str(error.value)


def test_a_packed_bomb_and_addresses_that_are_none(site: Site) -> None:
    [failure] = read(site, site.put("/s.gz", gzip.compress(b" " * 30_000_000), "application/gzip"))
    assert isinstance(failure, Failure) and "larger than 10 MB" in failure.reason
    bad = f"<urlset {XMLNS}><url><loc>file:///etc/passwd</loc></url><url><loc>http://10.0.0.1/</loc></url></urlset>"
    first, second = read(site, site.put("/s.xml", bad, "application/xml"))
    assert isinstance(first, Failure) and first.source == "file:///etc/passwd"
    assert isinstance(second, Failure) and "not on the public internet" in second.reason
