"""`python -m ui`: the port, the URL it prints, and how it stops."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ui.__main__ import main

TESTS = Path(__file__).parent
SERVE = f"""
import contextlib, sys
sys.path[:0] = [{str(TESTS.parent)!r}, {str(TESTS)!r}]
import browser_double
import embedding_double
import ui.__main__ as module
from index.library import Library

class Assistant(browser_double.QueuedAssistant):
    @staticmethod
    def open(settings, create):
        library = Library(settings.library, embedding_double.WordEmbedding(), create=create)
        assistant = Assistant(library=library)
        assistant.settings, assistant.length = settings, "normal"
        return contextlib.nullcontext(assistant)

    def warm_up(self):
        pass

module.Assistant = Assistant
sys.exit(module.main(sys.argv[1:]))
"""


def test_a_taken_port_is_one_line_and_exit_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["--library", str(tmp_path), "--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"onrecord chat: Port {port} is in use")
    assert error.count("\n") == 1


@pytest.mark.parametrize("port", ["70000", "-1", "x"])
def test_an_impossible_port_is_wrong_usage(port: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--port", port])
    assert stop.value.code == 2


def test_sharing_needs_a_password(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    monkeypatch.delenv("ONRECORD_CHAT_PASSWORD", raising=False)
    assert main(["--library", str(tmp_path), "--share-on-network"]) == 1
    assert "set ONRECORD_CHAT_PASSWORD" in capsys.readouterr().err
    monkeypatch.setenv("ONRECORD_CHAT_PASSWORD", "short")
    assert main(["--library", str(tmp_path), "--share-on-network"]) == 1
    error = capsys.readouterr().err
    assert "too easy to guess" in error
    assert "short" not in error


@pytest.mark.parametrize("option", ["--name=news.example", "--password-file=x"])
def test_options_of_sharing_go_with_sharing(option: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main([option])
    assert stop.value.code == 2


def test_an_address_of_another_machine_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("ferry lantern 42", encoding="utf-8")
    arguments = ["--library", str(tmp_path), "--password-file", str(file)]
    for address in ("192.0.2.7", "nowhere.invalid", "2001:db8::7"):
        assert main([*arguments, "--share-on-network", address]) == 1
        assert f"{address} is no address of this machine" in capsys.readouterr().err


def test_a_shared_chat_warns_and_asks_for_its_password(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--library",
        str(tmp_path),
        "--port",
        str(port),
        "--share-on-network",
        "127.0.0.1",
        "--name",
        "a.example",
    ]
    environment = os.environ | {"ONRECORD_CHAT_PASSWORD": "ferry lantern 42"}
    command = [sys.executable, "-c", SERVE, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as chat:
        assert chat.stdout is not None
        assert chat.stderr is not None
        assert chat.stdout.readline() == f"OnRecord chat: http://127.0.0.1:{port}\n"
        hosts = (f"127.0.0.1:{port}", "a.example", "b.example")
        answers = [
            httpx.get(f"http://127.0.0.1:{port}", headers={"Host": host}, trust_env=False, timeout=20) for host in hosts
        ]
        chat.send_signal(signal.SIGINT)
        assert chat.wait(15) == 0
        errors = chat.stderr.read()
    assert [answer.status_code for answer in answers] == [303, 303, 400]
    assert "The traffic is not encrypted" in errors
    assert "ferry lantern" not in errors


def test_it_says_where_it_serves_and_stops_on_interrupt(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE, "--library", str(tmp_path), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as chat:
        assert chat.stdout is not None
        assert chat.stderr is not None
        assert chat.stdout.readline() == f"OnRecord chat: http://127.0.0.1:{port}\n"
        assert httpx.get(f"http://127.0.0.1:{port}", trust_env=False).status_code == 200
        chat.send_signal(signal.SIGINT)
        assert chat.wait(15) == 0
        assert "Traceback" not in chat.stderr.read()
