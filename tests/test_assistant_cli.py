"""The `onrecord` command as scripts and people use it: streams, exit codes, start-up."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from fake_endpoint import KEY, FakeEndpoint, Mode

from assistant import cli
from assistant.cli import main

HEAVY = ("llama_index", "chromadb", "onnxruntime", "xllamacpp", "gradio", "openai", "tokenizers")
ENTRY = Path(sys.executable).with_name("onrecord")
SETTINGS = ("ONRECORD_LIBRARY", "ONRECORD_MODEL", "ONRECORD_EMBEDDING", "OPENAI_API_KEY", "OPENAI_BASE_URL")
ARTICLES = [
    {
        "id": "tax",
        "title": "Bottle tax",
        "source": "Delta Post",
        "published_at": "2021-05-02",
        "text": "Health minister Ana Brook proposed a tax of 5 cents on bottles. “It will hurt small shops,” said Lee "
        "Marsh, head of the traders’ union.",
    },
    {
        "id": "vote",
        "title": "Brook waits",
        "source": "Morning Line",
        "published_at": "2021-05-04",
        "url": "https://line.example/2",
        "text": "Ana Brook said on Tuesday that she would wait for a vote on the bottle tax.",
    },
]
QUESTION = "Who proposed a tax on bottles?"

Onrecord = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in SETTINGS:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ONRECORD_LIBRARY", str(tmp_path / "no-library"))


@pytest.fixture(scope="module")
def archive(embedding_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of two articles, made by the command itself."""
    folder = tmp_path_factory.mktemp("archive")
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    assert main(["ingest", str(source), "--library", str(folder / "library")]) == 0
    return folder / "library"


@pytest.fixture
def onrecord(tmp_path: Path) -> Onrecord:
    """Runs the installed command in a process of its own."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ENTRY), *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path, **options
        )  # type: ignore[call-overload, no-any-return]

    return run


def failure(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error, with nothing on standard output."""
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("onrecord: ")
    return line


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for argument in ("--version", "--help"):
        with pytest.raises(SystemExit) as end:
            main([argument])
        assert end.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"onrecord {version('onrecord')}\n")
    for command in ("ingest", "articles", "show", "remove", "reindex", "search", "ask", "check", "models", "chat"):
        assert f" {command} " in out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no command"),
        pytest.param(["fly"], id="unknown command"),
        pytest.param(["ingest"], id="no path"),
        pytest.param(["show"], id="no article"),
        pytest.param(["search", "tax", "-k", "0"], id="no hits wanted"),
        pytest.param(["search", "tax", "-k", "many"], id="no number"),
        pytest.param(["chat", "--port", "99999"], id="no port"),
        pytest.param(["ask", "Who?", "--colour", "red"], id="unknown option"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and "Traceback" not in captured.err


@pytest.mark.parametrize(
    "module",
    [
        pytest.param("assistant.cli", id="version and help"),
        pytest.param("assistant.commands.models", id="models"),
        pytest.param("assistant.commands.articles", id="articles"),
        pytest.param("assistant.commands.show", id="show"),
    ],
)
def test_light_commands_import_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_shared_options_stand_before_or_after_the_command(
    archive: Path, before: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = ["--library", str(archive), "--json"]
    assert main([*shared, "articles"] if before else ["articles", *shared]) == 0
    assert [article["id"] for article in json.loads(capsys.readouterr().out)["articles"]] == ["tax", "vote"]


def test_library_from_the_environment(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_LIBRARY", str(archive))
    assert main(["show", "tax"]) == 0
    assert ARTICLES[0]["text"] in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["articles"],
        ["show", "tax"],
        ["remove", "tax"],
        ["reindex"],
        ["search", "tax"],
        ["ask", "Who?"],
        ["check", "draft.txt"],
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_missing_library_is_one_line_and_makes_no_folder(
    arguments: list[str], tmp_path: Path, embedding_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert "there is no library" in failure(capsys)
    assert not (tmp_path / "no-library").exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        pytest.param(["show", "nothing"], "no article has the id 'nothing'", id="unknown article"),
        pytest.param(["remove", "tax", "nothing"], "no article has the id 'nothing'", id="one of two is unknown"),
        pytest.param(["ask"], "there is no question", id="no question"),
        pytest.param(["ask", " "], "there is no question", id="blank question"),
        pytest.param(["ask", "Who?", "--after", "yesterday"], "YYYY-MM-DD", id="no date"),
        pytest.param(["search", "tax", "--before", "2021-02-30"], "YYYY-MM-DD", id="no day of the calendar"),
        pytest.param(["search", "tax", "--after", "2021-02-03", "--before", "2020-01-01"], "exchange", id="no day"),
        pytest.param(["search", ""], "nothing to search", id="nothing to search"),
        pytest.param(["check", "no-such-file.txt"], "check the path", id="no draft"),
        pytest.param(["models", "pull", "no-such-model"], "no model is called", id="unknown model"),
        pytest.param(["models", "verify", "no-such-model"], "no model is called", id="unknown model to verify"),
        pytest.param(["ask", "Who?", "--turns", "no-such-file.json"], "check the path", id="no turns"),
    ],
)
def test_expected_failure_is_one_line(
    arguments: list[str], hint: str, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--library", str(archive)]) == 1
    assert hint in failure(capsys).splitlines()[-1]


@pytest.mark.parametrize(
    "error",
    [
        pytest.param("sqlite3.OperationalError('attempt to write a readonly database')", id="SQLite"),
        pytest.param("PermissionError(13, 'Permission denied', '/library')", id="permission"),
        pytest.param("OSError(28, 'No space left on device')", id="disk full"),
    ],
)
def test_failure_of_the_system_is_one_line(
    error: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raised = eval(error, {"sqlite3": cli.sqlite3})

    def fail(_: object) -> int:
        raise raised

    monkeypatch.setattr("assistant.commands.models.run", fail)
    assert main(["models"]) == 1
    assert str(raised) in failure(capsys)


def test_unusable_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ONRECORD_TIMEOUT", "soon")
    assert main(["models"]) == 1
    assert "ONRECORD_TIMEOUT" in failure(capsys)


@pytest.mark.parametrize(
    ("mode", "model"),
    [
        pytest.param("silent", "fake-model", id="silent"),
        pytest.param("failing", "fake-model", id="status 500"),
        pytest.param("cut", "fake-model", id="cut"),
        pytest.param("silent", None, id="silent, no model named"),
    ],
)
def test_failing_endpoint_leaves_an_extractive_answer_with_a_note(
    mode: Mode,
    model: str | None,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ONRECORD_TIMEOUT", "0.5")
    with FakeEndpoint(mode) as fake:
        answer = _ask(fake.base_url, model, archive, monkeypatch, capsys)
    assert answer["status"] == "answered"
    assert fake.base_url in answer["note"]


@pytest.mark.parametrize("model", [None, "fake-model"], ids=["no model named", "model named"])
def test_unreachable_endpoint_leaves_an_extractive_answer_with_a_note(
    model: str | None, archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = _ask("http://127.0.0.1:9/v1", model, archive, monkeypatch, capsys)
    assert answer["claims"] and answer["citations"]
    assert "cannot be reached" in answer["note"]


def test_answer_of_an_endpoint(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeEndpoint(answer="Ana Brook proposed a tax of 5 cents on bottles [1].") as fake:
        answer = _ask(fake.base_url, None, archive, monkeypatch, capsys)
    assert (answer["model"], answer["note"]) == ("fake-model", None)
    assert answer["usage"] == {"prompt_tokens": 50, "completion_tokens": 7}
    assert "Ana Brook proposed a tax" in answer["answer"]


def _ask(
    base_url: str,
    model: str | None,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> dict[str, object]:
    monkeypatch.setenv("OPENAI_BASE_URL", base_url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    if model:
        monkeypatch.setenv("ONRECORD_MODEL", model)
    assert main(["ask", QUESTION, "--json", "--library", str(archive)]) == 0
    captured = capsys.readouterr()
    answer: dict[str, object] = json.loads(captured.out)
    assert captured.err.strip() == (f"onrecord: {answer['note']}" if answer["note"] else "")
    assert KEY not in captured.out + captured.err
    for citation in answer["citations"]:  # type: ignore[attr-defined]
        text = next(article["text"] for article in ARTICLES if article["id"] == citation["article_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    return answer


@pytest.mark.parametrize(
    ("mode", "model", "hint"),
    [
        pytest.param("unauthorised", "fake-model", "OPENAI_API_KEY", id="wrong key"),
        pytest.param("unauthorised", None, "OPENAI_API_KEY", id="wrong key, no model named"),
        pytest.param("no_model", "other", "ONRECORD_MODEL", id="wrong model"),
    ],
)
def test_refused_key_or_model_is_fatal(
    mode: Mode,
    model: str | None,
    hint: str,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    if model:
        monkeypatch.setenv("ONRECORD_MODEL", model)
    with FakeEndpoint(mode) as fake:
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        assert main(["ask", QUESTION, "--json", "--library", str(archive)]) == 1
    line = failure(capsys)
    assert hint in line and KEY not in line


# -- the installed command in a process of its own -------------------------------------------------------


def test_json_alone_stands_on_standard_output(onrecord: Onrecord, archive: Path) -> None:
    environment = {**os.environ, "ONRECORD_MODEL": "extractive", "PYTHONIOENCODING": "latin-1"}
    done = onrecord("ask", QUESTION, "--json", "--library", str(archive), env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.model
def test_local_model_writes_nothing_else_on_standard_output(
    onrecord: Onrecord, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.models import ModelFolder, default_models_folder

    name = "qwen2.5-coder-0.5b-instruct-q4_k_m"
    if not any(state.name == name and state.present for state in ModelFolder(default_models_folder()).list()):
        pytest.skip(f"run `onrecord models pull {name}` first")
    monkeypatch.setenv("ONRECORD_MODEL", name)
    done = onrecord("ask", QUESTION, "--json", "--library", str(archive))
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert (answer["model"], answer["note"]) == (name, None)
    assert "llama" not in done.stderr.lower()


def test_closed_pipe_gives_no_traceback(archive: Path, tmp_path: Path) -> None:
    command = f"'{ENTRY}' articles --library '{archive}' | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    reader, writer = os.pipe()
    os.close(reader)
    closed = subprocess.run(
        [str(ENTRY), "models"], stdout=writer, stderr=subprocess.PIPE, text=True, timeout=120, check=False
    )
    os.close(writer)
    assert (closed.returncode, closed.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_full_disk_under_standard_output_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [str(ENTRY), "models", "--json"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, check=False
        )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "No space left on device" in line


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupt_is_one_line(archive: Path) -> None:
    with FakeEndpoint("silent") as fake:
        environment = {**os.environ, "OPENAI_BASE_URL": fake.base_url, "ONRECORD_MODEL": "fake-model"}
        process = subprocess.Popen(
            [str(ENTRY), "ask", QUESTION, "--library", str(archive)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            # Whoever starts the tests in the background of a script has the signal ignored, and whatever they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        deadline = time.monotonic() + 120
        while not fake.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "onrecord: stopped"
    assert "Traceback" not in err
