"""`onrecord who` and `onrecord timeline`: what scripts rely on, and text for people."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tagger_double import VerbTagger

from assistant.cli import main
from index.attribution.attribution import Stance
from index.attribution.understanding import open_tagger

ARTICLES = [
    {
        "id": "toll",
        "title": "Council debates toll",
        "text": "The council met late.\n\nAna Brook proposed a toll on the night ferry. Lee Marsh opposed the toll on "
        "boats.",
        "source": "Delta Post",
        "published_at": "2021-05-02",
    },
    {
        "id": "again",
        "title": "Ferry toll divides the harbour",
        "text": "Ana Brook proposed a toll on the night ferry and on lorries. He said nothing more.",
        "source": "Morning Line",
        "published_at": "2021-05-03",
    },
    {
        "id": "turn",
        "title": "Marsh gives in",
        "text": "Lee Marsh supported the toll on boats on Friday. Kim Vale denied every rumour of a \x1b[31mbridge.",
        "source": "Delta Post",
        "published_at": "2021-06-09",
    },
    {"id": "quiet", "title": "Rain", "text": "It rained all day.", "published_at": "2021-06-10"},
]
TEXTS = {article["id"]: article["text"] for article in ARTICLES}
KEYS = ["article_id", "speaker", "stance", "kind", "source", "cue", "content", "published_at", "outlet"]


@pytest.fixture(scope="module")
def archive(embedding_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("who")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        for variable in ("ONRECORD_LIBRARY", "ONRECORD_EMBEDDING", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
            patched.delenv(variable, raising=False)
        patched.setattr("assistant.answering.open_tagger", lambda *_, **__: VerbTagger())
        assert main(["ingest", str(source), "--library", str(folder / "library")]) == 0
        yield folder / "library"


def printed(arguments: list[str], archive: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main([*arguments, "--library", str(archive)]) == 0
    return capsys.readouterr().out


def listed(arguments: list[str], archive: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found = json.loads(printed(["who", "--json", *arguments], archive, capsys))
    assert list(found) == ["attributions"]
    return list(found["attributions"])


def test_the_whole_ledger_keeps_the_contract(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = listed([], archive, capsys)
    assert [one["article_id"] for one in found] == ["toll", "toll", "again", "again", "turn", "turn"]
    for one in found:
        assert list(one)[: len(KEYS)] == KEYS
        for role in ("source", "cue", "content"):
            for span in one[role]:  # type: ignore[attr-defined]
                assert span["text"] == TEXTS[str(one["article_id"])][span["start"] : span["end"]] != ""
    first = found[0]
    assert (first["speaker"], first["stance"], first["kind"]) == ("Ana Brook", "proposes", "indirect")
    assert (first["outlet"], first["published_at"], first["said_on"]) == ("Delta Post", "2021-05-02", "2021-05-02")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["--speaker", "Marsh"], ["toll", "turn"], id="speaker"),
        pytest.param(["--stance", "proposes"], ["toll", "again"], id="stance"),
        pytest.param(["--outlet", "morning line", "--stance", "proposes"], ["again"], id="outlet"),
        pytest.param(["--after", "2021-05-03", "--stance", "proposes"], ["again"], id="after"),
        pytest.param(["--before", "2021-05-02"], ["toll", "toll"], id="before"),
        pytest.param(["-k", "1"], ["toll"], id="so many"),
        pytest.param(["--speaker", "Nobody Atall"], [], id="nobody"),
    ],
)
def test_limits(arguments: list[str], expected: list[str], archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["article_id"] for one in listed(arguments, archive, capsys)] == expected


@pytest.mark.parametrize(
    ("about", "speaker", "stance"),
    [
        pytest.param("Who opposed the toll on boats?", "Lee Marsh", "opposes", id="who opposed"),
        pytest.param("Who denied that there would be a bridge?", "Kim Vale", "denies", id="who denied"),
        pytest.param("What did Ana Brook propose for the ferry?", "Ana Brook", "proposes", id="what did she propose"),
        pytest.param(
            "What has Lee Marsh said on the toll since June 2021?", "Lee Marsh", "supports", id="since a month"
        ),
    ],
)
def test_a_question_finds_its_answer_first(
    about: str, speaker: str, stance: str, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    best = listed(["--about", about], archive, capsys)[0]
    assert (best["speaker"], best["stance"]) == (speaker, stance)
    assert isinstance(best["score"], float)


def test_people_read_who_and_where(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(["who", "--stance", "proposes"], archive, capsys)
    assert out.splitlines()[:2] == [
        "Ana Brook proposes: a toll on the night ferry",
        "    Delta Post, 2021-05-02: Council debates toll (toll), said on 2021-05-02",
    ]
    assert "\x1b" not in printed(["who"], archive, capsys) + printed(["timeline"], archive, capsys)
    assert printed(["who", "--stance", "asks"], archive, capsys) == "Nothing found.\n"
    assert printed(["timeline", "--speaker", "Nobody Atall"], archive, capsys) == "Nothing found.\n"


def test_an_unknown_stance_names_the_nine(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["who", "--stance", "sings", "--library", str(archive)])
    assert end.value.code == 2
    error = capsys.readouterr().err
    assert all(stance in error for stance in Stance.__args__)  # type: ignore[attr-defined]


def test_the_timeline(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moments = json.loads(printed(["timeline", "--about", "the ferry toll", "--json"], archive, capsys))["timeline"]
    days = [moment["said_on"] for moment in moments]
    assert days == sorted(days)
    proposal = next(moment for moment in moments if moment["stance"] == "proposes")
    assert (proposal["speaker"], proposal["said_on"]) == ("Ana Brook", "2021-05-02")
    assert proposal["independent_sources"] == 2
    assert [report["article_id"] for report in proposal["reports"]] == ["toll", "again"]
    assert set(KEYS) <= proposal["reports"][0].keys()


def test_the_timeline_marks_a_change_of_stance(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moments = json.loads(printed(["timeline", "--speaker", "Lee Marsh", "--json"], archive, capsys))["timeline"]
    assert [moment["stance"] for moment in moments] == ["opposes", "supports"]
    assert [moment["changed_from"] for moment in moments] == [None, {"stance": "opposes", "said_on": "2021-05-02"}]
    table = printed(["timeline", "--speaker", "Lee Marsh"], archive, capsys).splitlines()
    assert table[0].split() == ["Day", "Speaker", "Stance", "Sources", "Statement"]
    assert "supports (before: opposes)" in table[2]


def test_articles_that_were_not_read_are_told(
    embedding_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["--library", str(tmp_path / "library")]
    source = tmp_path / "a.txt"
    source.write_text("Ana Brook proposed a toll on the night ferry.", encoding="utf-8")
    monkeypatch.setenv("ONRECORD_ATTRIBUTION", "off")
    monkeypatch.setattr("assistant.answering.open_tagger", open_tagger)
    assert main(["ingest", str(source), *library]) == 0
    capsys.readouterr()
    assert main(["who", *library]) == 0
    captured = capsys.readouterr()
    assert captured.out == "Nothing found.\n"
    assert captured.err == "onrecord: 1 article has not been read for the ledger: run `onrecord reindex`\n"
    monkeypatch.setattr("assistant.answering.open_tagger", lambda *_, **__: VerbTagger())
    assert main(["reindex", "--json", *library]) == 0
    assert json.loads(capsys.readouterr().out) == {"articles": 1, "passages": 1, "attributions": 1}
    assert main(["who", "--json", *library]) == 0
    captured = capsys.readouterr()
    assert len(json.loads(captured.out)["attributions"]) == 1 and captured.err == ""
