"""The login of a shared chat: who gets in, how often one may try, and that nothing is open without it."""

from pathlib import Path

import pytest
from browser_double import QueuedAssistant
from gradio_routes import routes_of
from starlette.responses import HTMLResponse
from starlette.testclient import TestClient

from ui.app import create_app
from ui.attempts import MOST_OF_ALL, MOST_OF_ONE, WINDOW, Attempts, network
from ui.login import COOKIE, LOG_IN, LOG_OUT, LONGEST_FORM, Login
from ui.password import Password, PasswordError, find_password
from ui.security import Guard
from ui.sessions import LIFETIME, MOST_SESSIONS, Sessions

WORDS = "ferry Lantern & 42 % ö"
ORIGIN = "http://archive.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGIN}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def client() -> TestClient:
    """A browser in front of something shared."""
    return TestClient(guarded(), base_url=ORIGIN, follow_redirects=False)


def guarded() -> Guard:
    """As `create_app` puts it together, around a page of one line."""
    return Guard(Login(HTMLResponse("<p>Inside.</p>"), password=Password(WORDS)), hosts=("archive.example",))


def log_in(client: TestClient, words: str) -> int:
    return client.post(LOG_IN, data={"password": words}, headers=FORM).status_code


def test_the_password_opens_and_logging_out_shuts(client: TestClient) -> None:
    assert client.get("/").headers["location"] == LOG_IN
    page = client.get(LOG_IN)
    assert page.status_code == 200
    assert 'type="password"' in page.text
    assert "<script" not in page.text
    answer = client.post(LOG_IN, data={"password": WORDS}, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={LIFETIME}"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert "Inside." in client.get("/").text
    token = client.cookies[COOKIE]
    assert client.get(LOG_OUT).headers["location"] == LOG_IN
    client.cookies.set(COOKIE, token)
    assert client.get("/config").status_code == 401


def test_behind_a_tls_proxy_the_cookie_is_secure() -> None:
    client = TestClient(guarded(), base_url="https://archive.example", follow_redirects=False)
    answer = client.post(LOG_IN, data={"password": WORDS}, headers={"Origin": "https://archive.example"})
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("words", ["", WORDS[:-1], WORDS + " ", WORDS.upper(), "\udcff", "x" * 3000])
def test_other_words_do_not(client: TestClient, words: str) -> None:
    body = f"password={words}".encode("utf-8", "surrogateescape")
    answer = client.post(LOG_IN, content=body, headers=FORM)
    assert answer.status_code == 401
    assert "This is not the password." in answer.text
    assert "set-cookie" not in answer.headers
    assert client.get("/config").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"word=x", id="no password"),
        pytest.param(b"password=" + b"x" * LONGEST_FORM, id="too long"),
        pytest.param(b"&".join([b"password=x"] * 9), id="many"),
        pytest.param(b"password=%ff%fe", id="no UTF-8"),
    ],
)
def test_a_malformed_form_is_a_wrong_password(client: TestClient, body: bytes) -> None:
    assert client.post(LOG_IN, content=body, headers=FORM).status_code == 401


def test_invented_and_stale_tokens_open_nothing(client: TestClient) -> None:
    for token in ("", "x", "A" * 43, "é"):
        headers = {"Cookie": f"{COOKIE}={token}".encode()}
        assert client.get("/config", headers=headers).status_code == 401  # type: ignore[arg-type]


def test_nothing_is_open_without_a_login() -> None:
    app = create_app(QueuedAssistant(), hosts=("archive.example",), password=Password(WORDS))
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as client:
        for method, path in routes_of(app):
            # 303 leads to the login, 401 asks for it, 403 is shut for everybody.
            assert client.request(method, path, headers=FORM).status_code in (303, 401, 403), path
        assert log_in(client, WORDS) == 303
        assert LOG_OUT in client.get("/config").text


def test_a_guesser_has_to_wait(client: TestClient) -> None:
    for _ in range(MOST_OF_ONE):
        assert log_in(client, "wrong") == 401
    answer = client.post(LOG_IN, data={"password": WORDS}, headers=FORM)
    assert answer.status_code == 429
    assert "Try again in 10 minutes." in answer.text


def test_a_login_from_another_page_is_refused(client: TestClient) -> None:
    answer = client.post(LOG_IN, data={"password": WORDS}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


def test_attempts_are_forgotten_in_time_and_count_by_address() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(MOST_OF_ONE):
        assert attempts.begin("10.0.0.1") == 0
        clock.now += 1
    assert attempts.begin("10.0.0.1") == WINDOW - MOST_OF_ONE
    assert attempts.begin("10.0.0.2") == 0
    attempts.succeeded("10.0.0.2")
    clock.now += WINDOW - MOST_OF_ONE
    assert attempts.begin("10.0.0.1") == 0
    assert attempts.begin("10.0.0.1") == 1
    attempts.succeeded("10.0.0.1")
    assert attempts.begin("10.0.0.1") == 0


def test_many_addresses_have_to_wait_together() -> None:
    attempts = Attempts(Clock())
    for number in range(MOST_OF_ALL):
        assert attempts.begin(f"10.0.{number // 250}.{number % 250}") == 0
    assert attempts.begin("10.9.9.9") == WINDOW


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_address(address: str, expected: str) -> None:
    assert network(address) == expected


def test_sessions_end() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    token = sessions.open()
    assert len(token) >= 43
    assert token != sessions.open()
    clock.now += LIFETIME - 1
    assert sessions.use(token)
    clock.now += LIFETIME - 1
    assert sessions.use(token)
    clock.now += LIFETIME + 1
    assert not sessions.use(token)
    assert not sessions.use(None)


def test_the_oldest_session_goes_first() -> None:
    sessions = Sessions()
    tokens = [sessions.open() for _ in range(MOST_SESSIONS)]
    assert sessions.use(tokens[0])
    sessions.open()
    assert not sessions.use(tokens[1])
    assert sessions.use(tokens[0])


@pytest.mark.parametrize("words", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababababab"])
def test_an_easy_password_is_refused(words: str) -> None:
    with pytest.raises(PasswordError, match="too easy to guess"):
        Password(words)


def test_a_password_is_not_kept() -> None:
    password = Password(WORDS)
    assert WORDS not in repr(vars(password))
    assert password.is_(WORDS)
    assert not password.is_(WORDS.lower())


def test_where_the_password_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "password"
    file.write_text("in the file 123\nsecond line\n", encoding="utf-8")
    assert find_password("in the environment", file).is_("in the file 123")
    assert find_password("in the environment", None).is_("in the environment")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(PasswordError, match="ONRECORD_CHAT_PASSWORD"):
        find_password(None, None)
    with pytest.raises(PasswordError, match="cannot be read"):
        find_password(None, tmp_path / "none")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: "typed in the terminal")
    assert find_password(None, None).is_("typed in the terminal")
