"""The LLM's doors: an endpoint in every state of health, and the local model."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fake_endpoint import ANSWER, KEY, MODEL, FakeEndpoint, Mode

from assistant.completion import Message, Piece, open_completion
from assistant.completion import endpoint as endpoint_module
from assistant.completion.endpoint import EndpointCompletion
from assistant.completion.local import LocalCompletion
from assistant.errors import CompletionError, DraftCut, EndpointRefused, EndpointUnreachable, ModelError
from assistant.settings import Settings
from index.models import ModelFolder, default_models_folder

SMALL_LLM = "qwen2.5-coder-0.5b-instruct-q4_k_m"
PROMPT = [Message("system", "Be brief."), Message("user", "Who proposed a tax?")]


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_module, "RETRY_SECONDS", 0.01)


def door(fake: FakeEndpoint, *, timeout: float = 5.0, name: str | None = MODEL) -> EndpointCompletion:
    return EndpointCompletion(name, base_url=fake.base_url, api_key=KEY, timeout=timeout, context=4096)


def written(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_normal_answer_is_streamed_with_its_usage() -> None:
    with FakeEndpoint() as fake, closing(door(fake)) as completion:
        pieces = list(completion.stream(PROMPT, max_tokens=20))
    assert written(pieces) == ANSWER
    assert sum(bool(piece.text) for piece in pieces) > 3
    assert (pieces[-1].prompt_tokens, pieces[-1].completion_tokens) == (50, 7)
    assert not any(piece.cut for piece in pieces)
    (request,) = fake.requests
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert (request["model"], request["max_tokens"], request["temperature"]) == (MODEL, 20, 0.0)


@pytest.mark.parametrize(
    ("mode", "error", "hint", "most_requests"),
    [
        pytest.param("unauthorised", EndpointRefused, "OPENAI_API_KEY", 1, id="401"),
        pytest.param("no_model", EndpointRefused, "ONRECORD_MODEL", 1, id="404"),
        pytest.param("too_many", EndpointUnreachable, "429", 2, id="429"),
        pytest.param("failing", CompletionError, "status 500", 2, id="500"),
        pytest.param("bad_request", CompletionError, "status 400", 1, id="400"),
        pytest.param("silent", EndpointUnreachable, "ONRECORD_TIMEOUT", 1, id="silent"),
        pytest.param("trickling", EndpointUnreachable, "ONRECORD_TIMEOUT", 1, id="trickling"),
        pytest.param("cut", DraftCut, "broke off", 1, id="cut"),
        pytest.param("unfinished", DraftCut, "broke off", 1, id="no finish_reason"),
        pytest.param("bad_json", DraftCut, "broke off", 1, id="bad JSON"),
        pytest.param("other_protocol", DraftCut, "OpenAI protocol", 1, id="other protocol"),
        pytest.param("error_event", DraftCut, "broke off", 1, id="error event"),
        pytest.param("web_page", DraftCut, "broke off", 1, id="web page"),
    ],
)
def test_failure_is_one_line_without_the_key(
    mode: Mode, error: type[CompletionError], hint: str, most_requests: int
) -> None:
    with FakeEndpoint(mode) as fake, closing(door(fake, timeout=0.5)) as completion, pytest.raises(error) as caught:
        list(completion.stream(PROMPT, max_tokens=20))
    assert hint in str(caught.value)
    assert fake.base_url in str(caught.value)
    assert "\n" not in str(caught.value) and KEY not in str(caught.value)
    assert type(caught.value) is error
    assert 1 <= len(fake.requests) <= most_requests


def test_what_came_before_the_cut_is_passed_on() -> None:
    pieces: list[Piece] = []
    with FakeEndpoint("cut") as fake, closing(door(fake)) as completion, pytest.raises(DraftCut):
        pieces.extend(completion.stream(PROMPT, max_tokens=20))
    assert written(pieces) == "Ana Brook proposed"


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    completion = EndpointCompletion(MODEL, base_url=url, api_key=KEY, timeout=5.0, context=4096)
    with pytest.raises(EndpointUnreachable, match="cannot be reached"):
        next(completion.stream(PROMPT, max_tokens=20))


def test_unknown_host() -> None:
    url = "http://no-such-host.invalid/v1"
    completion = EndpointCompletion(None, base_url=url, api_key=KEY, timeout=2.0, context=4096)
    with pytest.raises(EndpointUnreachable, match="cannot be reached"):
        next(completion.stream(PROMPT, max_tokens=20))


def test_overloaded_once_is_asked_again() -> None:
    with FakeEndpoint("too_many_once") as fake, closing(door(fake)) as completion:
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER
    assert len(fake.requests) == 2


def test_without_stream_options_where_they_are_refused() -> None:
    with FakeEndpoint("no_stream_options") as fake, closing(door(fake)) as completion:
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER
    assert ["stream_options" in request for request in fake.requests] == [True, False, False]


def test_empty_answer_is_no_error() -> None:
    with FakeEndpoint("empty") as fake, closing(door(fake)) as completion:
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ""


def test_answer_that_reached_its_length_is_marked() -> None:
    with FakeEndpoint("at_length") as fake, closing(door(fake)) as completion:
        pieces = list(completion.stream(PROMPT, max_tokens=20))
    assert pieces[-1].cut and not pieces[0].cut


def test_closing_the_stream_hangs_up() -> None:
    with FakeEndpoint("endless") as fake, closing(door(fake)) as completion:
        stream = completion.stream(PROMPT, max_tokens=20)
        assert next(stream).text == ""
        assert next(stream).text == "and "
        stream.close()
        assert fake.hung_up.wait(2)
        fake.mode = "normal"
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER


def test_first_listed_model_is_taken_when_it_is_first_needed() -> None:
    with FakeEndpoint() as fake, closing(door(fake, name=None)) as completion:
        assert fake.base_url in completion.name
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER
        assert completion.name == MODEL
        list(completion.stream(PROMPT, max_tokens=20))
    assert [request["model"] for request in fake.requests] == [MODEL, MODEL]


@pytest.mark.parametrize(
    ("mode", "error", "hint"),
    [
        pytest.param("unauthorised", EndpointRefused, "OPENAI_API_KEY", id="401"),
        pytest.param("no_models", EndpointRefused, "set ONRECORD_MODEL", id="nothing listed"),
        pytest.param("silent", EndpointUnreachable, "did not answer in time", id="silent"),
    ],
)
def test_models_cannot_be_listed(mode: Mode, error: type[CompletionError], hint: str) -> None:
    with FakeEndpoint(mode) as fake, pytest.raises(error, match=hint) as caught:
        next(door(fake, name=None, timeout=0.5).stream(PROMPT, max_tokens=20))
    assert KEY not in str(caught.value)


def test_a_proxy_does_not_capture_calls_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with FakeEndpoint() as fake, closing(door(fake, name=None)) as completion:
        assert written(list(completion.stream(PROMPT, max_tokens=20))) == ANSWER


def test_the_key_is_in_no_repr() -> None:
    with FakeEndpoint() as fake, closing(door(fake)) as completion:
        assert KEY not in repr(completion) + str(completion)


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        pytest.param({"OPENAI_API_KEY": KEY}, "gpt-4.1-mini", id="key alone: OpenAI"),
        pytest.param({"OPENAI_API_KEY": KEY, "ONRECORD_MODEL": "gpt-9"}, "gpt-9", id="key and model"),
        pytest.param({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ONRECORD_MODEL": "m"}, "m", id="address and model"),
        pytest.param(
            {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1/"}, "the model of http://127.0.0.1:9/v1", id="address alone"
        ),
    ],
)
def test_opening_an_endpoint_calls_nobody(
    variables: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ONRECORD_MODEL"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    completion = open_completion(Settings.load())
    assert isinstance(completion, EndpointCompletion)
    assert completion.name == name
    completion.close()


def test_a_local_name_wins_over_the_endpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "my-model.GGUF"
    own.write_bytes(b"GGUF")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    completion = open_completion(Settings.load(model=str(own)))
    assert isinstance(completion, LocalCompletion)
    assert completion.name == "my-model"
    with pytest.raises(CompletionError, match="cannot be loaded"):
        next(completion.stream(PROMPT, max_tokens=5))


def test_extractive_opens_nothing() -> None:
    assert open_completion(Settings.load(model="extractive")) is None


def test_missing_local_model_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ONRECORD_MODEL"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ModelError, match="onrecord models pull"):
        open_completion(Settings.load(models=tmp_path))


@pytest.fixture(scope="module")
def small() -> Iterator[LocalCompletion]:
    folder = ModelFolder(default_models_folder())
    if not any(state.name == SMALL_LLM and state.present for state in folder.list()):
        pytest.skip(f"run `onrecord models pull {SMALL_LLM}` first")
    threads = min(2, os.cpu_count() or 1)
    file = next(folder.path(SMALL_LLM).glob("*.gguf"))
    completion = LocalCompletion(SMALL_LLM, file, threads=threads, timeout=120.0, context=2048)
    yield completion
    completion.close()


@pytest.mark.model
def test_local_model_streams_and_remembers_a_shared_prefix(small: LocalCompletion) -> None:
    system = Message("system", "You answer in one short sentence. " + "The archive holds news articles. " * 20)
    first = list(small.stream([system, Message("user", "Name three colours.")], max_tokens=12))
    second = list(small.stream([system, Message("user", "Name three animals.")], max_tokens=12))
    assert written(first).strip() and written(second).strip()
    assert sum(bool(piece.text) for piece in first) > 1
    assert 0 < second[-1].completion_tokens <= 12
    assert second[-1].cached_tokens > 100 > second[-1].prompt_tokens - second[-1].cached_tokens


@pytest.mark.model
def test_closing_a_local_stream_stops_the_model(small: LocalCompletion) -> None:
    long = [Message("user", "Count from one to five hundred in words.")]
    stream = small.stream(long, max_tokens=1500)
    while not next(stream).text:
        pass
    stream.close()
    answer = list(small.stream([Message("user", "Say yes.")], max_tokens=3))
    assert 0 < answer[-1].completion_tokens <= 3


@pytest.mark.model
def test_local_server_refuses_other_users_of_the_machine(small: LocalCompletion) -> None:
    url = small.load().base_url
    intruder = EndpointCompletion("m", base_url=url, api_key="guess", timeout=10.0, context=2048)
    with pytest.raises(EndpointRefused):
        next(intruder.stream(PROMPT, max_tokens=2))


@pytest.mark.model
def test_closed_model_is_loaded_again_when_it_is_needed(small: LocalCompletion) -> None:
    small.load()
    small.close()
    assert list(small.stream(PROMPT, max_tokens=2))
