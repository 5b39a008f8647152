"""JSON and JSONL: one object, one article."""

import json
import time
from pathlib import Path

import pytest

from index.reading import Failure, Item, read
from index.reading import lines as lines_module

TEXT = "The quay was shut on Monday. No one said why.\r\n\r\n  Then it rained.\t\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def items(path: Path) -> list[Item]:
    results = list(read(path))
    assert all(isinstance(result, Item) for result in results), results
    return [result for result in results if isinstance(result, Item)]


def failures(path: Path) -> list[tuple[str, str]]:
    """(what follows the file's name in the source, the reason) of every failure."""
    return [
        (result.source.removeprefix(str(path)), result.reason) for result in read(path) if isinstance(result, Failure)
    ]


def test_a_record_keeps_its_text_and_fields(tmp_path: Path) -> None:
    record = {
        "id": " q-1 ",
        "title": "Quay\n shut",
        "text": TEXT,
        "url": "https://tide.example/q",
        "source": "The Tide",
        "author": "By Nell Ford",
        "published_at": "4 March 2025",
    }
    path = write(tmp_path, "news.jsonl", "\n" + json.dumps(record) + "\n")
    [item] = items(path)
    article = item.article
    assert (article.id, article.title, article.text) == ("q-1", "Quay shut", TEXT)
    assert (article.source, article.author, article.url) == (
        "The Tide",
        "Nell Ford",
        "https://tide.example/q",
    )
    assert article.published_at == "2025-03-04"
    assert item.fixed_id
    assert item.origin == f"{path}#2"


def test_only_what_cannot_be_stored_is_replaced_one_for_one(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", r'{"id": "a", "title": "T", "text": "A\u0000B\ud800C\u200b\ufeff e\u0301 😀"}')
    assert items(path)[0].article.text == "A�B�C\u200b\ufeff e\u0301 😀"


@pytest.mark.parametrize(
    ("fields", "attribute", "expected"),
    [
        pytest.param({"outlet": "A", "source": "B"}, "source", "A", id="outlet-before-source"),
        pytest.param({"publisher": "B"}, "source", "B", id="publisher"),
        pytest.param({"site_name": "B"}, "source", "B", id="site-name"),
        pytest.param({"source": {"id": None, "name": "B"}}, "source", "B", id="source-object"),
        pytest.param({"authors": ["Nell Ford", {"name": "Ed Roe"}]}, "author", "Nell Ford, Ed Roe", id="authors"),
        pytest.param({"byline": "by Nell Ford"}, "author", "Nell Ford", id="byline"),
        pytest.param({"author": "Byron Ash"}, "author", "Byron Ash", id="name-that-begins-with-by"),
        pytest.param(
            {"pubDate": "Tue, 04 Mar 2025 09:30:00 GMT"},
            "published_at",
            "2025-03-04T09:30:00+00:00",
            id="rss",
        ),
        pytest.param({"publishedAt": "2025-03-04"}, "published_at", "2025-03-04", id="camel-case"),
        pytest.param({"date": "03/04/2025"}, "published_at", None, id="ambiguous-date"),
        pytest.param({"link": "http://tide.example/q"}, "url", "http://tide.example/q", id="link"),
        pytest.param({"url": "javascript:alert(1)"}, "url", None, id="script-url"),
        pytest.param({"url": "/relative"}, "url", None, id="relative-url"),
        pytest.param({"headline": "Quay"}, "title", "Quay", id="headline"),
        pytest.param({"title": 404}, "title", "404", id="number-title"),
        pytest.param({"id": 17}, "id", "17", id="number-id"),
        pytest.param({"title": None}, "title", "The quay was shut on Monday.", id="no-title-first-sentence"),
    ],
)
def test_field_names_that_archives_use(
    tmp_path: Path, fields: dict[str, object], attribute: str, expected: str | None
) -> None:
    path = write(tmp_path, "a.jsonl", json.dumps({"body": TEXT, **fields}))
    assert getattr(items(path)[0].article, attribute) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Rain. It fell on the quay all night long. Then it stopped.",
            "Rain. It fell on the quay all night long.",
            id="too-short-an-end",
        ),
        pytest.param("word " * 40, "word " * 19 + "word…", id="cut-at-a-word"),
        pytest.param("x" * 300, "x" * 99 + "…", id="one-long-word"),
        pytest.param("“Shut the whole quay now!” she said.", "“Shut the whole quay now!”", id="quotation"),
    ],
)
def test_a_missing_title_is_the_first_sentence(tmp_path: Path, text: str, expected: str) -> None:
    [item] = items(write(tmp_path, "a.json", json.dumps({"text": text})))
    assert item.article.title == expected
    assert len(expected) <= 100


def test_an_id_is_made_from_title_and_url_and_stays(tmp_path: Path) -> None:
    record = {
        "title": "Café owners’ long march to the river tax and beyond",
        "text": TEXT,
        "url": "https://tide.example/1",
    }
    path = write(tmp_path, "a.json", json.dumps(record))
    [item] = items(path)
    assert item.article.id == "cafe-owners-long-march-to-the-river-tax-15ee3517"
    assert item.fixed_id
    other = {**record, "url": "https://tide.example/2"}
    assert items(write(tmp_path, "b.json", json.dumps(other)))[0].article.id != item.article.id


GOOD = '{"id": "ok", "title": "T", "text": "Fine words."}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(
            '{"id": "a", "text": "Rain"',
            "broken JSON at column 27 (Expecting ',' delimiter): correct or export it again",
            id="broken",
        ),
        pytest.param(
            '["a"]',
            'not a JSON object but a list: write one object a line, as {"id": "a1", "title": "...", "text": "..."}',
            id="a-list",
        ),
        pytest.param(
            "42",
            'not a JSON object but a number: write one object a line, as {"id": "a1", "title": "...", "text": "..."}',
            id="a-number",
        ),
        pytest.param('{"id": "a"}', 'no text: give the article a field "text" (or "body" or "content")', id="no-text"),
        pytest.param('{"text": ""}', "text is empty: fill it in or leave the article out", id="empty-text"),
        pytest.param(
            '{"text": " \\n "}',
            "text is empty or only white space: fill it in or leave the article out",
            id="blank-text",
        ),
        pytest.param('{"text": ["a"]}', "text is a list: give it as one string", id="text-list"),
        pytest.param('{"text": 3}', "text is a number: give it as one string", id="text-number"),
        pytest.param('{"text": "a", "title": {}}', "title is an object: give it as a string", id="title-object"),
        pytest.param('{"text": "a", "id": ["x"]}', "id is neither a string nor a number: make it one", id="id-list"),
        pytest.param(
            '{"text": "a", "id": "%s"}' % ("x" * 201),
            "id has 201 characters: shorten it to 200 at most",
            id="id-long",
        ),
        pytest.param(
            '{"text": "a", "id": "a\\u0007b"}',
            "id 'a\\x07b' contains control characters or odd white space: remove them",
            id="id-control",
        ),
        pytest.param(
            '{"text": "a", "id": "a\\u00a0"}',
            "id 'a\\xa0' contains control characters or odd white space: remove them",
            id="id-odd-blank",
        ),
        pytest.param(
            '{"text": "a", "date": "2999-01-01"}',
            "published_at is in the future (2999-01-01): correct it",
            id="future",
        ),
        pytest.param(
            '{"text": "a", "n": %s}' % ("9" * 5000),
            "broken JSON (a number with too many digits): write it as a string",
            id="huge-number",
        ),
        pytest.param("[" * 100_000, "JSON nested too deeply to be an article: correct or export it again", id="deep"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(tmp_path: Path, line: str, reason: str) -> None:
    path = write(tmp_path, "news.jsonl", f"{GOOD}\n\n{line}\n{GOOD.replace('ok', 'ok2')}\n")
    assert failures(path) == [(":3", reason)]
    assert [result.article.id for result in read(path) if isinstance(result, Item)] == ["ok", "ok2"]


def test_a_text_beyond_five_million_characters_is_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.jsonl",
        json.dumps({"text": "x" * 5_000_001}) + "\n" + json.dumps({"text": "x" * 5_000_000}),
    )
    assert failures(path) == [(":1", "text has 5,000,001 characters, more than 5,000,000: split the article")]


def test_a_line_beyond_the_limit_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "LINE_BYTES", 1_000)
    long = json.dumps({"text": "x" * 5_000})
    for encoding in ("utf-8", "utf-16"):
        path = write(tmp_path, f"{encoding}.jsonl", f"{GOOD}\n{long}\n{GOOD}\n".encode(encoding))
        assert failures(path) == [(":2", "the line is longer than 10 MB: split the article")]
        assert len(list(read(path))) == 3


def test_the_same_id_again(tmp_path: Path) -> None:
    changed = GOOD.replace("Fine", "Other")
    path = write(tmp_path, "news.jsonl", f"{GOOD}\n{GOOD}\n{changed}\n")
    results = list(read(path))
    assert [type(result) for result in results] == [Item, Item, Failure]
    assert failures(path) == [(":3", "duplicate id 'ok' (first at line 1): give each article its own")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", pytest.param("cp1252", id="windows-1252")]
)
def test_records_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    line = json.dumps({"id": "é", "title": "Café", "text": "“Non,” dit-elle – à 5 €."}, ensure_ascii=False)
    path = write(tmp_path, "a.jsonl", f"{line}\n".encode(encoding))
    assert items(path)[0].article.text == "“Non,” dit-elle – à 5 €."
    assert items(write(tmp_path, "a.json", line.encode(encoding)))[0].article.title == "Café"


def test_a_damaged_line_is_not_garbled(tmp_path: Path) -> None:
    damaged = '{"text": "déjà vu à café '.encode() + b"\xff" + b'"}'
    path = write(tmp_path, "a.jsonl", GOOD.encode() + b"\n" + damaged + b"\n")
    assert failures(path) == [(":2", "broken UTF-8 at byte 29: save it again as UTF-8")]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", json.dumps({"text": "One\u2028two\x85three."}, ensure_ascii=False))
    assert items(path)[0].article.text == "One\u2028two\x85three."


def test_json_files(tmp_path: Path) -> None:
    one, two = json.loads(GOOD), {"id": "b", "text": "More words."}
    single = write(tmp_path, "one.json", json.dumps(one))
    assert [item.origin for item in items(single)] == [str(single)]
    for name, content in {
        "list.json": [one, two],
        "wrapped.json": {"status": "ok", "articles": [one, two]},
    }.items():
        path = write(tmp_path, name, json.dumps(content))
        assert [(item.article.id, item.origin) for item in items(path)] == [
            ("ok", f"{path}#1"),
            ("b", f"{path}#2"),
        ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("[]", [("", "the list is empty: put an article in it or leave the file out")], id="empty-list"),
        pytest.param(
            '"words"',
            [("", "not a JSON object or a list of objects but a string: correct or export it again")],
            id="a-string",
        ),
        pytest.param(
            '{"a":\n x}',
            [("", "broken JSON at line 2, column 2 (Expecting value): correct or export it again")],
            id="broken",
        ),
        pytest.param(
            f"{GOOD}\n{GOOD}",
            [
                (
                    "",
                    "broken JSON at line 2, column 1 (Extra data): if it has one object a line, name it .jsonl",
                )
            ],
            id="jsonl-under-a-wrong-name",
        ),
        pytest.param(
            '[1, {"text": "a"}]',
            [("#1", "not a JSON object but a number: give each article as an object")],
            id="one-bad-entry",
        ),
        pytest.param(
            '[{"id": 1, "text": "a"}, {"id": "1", "text": "b"}]',
            [("#2", "duplicate id '1' (first at article 1): give each article its own")],
            id="duplicate",
        ),
    ],
)
def test_bad_json_files(tmp_path: Path, content: str, expected: list[tuple[str, str]]) -> None:
    assert failures(write(tmp_path, "a.json", content)) == expected


def test_two_thousand_records_take_well_under_two_seconds(tmp_path: Path) -> None:
    record = json.dumps({"title": "T", "text": "Some words of news. " * 280, "published_at": "2025-03-04"})
    content = "\n".join(record.replace('"T"', f'"T{number}"') for number in range(2_000))
    path = write(tmp_path, "a.jsonl", content)
    start = time.perf_counter()
    assert len(items(path)) == 2_000
    assert time.perf_counter() - start < 2
