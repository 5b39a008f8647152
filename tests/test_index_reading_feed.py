"""RSS, RDF and Atom feeds from a server on this machine."""

from collections.abc import Iterator

import pytest
from web_double import SENTENCE, Site, page, serving

from index.reading import Failure, Item
from index.reading.web import reading
from index.reading.web.feed import parse_feed
from index.reading.web.reading import read_url

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour Courier</title><link>{site}/</link>
<item><title>Fares &amp; fees stay</title><link>{site}/1?utm_source=rss</link>
 <dc:creator>Ines Calder</dc:creator><pubDate>Tue, 04 Mar 2025 09:30:00 +0100</pubDate>
 <description>Short.</description></item>
<item><title>Again</title><link>{site}/1</link></item>
<item><title>Only here</title><link>{site}/gone</link><pubDate>Wed, 05 Mar 2025 10:00:00 GMT</pubDate>
 <description>Teaser.</description>
 <content:encoded><![CDATA[<p>The mayor said &ldquo;no&rdquo;.</p><script>x()</script><p>She left.</p>]]>
 </content:encoded></item>
<item><title>Nothing at all</title><link>{site}/missing</link></item>
<item><title>Inside</title><link>http://127.0.0.1:1/</link></item>
</channel></rss>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{site}/"><title>Harbour Courier</title></channel>
<item rdf:about="{site}/1"><title>Fares &amp; fees stay</title><link>{site}/1</link>
<dc:creator>Ines Calder</dc:creator><dc:date>2025-03-04T09:30:00+01:00</dc:date></item></rdf:RDF>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Courier</title>
<entry><title type="html">Fares &amp;amp; &lt;b&gt;fees&lt;/b&gt; stay</title><link rel="self" href="{site}/x.atom"/>
<link rel="alternate" href="{path}"/><id>urn:1</id><author><name>Ines Calder</name></author>
<published>2025-03-04T09:30:00+01:00</published><updated>2025-03-06T09:30:00+01:00</updated></entry></feed>"""

BARE = f"<html><body><article><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p></article></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def read(site: Site, feed: str, content_type: str | None = "application/rss+xml") -> list[Item | Failure]:
    url = site.put("/feed", feed.replace("{site}", site.url("")).replace("{path}", "/1"), content_type)
    return list(read_url(url, fetcher=site.fetcher()))


@pytest.mark.parametrize(
    "feed", [pytest.param(RSS, id="rss"), pytest.param(RDF, id="rdf"), pytest.param(ATOM, id="atom")]
)
@pytest.mark.parametrize("content_type", ["application/xml", "text/html; charset=iso-8859-1", "text/plain", None])
def test_the_entry_fills_what_its_page_lacks(site: Site, feed: str, content_type: str | None) -> None:
    site.put("/1", BARE)
    site.put("/1?utm_source=rss", BARE)
    found = read(site, feed, content_type)[0]
    assert isinstance(found, Item), found
    article = found.article
    assert (article.title, article.author, article.source) == ("Fares & fees stay", "Ines Calder", "Harbour Courier")
    assert (article.published_at, article.url) == ("2025-03-04T09:30:00+01:00", site.url("/1"))
    assert article.text.startswith(SENTENCE)


def test_what_the_page_says_comes_first(site: Site) -> None:
    head = '<meta name="author" content="Pim Oster"><meta property="article:published_time" content="2025-03-03">'
    site.put("/1", page("The page's title", head=head))
    [found] = read(site, RDF)
    assert isinstance(found, Item)
    article = found.article
    assert (article.title, article.author, article.published_at) == ("The page's title", "Pim Oster", "2025-03-03")


def test_each_page_once_and_the_entry_in_its_place(site: Site) -> None:
    site.put("/1?utm_source=rss", page("Fares stay"))
    first, fallback, nothing, inside = read(site, RSS)
    assert isinstance(first, Item) and first.article.title == "Fares stay"
    assert isinstance(fallback, Item)
    assert fallback.article.text == "The mayor said “no”.\n\nShe left."
    assert (fallback.article.title, fallback.article.published_at) == ("Only here", "2025-03-05T10:00:00+00:00")
    assert (fallback.article.url, fallback.origin) == (site.url("/gone"), site.url("/gone"))
    assert nothing == Failure(site.url("/missing"), "news.example has no such page (404 Not Found): check the address")
    assert isinstance(inside, Failure) and "port 1 of 127.0.0.1" in inside.reason
    assert site.requests.count("/1") == 0


def test_a_page_read_later_has_the_entry_s_id(site: Site) -> None:
    before = read(site, RSS)[1]
    site.put("/gone", page("Here now"))
    after = read(site, RSS)[1]
    assert isinstance(before, Item) and isinstance(after, Item)
    assert after.article.id == before.article.id and after.article.title == "Here now"


def test_an_entry_without_a_page(site: Site) -> None:
    feed = "<rss><channel><title>C</title><item><title>Note</title><description>It rained.</description></item>"
    found = [read(site, f"{feed}</channel></rss>")[0] for _ in range(2)]
    assert found[0] == found[1]
    assert isinstance(found[0], Item) and found[0].article.url == site.url("/feed")
    assert found[0].origin.startswith(site.url("/feed#note-")) and found[0].article.text == "It rained."


LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>"""
OUTSIDE = """<!DOCTYPE rss [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><rss><channel/></rss>"""
HIDDEN = """<!-- <rss> --><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>"""


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        pytest.param(LAUGHS, "declares entities", id="billion-laughs"),
        pytest.param(OUTSIDE, "declares entities", id="external-entity"),
        pytest.param(HIDDEN, "declares entities", id="hidden-entity"),
        pytest.param("<rss><channel><title>C</title></channel></rss>", "lists no articles", id="empty"),
        pytest.param("<rss><channel><title>C", "broken XML", id="cut-before-an-item"),
        pytest.param("<rss><channel>" + "<a>" * 30_000, "broken XML", id="deep"),
    ],
)
def test_feeds_that_give_nothing(site: Site, feed: str, message: str) -> None:
    [failure] = read(site, feed)
    assert isinstance(failure, Failure) and failure.source == site.url("/feed")
    assert message in failure.reason


def test_utf_16_does_not_hide_entities(site: Site) -> None:
    url = site.put("/feed", LAUGHS.replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"), "application/xml")
    [failure] = read_url(url, fetcher=site.fetcher())
    assert isinstance(failure, Failure) and "declares entities" in failure.reason


def test_a_broken_feed_gives_what_it_has_and_says_so(site: Site) -> None:
    site.put("/1", page("Fares stay"))
    broken, found = read(site, RDF.replace("&amp;", "&").replace("</item></rdf:RDF>", "</item>"))
    assert isinstance(broken, Failure) and broken.reason.startswith("broken XML (")
    assert "some entries may be missing" in broken.reason
    assert isinstance(found, Item)


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        pytest.param("iso-8859-1", "application/xml", id="as-declared"),
        pytest.param("utf-8", "application/xml; charset=utf-8", id="the-declaration-is-wrong"),
        pytest.param("cp1252", "application/xml; charset=utf-8", id="the-server-is-wrong"),
        pytest.param("utf-16", "application/xml", id="marked"),
    ],
)
def test_encodings(site: Site, encoding: str, content_type: str) -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>'
    feed = (
        f"{declared}<rss><channel><item><title>Café</title><description>Señor Í.</description></item></channel></rss>"
    )
    url = site.put("/feed", feed.encode(encoding), content_type)
    [found] = read_url(url, fetcher=site.fetcher())
    assert isinstance(found, Item), found
    assert (found.article.title, found.article.text) == ("Café", "Señor Í.")


def test_a_document_type_without_entities_is_no_harm() -> None:
    from index.reading.web.xml_text import decode_xml, root_name

    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://127.0.0.1:9/r.dtd">\n<!-- x -->\n'
    )
    decoded = decode_xml(f"{text}<rss><channel><item><title>A</title></item></channel></rss>".encode(), None)
    assert "DOCTYPE" not in decoded and root_name(text + "<rdf:RDF>") == "rdf"
    [entry], problem = parse_feed(decoded, "http://news.example/feed")
    assert (entry.fields["title"], problem) == ("A", None)


def test_no_more_than_the_limit_is_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGES", 2)
    items = "".join(f"<item><title>T{n}</title><description>Rain {n}.</description></item>" for n in range(5))
    first, second, failure = read(site, f"<rss><channel>{items}</channel></rss>")
    assert isinstance(first, Item) and isinstance(second, Item)
    assert isinstance(failure, Failure) and failure.reason.startswith("3 more pages not read, 2 were: give the sitemap")


@pytest.mark.parametrize("piece", ["<", "&", "<item>", "<!DOCTYPE", "<!--", "<![CDATA[", "<?", "<a b='", "\n"])
def test_odd_feeds_come_to_an_end(site: Site, piece: str) -> None:
    found = read(site, "<rss><channel><item><title>A</title></item>" + piece * (60_000 // len(piece)))
    assert found and all(isinstance(one, Failure) for one in found)
