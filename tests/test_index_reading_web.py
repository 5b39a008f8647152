"""The guard, the limits and the manners of what is fetched; all servers are on this machine."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from test_index_reading_pdf import build_pdf, column
from web_double import HOST, SENTENCE, Reply, Site, packed, page, serving

from index.errors import ReadingError
from index.reading import Failure, Item, estimate, read, sources
from index.reading.web import guard as guard_module
from index.reading.web.address import identity, parse_address
from index.reading.web.fetcher import Fetcher
from index.reading.web.guard import Guard, is_public, system_addresses
from index.reading.web.pace import Pace
from index.reading.web.reading import read_url
from index.reading.web.robots import parse_robots


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def read_one(site: Site, url: str) -> Item:
    [result] = read_url(url, fetcher=site.fetcher())
    assert isinstance(result, Item), result
    return result


def refusal(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(ReadingError) as error:
        fetcher.fetch(url)
    return str(error.value)


@pytest.mark.parametrize(
    "ip",
    """0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
    100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd12::1 fe80::1 fec0::1 ff02::1
    fe80::1%eth0 2600::1%eth0 nonsense""".split(),
)
def test_not_public(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", "8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 2606:4700::1111".split())
def test_public(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("http://127.0.0.1/", "not on the public internet", id="loopback"),
        pytest.param("http://[::1]/", "not on the public internet", id="loopback-6"),
        pytest.param("http://[::ffff:7f00:1]/", "not on the public internet", id="mapped"),
        pytest.param("http://[64:ff9b::a9fe:a9fe]/", "not on the public internet", id="nat64"),
        pytest.param("http://169.254.169.254/latest/meta-data/", "not on the public internet", id="metadata"),
        pytest.param("http://2130706433/", "disguised IP address", id="decimal"),
        pytest.param("http://0x7f000001/", "disguised IP address", id="hexadecimal"),
        pytest.param("http://0177.0.0.1/", "disguised IP address", id="octal"),
        pytest.param("http://127.1/", "disguised IP address", id="short"),
        pytest.param("http://127.0.0.1./", "not on the public internet", id="trailing-dot"),
        pytest.param("http://１２７.0.0.1/", "not on the public internet", id="full-width"),
        pytest.param("http://127。0。0。1/", "not on the public internet", id="ideographic-dots"),
        pytest.param("http://[fe80::1%25eth0]/", "not a web address", id="scope"),
        pytest.param("http://localhost/", "not on the public internet", id="localhost"),
        pytest.param("http://8.8.8.8:22/", "port 22 of 8.8.8.8 is none of the web's", id="port"),
        pytest.param("http://8.8.8.8:3000/", "port 3000 of 8.8.8.8", id="high-port"),
        pytest.param("http://8.8.8.8:0/", "port 0 of 8.8.8.8", id="port-0"),
        pytest.param("http://user:word@news.example/", "carries a user name", id="userinfo"),
        pytest.param("http://8.8.8.8@127.0.0.1/", "carries a user name", id="userinfo-as-host"),
        pytest.param("http://news.example\\@127.0.0.1/", "not a web address", id="backslash"),
        pytest.param("http://news.example/a b", "not a web address", id="blank"),
        pytest.param("http://news.example/\r\nX: y", "not a web address", id="header"),
        pytest.param("http://[::1/", "not a web address", id="bracket"),
        pytest.param("http://news.example:99999/", "not a web address", id="port-number"),
        pytest.param("http:///path", "not a web address", id="no-host"),
        pytest.param("http://a..b/", "no such host name", id="empty-label"),
        pytest.param("file:///etc/passwd", "not an http or https address", id="file"),
        pytest.param("ftp://news.example/", "not an http or https address", id="ftp"),
        pytest.param("gopher://127.0.0.1:70/", "not an http or https address", id="gopher"),
    ],
)
def test_addresses_that_are_refused(url: str, message: str) -> None:
    def resolve(host: str) -> list[str]:
        return ["127.0.0.1", "::1", "fd00::1"]

    assert message in refusal(Fetcher(guard=Guard(resolve=resolve), pace=Pace(0.0)), url)


def test_every_refusal_is_one_line_with_a_fix() -> None:
    [failure] = read_url("http://10.0.0.1/", fetcher=Fetcher(pace=Pace(0.0)))
    reason = "10.0.0.1 is not on the public internet: save the page and ingest the file"
    assert failure == Failure("http://10.0.0.1/", reason)


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("http://127.0.0.1:{other}/", id="another-port"),
        pytest.param("http://10.0.0.1/", id="private"),
        pytest.param("//169.254.169.254/", id="without-scheme"),
        pytest.param("http://[::1]:{port}/", id="loopback-6"),
        pytest.param("http://0x7f.1:{port}/", id="disguised"),
        pytest.param("http://a:b@news.example:{port}/", id="userinfo"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("http://inner.example/", id="name-of-a-private-host"),
    ],
)
def test_a_redirect_is_guarded_like_the_first_address(site: Site, location: str) -> None:
    with serving() as other:
        url = site.redirect("/go", location.format(port=site.port, other=other.port))
        reason = refusal(site.fetcher(lambda host: ["10.0.0.1" if host == "inner.example" else "127.0.0.1"]), url)
        assert "no connection" not in reason
        assert other.requests == []
    assert set(site.requests) == {"/robots.txt", "/go"}


def test_redirects_are_followed_five_times(site: Site) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}" if number % 2 else site.url(f"/{number + 1}"))
    site.put("/6", page("Fares stay"))
    assert "more than 5 times" in refusal(site.fetcher(), site.url("/0"))
    found = read_one(site, site.url("/1"))
    assert found.article.url == site.url("/6")


def test_a_name_that_resolves_anew_does_not_move_the_connection(site: Site) -> None:
    """DNS rebinding: each answer differs, and only the one that was checked is used."""
    site.put("/", page("Fares stay"))
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) <= 2 else ["10.0.0.1"]

    fetcher = site.fetcher(resolve)
    assert fetcher.fetch(site.url()).data
    # Once for robots.txt, once for the page: never between the check and the connection.
    assert asked == [HOST, HOST]
    assert "port" in refusal(fetcher, site.url())
    assert site.requests == ["/robots.txt", "/"]


def test_the_name_is_never_resolved_by_the_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.put("/", page("Fares stay"))
    resolved: list[object] = []
    real = socket.getaddrinfo

    def note(host: object, *rest: object, **named: object) -> object:
        resolved.append(host)
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", note)
    site.fetcher().fetch(site.url())
    assert {str(host) for host in resolved} <= {"127.0.0.1"}


def test_of_several_addresses_only_the_public_are_used() -> None:
    guard = Guard(resolve=lambda host: ["10.0.0.1", "8.8.8.8", "::1", "8.8.8.8"])
    assert guard.addresses(parse_address("https://news.example/")) == ["8.8.8.8"]


def test_host_and_agent_are_sent_and_no_proxy_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    site.put("/", page("Fares stay"))
    site.fetcher().fetch(site.url())
    assert site.headers[-1]["host"] == f"{HOST}:{site.port}"
    assert site.headers[-1]["user-agent"] == "OnRecord"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
@pytest.mark.parametrize("name", [pytest.param(HOST, id="right"), pytest.param("other.example", id="another")])
def test_the_certificate_must_be_the_name_s(tmp_path: Path, name: str) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext".split()
    subprocess.run(
        [*command, f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    ours = ssl.create_default_context(cafile=str(certificate))
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate, key)
    seen: list[str | None] = []
    theirs.sni_callback = lambda sock, server_name, context: seen.append(server_name)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        for _ in range(2):
            with suppress(OSError):
                plain, _address = listener.accept()
                with theirs.wrap_socket(plain, server_side=True) as stream:
                    stream.recv(4096)
                    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nRain")

    threading.Thread(target=serve, daemon=True).start()
    guard = Guard(resolve=lambda host: ["127.0.0.1"], exceptions=frozenset({("127.0.0.1", port)}))
    fetcher = Fetcher(guard=guard, pace=Pace(0.0), tls=ours, seconds=5)
    if name == HOST:
        assert fetcher.fetch(f"https://{HOST}:{port}/").data == b"Rain"
    else:
        assert "ertificate" in refusal(fetcher, f"https://{HOST}:{port}/")
    assert seen[0] == HOST
    listener.close()


ROBOTS = """\ufeff# Rules
User-agent: BadBot
Disallow: /

User-agent: *
Disallow: /everyone

User-agent: OnRecord/2.0
User-agent: Other

Crawl-delay: 3
Disallow: /private   # not this
Disallow: /*?print=
Disallow: /*.pdf$
Allow: /private/open
Disallow: /caf%C3%A9
Allow: /
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        pytest.param("/", True, id="root"),
        pytest.param("/everyone", True, id="rules-for-others"),
        pytest.param("/private", False, id="forbidden"),
        pytest.param("/privateer", False, id="prefix"),
        pytest.param("/private/open/1", True, id="longest-rule-wins"),
        pytest.param("/a/b?print=1", False, id="wildcard"),
        pytest.param("/a/b?page=1", True, id="wildcard-elsewhere"),
        pytest.param("/a.pdf", False, id="end"),
        pytest.param("/a.pdf?x", True, id="not-the-end"),
        pytest.param("/caf%c3%a9/1", False, id="percent-encoded"),
        pytest.param("/%70rivate", False, id="encoded-letter"),
    ],
)
def test_robots_rules(target: str, allowed: bool) -> None:
    robots = parse_robots(ROBOTS)
    assert robots.allows(target) is allowed
    assert robots.delay == 3


@pytest.mark.parametrize(
    ("text", "allowed", "delay"),
    [
        pytest.param("", True, None, id="empty"),
        pytest.param("<html>Not found</html>", True, None, id="html"),
        pytest.param("User-agent: *\nDisallow:", True, None, id="nothing-forbidden"),
        pytest.param("User-agent: *\nDisallow: /", False, None, id="all-forbidden"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nAllow: /", True, None, id="we-may"),
        pytest.param("User-agent: on\nDisallow: /", True, None, id="a-part-of-our-name"),
        pytest.param("User-agent: *\nCrawl-delay: 600", True, 10, id="delay-at-most-10"),
        pytest.param("User-agent: *\nCrawl-delay: soon", True, None, id="delay-nonsense"),
        pytest.param("Disallow: /", True, None, id="rule-without-agent"),
        pytest.param("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*b$", True, None, id="many-wildcards"),
    ],
)
def test_robots_files(text: str, allowed: bool, delay: float | None) -> None:
    robots = parse_robots(text)
    assert (robots.allows("/news/" + "a" * 5000), robots.delay) == (allowed, delay)


def test_robots_txt_is_asked_once_and_obeyed(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    site.put("/private/1", page("Secret"))
    site.put("/1", page("Fares stay"))
    fetcher = site.fetcher()
    assert f"robots.txt of {HOST} forbids it" in refusal(fetcher, site.url("/private/1"))
    fetcher.fetch(site.url("/1"))
    site.redirect("/2", "/private/1")
    assert "forbids it" in refusal(fetcher, site.url("/2"))
    assert site.requests == ["/robots.txt", "/1", "/2"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param(Reply(status=503), "cannot be read (status 503)", id="unavailable"),
        pytest.param(Reply(status=429), "cannot be read (status 429)", id="too-many"),
        pytest.param(Reply(status=403), "forbids it", id="forbidden"),
        pytest.param(Reply(body=b"#" * 600_000), "larger than 0.512 MB", id="huge"),
        pytest.param(Reply(status=301, headers={"Location": "http://10.0.0.1/"}), "public internet", id="redirected"),
    ],
)
def test_without_robots_txt_nothing_is_fetched(site: Site, reply: Reply, message: str) -> None:
    site.put("/1", page("Fares stay"))
    site.replies["/robots.txt"] = reply
    fetcher = site.fetcher()
    assert message in refusal(fetcher, site.url("/1"))
    assert message in refusal(fetcher, site.url("/1"))
    assert site.requests == ["/robots.txt"]


def test_requests_to_a_host_keep_their_distance(site: Site) -> None:
    slept: list[float] = []
    pace = Pace(1.0, clock=lambda: 100.0 + sum(slept), sleep=slept.append)
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 4", "text/plain")
    site.put("/1", page("Fares stay"))
    fetcher = site.fetcher(pace=pace)
    for host in (HOST, HOST, "other.example"):
        fetcher.fetch(site.url("/1", host))
    # A second after robots.txt, then as the site asks; another host is not made to wait.
    assert slept == [1.0, 4.0, 1.0]


def test_what_is_too_large_is_refused_at_once(site: Site) -> None:
    site.replies["/long"] = Reply(body=b"a", headers={"Content-Length": "99999999999"})
    site.replies["/unannounced"] = Reply(body=b"a" * 3_000_000, headers={"Content-Length": ""})
    site.replies["/bomb"] = packed(b"\0" * 50_000_000)
    site.replies["/two"] = Reply(body=2 * gzip.compress(b"a" * 600_000), headers={"Content-Encoding": "gzip"})
    fetcher = site.fetcher(limit=1_000_000)
    for path in ("/long", "/unannounced", "/bomb", "/two"):
        assert "larger than 1 MB: download it" in refusal(fetcher, site.url(path)), path


def test_gzip_is_unpacked_and_a_broken_one_refused(site: Site) -> None:
    text = page("Fares stay")
    site.replies["/1"] = packed(text)
    assert site.fetcher().fetch(site.url("/1")).data == text.encode()
    site.replies["/2"] = Reply(body=gzip.compress(text.encode())[:-9], headers={"Content-Encoding": "gzip"})
    assert "broke off" in refusal(site.fetcher(), site.url("/2"))
    site.replies["/3"] = Reply(body=b"plain", headers={"Content-Encoding": "gzip"})
    assert "packed the document wrongly" in refusal(site.fetcher(), site.url("/3"))
    site.replies["/4"] = Reply(body=b"?", headers={"Content-Encoding": "br"})
    assert "an unknown way (br)" in refusal(site.fetcher(), site.url("/4"))


def test_a_slow_server_is_left(site: Site) -> None:
    site.replies["/1"] = Reply(body=b"a" * 1000, drip=0.05)
    assert f"{HOST} took longer than 0 s" in refusal(site.fetcher(seconds=0.3), site.url("/1"))


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param(b"", "gave no proper answer", id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "gave no proper answer", id="another-protocol"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "broke off", id="cut"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000, "gave no proper answer", id="endless-header"),
    ],
)
def test_servers_that_speak_no_http(reply: bytes, message: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def serve() -> None:
        answers = [b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", reply]
        for answer in answers:
            stream, _address = listener.accept()
            with stream, suppress(OSError):
                stream.recv(4096)
                stream.sendall(answer)
                stream.shutdown(socket.SHUT_WR)
                stream.settimeout(5)
                while stream.recv(65536):
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert message in refusal(Site(port).fetcher(seconds=5), f"http://{HOST}:{port}/")
    listener.close()


def test_a_server_that_is_not_there() -> None:
    with serving() as gone:
        pass
    assert f"no connection to {HOST}" in refusal(gone.fetcher(), gone.url())

    def fail(host: str) -> list[str]:
        raise socket.gaierror("no such host")

    assert f"the host {HOST} was not found" in refusal(gone.fetcher(fail), gone.url())


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param(Reply(status=404), "no such page (404 Not Found): check", id="missing"),
        pytest.param(Reply(status=403), "does not give it (403 Forbidden): save", id="forbidden"),
        pytest.param(Reply(status=500), "cannot give it now (500 Internal Server Error): try", id="broken"),
        pytest.param(Reply(status=299), "no such page (299)", id="odd"),
        pytest.param(Reply(body=b"x", content_type="image/png"), "image/png cannot be read", id="picture"),
        pytest.param(Reply(body=b""), "the page is empty", id="empty"),
        pytest.param(Reply(body=b"\x89PNG123", content_type=None), "looks binary", id="unlabelled-picture"),
        pytest.param(Reply(body=b"<note>x</note>", content_type="application/xml"), "no page but XML (note)", id="xml"),
        pytest.param(Reply(body=b"%PDF-1.4 x", content_type="application/pdf"), "broken PDF", id="pdf"),
        pytest.param(Reply(body=b"{", content_type="application/json"), "broken JSON", id="json"),
    ],
)
def test_answers_that_are_no_article(site: Site, reply: Reply, message: str) -> None:
    site.replies["/1"] = reply
    [failure] = read_url(site.url("/1"), fetcher=site.fetcher())
    assert isinstance(failure, Failure) and failure.source == site.url("/1")
    assert message in failure.reason


TEXT = SENTENCE + " “Mañana”, she said – naïve café talk."


@pytest.mark.parametrize(
    ("encoding", "content_type", "head"),
    [
        pytest.param("utf-8", "text/html; charset=iso-8859-1", "", id="utf-8-called-latin-1"),
        pytest.param("cp1252", "text/html; charset=utf-8", "", id="windows-called-utf-8"),
        pytest.param("cp1252", "text/html; charset=made-up", "", id="unknown-name"),
        pytest.param("cp1252", None, "", id="unnamed"),
        pytest.param("utf-16", "text/html", "", id="marked-utf-16"),
        pytest.param("mac-roman", "text/html; charset=macintosh", "", id="named-by-the-server"),
        pytest.param("mac-roman", "text/html", '<meta charset="macintosh">', id="named-by-the-page"),
    ],
)
def test_charsets(site: Site, encoding: str, content_type: str | None, head: str) -> None:
    site.put("/1", page("Fares stay", TEXT, head).encode(encoding), content_type)
    assert read_one(site, site.url("/1")).article.text.startswith(TEXT)


@pytest.mark.parametrize(
    ("head", "place"),
    [
        pytest.param("", "/news/fares?id=7", id="none"),
        pytest.param('<link rel="canonical" href="http://news.example:{port}/fares">', "/fares", id="same-host"),
        pytest.param('<link rel="canonical" href="http://other.example:{port}/x">', "/news/fares?id=7", id="another"),
        pytest.param('<link rel="canonical" href="http://news.example/x">', "/news/fares?id=7", id="another-port"),
        pytest.param('<link rel="canonical" href="http://news.example:{port}/">', "/news/fares?id=7", id="front-page"),
        pytest.param('<meta name="article:id" content="tp-1">', "/news/fares?id=7", id="own-id-is-not-trusted"),
    ],
)
def test_identity(site: Site, head: str, place: str) -> None:
    site.put("/news/fares?id=7&utm_source=x", page("Fares stay", head=head.format(port=site.port)))
    found = read_one(site, site.url("/news/fares?id=7&utm_source=x#top"))
    assert (found.article.url, found.origin, found.fixed_id) == (site.url(place), site.url(place), True)
    site.put("/news/fares?id=7&utm_source=x", page("Another title", "Other words. " * 9, head.format(port=site.port)))
    assert read_one(site, site.url("/news/fares?id=7&utm_source=x")).article.id == found.article.id
    assert found.article.id.startswith("fares-") and len(found.article.id) == 22


def test_identity_of_an_address() -> None:
    address = parse_address("HTTP://News.Example:80/Ä b?q=1#x".replace(" ", "%20"))
    assert str(address) == "http://news.example/%C3%84%20b?q=1"
    assert identity(parse_address("https://a.example/x?utm_source=y")) == "https://a.example/x"
    assert str(parse_address("https://bücher.example")) == "https://xn--bcher-kva.example/"
    assert str(parse_address("http://[2606:4700:0::1]:8080/x")) == "http://[2606:4700::1]:8080/x"


def test_plain_text_and_json(site: Site) -> None:
    site.put("/1.txt", f"Title: Fares stay\nDate: 2025-03-04\n\n{SENTENCE}", "text/plain")
    found = read_one(site, site.url("/1.txt")).article
    assert (found.title, found.published_at, found.text) == ("Fares stay", "2025-03-04", SENTENCE)
    site.put("/all.json", '[{"id": "a", "title": "T", "text": "It rained."}, {"title": "U"}]', "application/json")
    first, second = read_url(site.url("/all.json"), fetcher=site.fetcher())
    assert isinstance(first, Item) and first.article.id == "a" and first.origin == site.url("/all.json#1")
    assert isinstance(second, Failure) and second.source == site.url("/all.json#2")


def test_sources(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE)
    assert sources(str(tmp_path)) == sources(tmp_path) == [tmp_path / "a.txt"]
    assert sources(" https://news.example/feed ") == ["https://news.example/feed"]
    assert estimate("https://news.example/feed") == 1
    for wrong in ("ftp://news.example/", "https://", str(tmp_path / "none")):
        with pytest.raises(ReadingError):
            sources(wrong)


def test_read_takes_addresses_and_guards_them() -> None:
    [failure] = read("http://127.0.0.1/")
    assert isinstance(failure, Failure) and "not on the public internet" in failure.reason


@pytest.mark.parametrize("content_type", ["application/pdf", "application/octet-stream", None])
def test_a_pdf(site: Site, content_type: str | None) -> None:
    pdf = build_pdf([column(700, "It rained on the harbour.")], {"Title": "Rain", "Keywords": "https://evil.example/"})
    found = read_one(site, site.put("/2025-03-04-rain.pdf", pdf, content_type))
    article = found.article
    assert (article.title, article.text, article.published_at) == ("Rain", "It rained on the harbour.", "2025-03-04")
    assert article.url == found.origin == site.url("/2025-03-04-rain.pdf")


def test_the_system_s_resolver() -> None:
    assert "127.0.0.1" in system_addresses("localhost")
    with pytest.raises(OSError, match=r".+"):
        system_addresses("a" * 70 + ".example")


def test_a_resolver_without_an_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(guard_module, "_RESOLVING_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(5) and [])
    assert "was not found" in refusal(Fetcher(pace=Pace(0.0)), "https://news.example/")
    done.set()
