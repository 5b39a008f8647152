"""What each subcommand prints: JSON as ../shared/design.md promises it, and text for people."""

import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.commands import ask, output

ARTICLES = [
    {"id": "tax", "title": "Bottle tax", "source": "Delta Post", "published_at": "2021-05-02"},
    {"id": "vote", "title": "Brook waits", "source": "Morning Line", "published_at": "2021-05-04"},
    {"id": "old", "title": "Undated \x1b[31mnote", "text": "The harbour council once met about the old ferry to Sund."},
]
TEXTS = [
    "Health minister Ana Brook proposed a tax of 5 cents on bottles. “It will hurt small shops,” said Lee Marsh.",
    "Ana Brook said on Tuesday that she would wait for a vote on the bottle tax.\n\nThe council meets in June.",
]
HIT_KEYS = {"rank", "article_id", "title", "source", "published_at", "start", "end", "text", "score"}
CITATION_KEYS = {"marker", "article_id", "title", "source", "published_at", "url", "start", "end", "quote"}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ONRECORD_LIBRARY", "ONRECORD_EMBEDDING", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ONRECORD_MODEL", "extractive")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="module")
def archive(embedding_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    source = folder / "articles.jsonl"
    lines = [{**article, "text": text} for article, text in zip(ARTICLES, TEXTS, strict=False)] + ARTICLES[2:]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["ingest", str(source), "--library", str(folder / "library")]) == 0
    return folder / "library"


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str], *, code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    return capsys.readouterr().out


def test_ingest_again_changed_and_removed(
    embedding_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = str(tmp_path / "library")
    source = tmp_path / "a.txt"
    source.write_text("The council of Sund met on Friday and proposed a ferry.", encoding="utf-8")
    ingest = ["ingest", str(source), "--json", "--library", library]
    first = json.loads(printed(ingest, capsys))
    assert list(first) == ["added", "updated", "unchanged", "duplicates", "failed", "passages", "seconds"]
    assert (first["added"], first["failed"]) == (1, [])
    assert json.loads(printed(ingest, capsys))["unchanged"] == 1
    source.write_text("The council of Sund met on Friday and rejected a ferry.", encoding="utf-8")
    assert json.loads(printed(ingest, capsys))["updated"] == 1
    (article,) = json.loads(printed(["articles", "--json", "--library", library], capsys))["articles"]
    removed = json.loads(printed(["remove", article["id"], article["id"], "--json", "--library", library], capsys))
    assert removed == {"removed": [article["id"]]}
    assert json.loads(printed(["search", "ferry", "--json", "--library", library], capsys))["hits"] == []


BAD_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
BAD_PDF += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("empty.txt", b"", id="empty file"),
        pytest.param("junk.txt", bytes(range(256)) * 20, id="binary junk named .txt"),
        pytest.param("broken.jsonl", b'{"id": "a", "title": "A", "text": \n', id="broken JSONL line"),
        pytest.param("scan.pdf", BAD_PDF, id="PDF without text"),
    ],
)
def test_bad_input_is_reported_and_fails_only_when_nothing_else_was_read(
    name: str, content: bytes, embedding_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(content)
    good.write_text("The council of Sund met on Friday and proposed a ferry.", encoding="utf-8")
    library = ["--json", "--library", str(tmp_path / "library")]
    assert main(["ingest", str(bad), *library]) == 1
    captured = capsys.readouterr()
    (fault,) = json.loads(captured.out)["failed"]
    assert list(fault) == ["source", "reason"]
    assert name in fault["source"] and "\n" not in fault["reason"]
    assert f"not read: {fault['source']}: {fault['reason']}" in captured.err.splitlines()
    assert captured.err.splitlines()[-1] == "onrecord: no article could be read: see the reasons above"
    assert main(["ingest", str(bad), str(good), *library]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], len(report["failed"])) == (1, 1)


def test_missing_path_makes_no_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", str(tmp_path / "nowhere"), "--library", str(tmp_path / "library")]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "nowhere" in captured.err
    assert len(captured.err.splitlines()) == 1
    assert not (tmp_path / "library").exists()


def test_articles_and_show(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(archive)]
    listed = json.loads(printed(["articles", "--json", *library], capsys))["articles"]
    assert [article["id"] for article in listed] == ["tax", "vote", "old"]
    shown = json.loads(printed(["show", "vote", "--json", *library], capsys))
    assert shown["text"] == TEXTS[1]
    assert {"id", "title", "source", "author", "url", "published_at", "text"} == shown.keys()
    table = printed(["articles", *library], capsys).splitlines()
    assert [line.split()[0] for line in table] == ["Date", "2021-05-02", "2021-05-04", "Undated"]
    assert TEXTS[1] in printed(["show", "vote", *library], capsys)
    assert "\x1b" not in printed(["show", "old", *library], capsys) + "".join(table)


def test_search(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(archive)]
    hits = json.loads(printed(["search", "bottle tax", "-k", "2", "--json", *library], capsys))["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert all(set(hit) == HIT_KEYS for hit in hits)
    for hit in hits:
        text = json.loads(printed(["show", hit["article_id"], "--json", *library], capsys))["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]
    shown = printed(["search", "bottle tax", *library], capsys)
    assert "1. " in shown and shown.endswith("independent sources.\n")
    filtered = ["search", "bottle tax", "--outlet", "morning line", "--after", "2021-05-03", "--json", *library]
    assert [hit["article_id"] for hit in json.loads(printed(filtered, capsys))["hits"]] == ["vote"]


def test_search_says_which_articles_a_date_leaves_out(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "ferry", "--after", "2021-01-01", "--json", "--library", str(archive)]) == 0
    assert "without a date" in capsys.readouterr().err


def test_search_heeds_the_limits_of_the_question(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "What did Brook say of bottles as of 3 May 2021?", "--json", "--library", str(archive)]
    assert main(asked) == 0
    output = capsys.readouterr()
    record = json.loads(output.out)
    assert [hit["article_id"] for hit in record["hits"]] == ["tax"]
    assert record["limits"] == {"after": None, "before": "2021-05-03", "outlets": [], "speaker": None}
    assert (record["articles_searched"], record["undated_left_out"], record["independent_sources"]) == (1, 1, 1)
    assert "published by 2021-05-03" in output.err and "1 article without a date left out" in output.err


def test_the_users_filters_win_over_the_questions(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["search", "What does the Delta Post say of bottles?", "--outlet", "Morning Line", "--json"]
    record = json.loads(printed([*asked, "--library", str(archive)], capsys))
    assert {hit["source"] for hit in record["hits"]} == {"Morning Line"}
    assert record["limits"]["outlets"] == ["Morning Line"]


def test_ask(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(archive)]
    answer = json.loads(printed(["ask", "Who proposed a tax on bottles?", "--json", *library], capsys))
    promised = {"question", "status", "answer", "claims", "citations", "model", "timings", "usage"}
    assert promised <= answer.keys()
    assert (answer["status"], answer["model"]) == ("answered", "extractive")
    assert all(set(citation) - {"speaker"} == CITATION_KEYS for citation in answer["citations"])
    markers = {citation["marker"] for citation in answer["citations"]}
    assert all(claim["citations"] and set(claim["citations"]) <= markers for claim in answer["claims"])
    assert all(f"[{marker}]" in answer["answer"] for marker in markers)
    text = printed(["ask", "Who proposed a tax on bottles?", *library], capsys)
    assert text.startswith(answer["answer"]) and "[1] Delta Post, 2021-05-02: Bottle tax (tax)" in text
    assert answer["counts"]["extracted"] == len(answer["claims"])


def test_ask_explains_itself(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Who proposed a tax on bottles?", "--explain", "--library", str(archive)]) == 0
    assert " extracted" in capsys.readouterr().err


def test_ask_answers_the_last_turn(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = tmp_path / "turns.json"
    turns.write_text('["Who proposed a tax on bottles?", "And what did she say on \\ud800Tuesday?"]', encoding="utf-8")
    library = ["--json", "--library", str(archive)]
    answer = json.loads(printed(["ask", "--turns", str(turns), *library], capsys))
    assert answer["question"] == "And what did she say on ?Tuesday?"
    answer = json.loads(printed(["ask", "Which shops?", "--turns", str(turns), *library], capsys))
    assert answer["question"] == "Which shops?"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("not JSON", id="no JSON"),
        pytest.param('{"turns": []}', id="no list"),
        pytest.param("[1]", id="no strings"),
        pytest.param("[]", id="no turn"),
        pytest.param('["Who?", " "]', id="blank last turn"),
        pytest.param("[" * 100_000, id="too deep"),
    ],
)
def test_turns_that_are_none(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    turns = tmp_path / "turns.json"
    turns.write_text(content, encoding="utf-8")
    assert main(["ask", "--turns", str(turns)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_check(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = ["--library", str(archive)]
    draft = tmp_path / "draft.txt"
    draft.write_text("Ana Brook proposed a tax of 5 cents on bottles.", encoding="utf-8")
    (record,) = map(json.loads, printed(["check", str(draft), "--json", *library], capsys).splitlines())
    assert {"id", "verdict", "score", "citations"} <= record.keys()
    assert (record["id"], record["verdict"]) == ("1", "supported")
    assert "SUPPORTED" in printed(["check", str(draft), *library], capsys)
    claims = tmp_path / "claims.jsonl"
    claims.write_text('{"id": 7, "claim": "Brook paid."}\n{"id": 8}\n', encoding="utf-8")
    assert main(["check", str(claims), "--json", *library]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line)["id"] for line in captured.out.splitlines()] == ["7"]
    assert "claims.jsonl:2" in captured.err


def test_reindex(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = json.loads(printed(["reindex", "--json", "--library", str(archive)], capsys))
    assert record["articles"] == 3 and record["passages"] >= 3


def test_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ONRECORD_MODELS", str(tmp_path / "models"))
    listed = json.loads(printed(["models", "--json"], capsys))["models"]
    assert all(list(model) == ["name", "purpose", "size", "licence", "default", "present"] for model in listed)
    table = printed(["models"], capsys)
    assert all(model["name"] in table for model in listed)
    assert len(table.splitlines()) == len(listed) + 1
    assert json.loads(printed(["models", "verify", "--json"], capsys)) == {"files": []}
    damaged = tmp_path / "models" / listed[0]["name"]
    damaged.mkdir(parents=True)
    (damaged / "tokenizer.json").write_text("{}", encoding="utf-8")
    assert main(["models", "verify"]) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("BAD ")
    assert len(captured.err.splitlines()) == 1


def test_output_cuts_nothing_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_table(("A", "B"), ("x" * 200, "\x1b]0;title\x07y"))
    assert capsys.readouterr().out == f"A{' ' * 201}B\n{'x' * 200}  �]0;title�y\n"


def test_a_stopped_answer_is_no_answer() -> None:
    with pytest.raises(Exception, match="stopped"):
        ask._streamed(iter(()))
