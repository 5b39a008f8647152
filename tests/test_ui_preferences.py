"""The Settings tab without a browser: what a choice stands for, and what the page says of it."""

import json
from pathlib import Path

import pytest
from browser_double import ferry_answer
from test_ui_rendering import PAYLOADS, Inspector

from assistant.errors import SettingsError
from assistant.settings import EXTRACTIVE, Settings
from ui.feedback import GivenFeedback, feedback_html
from ui.preferences.choice import ENDPOINT, choices, chosen, wished
from ui.preferences.rendering import (
    changed_html,
    feedback_summary_html,
    in_use_html,
    not_changed_html,
    sources_html,
)

KEY = "sk-very-secret"
HERE = "http://127.0.0.1:11434/v1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path, models=tmp_path / "models", model=EXTRACTIVE)


def test_only_models_that_are_here_are_offered(settings: Settings) -> None:
    assert [value for _, value in choices(settings)] == [EXTRACTIVE, ENDPOINT]
    own = settings.changed(model="/models/mine.gguf")
    assert ("mine, on this machine", "/models/mine.gguf") in choices(own)
    assert chosen(own) == "/models/mine.gguf"
    with pytest.raises(SettingsError, match="not here"):
        wished(settings, "qwen2.5-coder-1.5b-instruct-q4_k_m", "", "", "")


def test_an_endpoint_and_the_way_back(settings: Settings) -> None:
    there = wished(settings, ENDPOINT, f" {HERE}/ ", " llama ", f" {KEY}\n")
    assert (there.base_url, there.model) == (HERE, "llama")
    assert there.api_key is not None
    assert there.api_key.get_secret_value() == KEY
    assert chosen(there) == ENDPOINT
    assert chosen(wished(there, EXTRACTIVE, "", "", "")) == EXTRACTIVE
    assert chosen(wished(settings, ENDPOINT, HERE, "", "")) == ENDPOINT


def test_a_key_goes_to_no_other_address(settings: Settings) -> None:
    there = wished(settings, ENDPOINT, HERE, "", KEY)
    assert wished(there, ENDPOINT, HERE, "other", "").api_key == there.api_key
    assert wished(there, ENDPOINT, "http://elsewhere.example/v1", "", "").api_key is None
    openai = settings.changed(api_key=KEY)
    assert wished(openai, ENDPOINT, "", "", "").api_key == openai.api_key
    assert wished(openai, ENDPOINT, HERE, "", "").api_key is None


@pytest.mark.parametrize(
    ("address", "model", "reason"),
    [
        pytest.param("file:///etc/passwd", "m", "no web address", id="file"),
        pytest.param("http://user:pass@host/v1", "m", "holds a password", id="password"),
        pytest.param(HERE, "/tmp/x.gguf", "model of this machine", id="path"),
        pytest.param(HERE, EXTRACTIVE, "model of this machine", id="extractive"),
    ],
)
def test_what_is_no_endpoint_is_told(settings: Settings, address: str, model: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        wished(settings, ENDPOINT, address, model, "")


def test_the_key_is_never_shown(settings: Settings) -> None:
    there = wished(settings, ENDPOINT, HERE, "m", KEY)
    html = sources_html(there, {"OPENAI_API_KEY": KEY}, {"model"}) + in_use_html(there, "m")
    assert KEY not in html
    assert "set, not shown" in html
    told = not_changed_html(f"Incorrect key {KEY} given: check OPENAI_API_KEY", f" {KEY} ")
    assert KEY not in told
    assert "Incorrect key (the key) given: check the key" in told


def test_where_each_setting_comes_from(settings: Settings) -> None:
    html = sources_html(settings.changed(timeout=9), {"ONRECORD_TIMEOUT": "9"}, {"model"})
    rows = {row.split("</td>")[0]: row for row in html.split("<tr><td>")[1:]}
    assert "<td>this page</td>" in rows["Model"]
    assert "<td>environment</td>" in rows["Longest silence of a model (seconds)"]
    assert "<td>default</td>" in rows["Context of a model (tokens)"]
    assert "<td>command line</td>" in rows["Library"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_are_escaped(settings: Settings, payload: str) -> None:
    answer = ferry_answer(payload)
    html = changed_html(payload) + not_changed_html(payload) + in_use_html(settings.changed(model=None), payload)
    inspected = Inspector(html + feedback_html(answer))
    assert {tag for tag, _ in inspected.tags} <= {"p", "div", "button", "span"}
    (kept,) = [attributes["data-answer"] for tag, attributes in inspected.tags if "data-answer" in attributes]
    assert json.loads(kept or "")["question"] == payload


def test_what_the_thumbs_carry_is_taken() -> None:
    (box,) = [attributes for tag, attributes in Inspector(feedback_html(ferry_answer("Q"))).tags if tag == "div"]
    kept = json.loads(box["data-answer"] or "")
    given = GivenFeedback(verdict="good", turns=[kept.pop("question")], **kept).feedback()
    assert given.turns == ("Q",)
    assert [proof.article_id for proof in given.evidence] == ["courier-0304", "courier-0304", "ledger/0306 & more"]


def test_the_download_is_for_whoever_serves() -> None:
    assert "feedback.jsonl" in feedback_summary_html(1, 2, readable=True)
    assert "3 answers judged: 1 good, 2 bad." in feedback_summary_html(1, 2, readable=False)
    assert "feedback.jsonl" not in feedback_summary_html(1, 2, readable=False)
