"""Evidence packs: what is in them, that they are harmless to open, and what `verify` notices."""

import json
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, Claim, Removed
from assistant.cli import main
from assistant.errors import OnRecordError, ReadingError
from assistant.pack import pack, read_pack, verify, write_pack
from assistant.settings import Settings
from index.article import Article, Span
from index.ingest import ingest
from index.library import Library

TEXT = "The council met on Monday. Mayor Lena Okafor said the ferry “will sail in May”. Nobody objected."
QUOTE = "Mayor Lena Okafor said the ferry “will sail in May”."
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def put(library: Library, folder: Path, text: str) -> Article:
    record = {"id": "a&b", "title": HOSTILE, "text": text, "source": "Delta Post", "url": "javascript:alert(3)"}
    source = folder / "articles.jsonl"
    source.write_text(json.dumps(record), encoding="utf-8")
    ingest(library, [source], lambda _: None)
    return library.article("a&b")


def answer_over(article: Article, claim: str = "Lena Okafor said it “will sail in May”.") -> Answer:
    start = article.text.index(QUOTE)
    citation = Citation(
        marker=1, article_id=article.id, title=article.title, source=article.source, published_at=None, url=article.url,
        span=Span(start, start + len(QUOTE)), quote=QUOTE,
    )  # fmt: skip
    return Answer(
        question=f"Who said it? {HOSTILE}", query="Who said it?", status="answered", text=f"{claim[:-1]} [1].",
        claims=(Claim(text=claim, citations=(1,)),), citations=(citation,),
        removed=(Removed(HOSTILE, "no source says this"),), model="extractive",
    )  # fmt: skip


@pytest.fixture
def article(library: Library, tmp_path: Path) -> Article:
    return put(library, tmp_path, TEXT)


def states(library: Library, folder: Path, answer: Answer) -> list[str]:
    path = folder / "pack.json"
    write_pack(pack(answer, library, Settings(library=folder, api_key="sk-secret")), path)
    return [one.state for one in verify(read_pack(path), library)]


def test_a_pack_holds_what_a_check_needs_and_no_key(library: Library, article: Article, tmp_path: Path) -> None:
    settings = Settings(library=tmp_path, api_key="sk-secret", base_url="http://127.0.0.1:9/v1")
    content = pack(answer_over(article), library, settings)
    (citation,) = content["answer"]["citations"]
    assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert content["context"] == [{"marker": 1, "before": "The council met on Monday. ", "after": " Nobody objected."}]
    assert content["articles"][0]["id"] == "a&b" and len(content["articles"][0]["content_hash"]) == 64
    assert "sk-secret" not in json.dumps(content)


def test_the_page_runs_nothing_and_shows_the_words(library: Library, article: Article, tmp_path: Path) -> None:
    path = tmp_path / "pack.html"
    write_pack(pack(answer_over(article), library, Settings(library=tmp_path)), path)
    html = path.read_text("utf-8")
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert f"<mark>{QUOTE}</mark> Nobody objected." in html
    assert 'href="#source-1"' in html and 'id="source-1"' in html
    assert "default-src &#x27;none&#x27;" in html


def test_what_verify_notices(library: Library, article: Article, tmp_path: Path) -> None:
    answer = answer_over(article)
    assert states(library, tmp_path, answer) == ["unchanged"]
    stored = tmp_path / "old.json"
    write_pack(pack(answer, library, Settings(library=tmp_path)), stored)

    def now(text: str) -> list[str]:
        put(library, tmp_path, text)
        return [one.state for one in verify(read_pack(stored), library)]

    assert now(TEXT + " It rained.") == ["article_changed"]
    assert now("It rained. " + TEXT) == ["moved"]
    assert now(TEXT.replace("will sail", "may sail")) == ["gone"]
    with library.writing("remove"):
        with library.catalog.transaction():
            library.catalog.remove("a&b")
        library.synchronise()
    assert [one.state for one in verify(read_pack(stored), library)] == ["article_missing"]


def test_words_in_marks_that_are_not_cited_are_noticed(library: Library, article: Article, tmp_path: Path) -> None:
    invented = answer_over(article, "Lena Okafor said it “will sail in June”.")
    assert states(library, tmp_path, invented) == ["unchanged", "not_verbatim"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[1, 2", id="not JSON"),
        pytest.param('{"format": "other/1"}', id="another format"),
        pytest.param('{"format": "onrecord-evidence-pack/1", "answer": {}, "articles": []}', id="fields missing"),
        pytest.param("[" * 100_000, id="nested too deep"),
    ],
)
def test_what_is_no_pack_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pack.json"
    path.write_text(text)
    with pytest.raises(ReadingError, match="is no evidence pack") as caught:
        read_pack(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["pack.txt", "missing/pack.json"])
def test_a_name_that_cannot_be_written_is_told_at_once(tmp_path: Path, name: str) -> None:
    with pytest.raises(OnRecordError, match=r"name the pack|no such folder"):
        write_pack({}, tmp_path / name)


def test_ask_exports_and_verify_checks(
    embedding_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_MODEL", "extractive")
    source, library, exported = tmp_path / "ferry.txt", str(tmp_path / "library"), str(tmp_path / "pack.json")
    source.write_text(TEXT, encoding="utf-8")
    assert main(["ingest", str(source), "--library", library]) == 0
    question = "What did Mayor Lena Okafor say about the ferry?"
    assert main(["ask", question, "--export", exported, "--json", "--library", library]) == 0
    capsys.readouterr()
    assert main(["verify", exported, "--json", "--library", library]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert checked["verified"] and {one["state"] for one in checked["quotes"]} == {"unchanged"}
    source.write_text("The ferry was sold.", encoding="utf-8")
    main(["ingest", str(source), "--library", library])
    assert main(["verify", exported, "--library", library]) == 1
    assert "3 of 3 quotations do not stand" in capsys.readouterr().err
    assert main(["ask", question, "--export", str(tmp_path / "pack.doc"), "--library", library]) == 1
