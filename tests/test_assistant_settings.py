"""Settings: where they come from, what is refused, and that the README tells the truth about them."""

import re
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings

README = Path(__file__).parents[1] / "README.md"
VARIABLES = {str(field.alias): field for field in Settings.model_fields.values()}
COMPUTED = {"ONRECORD_LIBRARY", "ONRECORD_MODELS", "ONRECORD_THREADS"}
"""Whose default depends on the machine; the README describes it in words."""


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


def test_defaults() -> None:
    settings = Settings.load()
    assert settings.library.parts[-2:] == ("onrecord", "library")
    assert settings.models.parts[-2:] == ("onrecord", "models")
    assert settings.library.parent == settings.models.parent
    assert (settings.model, settings.api_key, settings.base_url) == (None, None, None)
    assert settings.threads >= 1
    assert not settings.remote
    assert settings.embedding_name == "all-minilm-l6-v2-int8"


def test_environment_and_overrides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONRECORD_LIBRARY", "~/news")
    monkeypatch.setenv("ONRECORD_MODELS", "~/weights")
    monkeypatch.setenv("ONRECORD_TIMEOUT", "7.5")
    monkeypatch.setenv("ONRECORD_MODEL", " tiny ")
    monkeypatch.setenv("ONRECORD_EMBEDDING", "")
    settings = Settings.load(library=None)
    assert (settings.library, settings.models) == (Path.home() / "news", Path.home() / "weights")
    assert (settings.timeout, settings.model, settings.embedding) == (7.5, "tiny", None)
    assert Settings.load(library=tmp_path, model="other").library == tmp_path


@pytest.mark.parametrize("variable", ["MODEL", "TIMEOUT", "LIBRARY", "MODELS", "API_KEY", "BASE_URL", "THREADS"])
def test_variables_of_other_programs_are_not_read(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings.load()
    monkeypatch.setenv(variable, "7")
    assert Settings.load() == before


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("ONRECORD_TIMEOUT", "soon", id="no number"),
        pytest.param("ONRECORD_TIMEOUT", "0", id="zero"),
        pytest.param("ONRECORD_TIMEOUT", "inf", id="endless"),
        pytest.param("ONRECORD_CONTEXT", "100", id="context too small"),
        pytest.param("ONRECORD_THREADS", "0", id="no thread"),
        pytest.param("ONRECORD_ATTRIBUTION", "magic", id="no such tagger"),
        pytest.param("OPENAI_BASE_URL", "localhost:11434", id="address without http"),
        pytest.param("OPENAI_BASE_URL", "http://", id="address without host"),
        pytest.param("OPENAI_BASE_URL", "http://user:sk-secret@host/v1", id="password in the address"),
        pytest.param("OPENAI_BASE_URL", "http://[::1", id="broken address"),
        pytest.param("OPENAI_API_KEY", "sk-secret\nx", id="key of two lines"),
        pytest.param("OPENAI_API_KEY", "sk-secret-é", id="key that no header can carry"),
    ],
)
def test_unusable_value_is_one_line_that_names_the_variable(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert variable in str(caught.value)
    assert "\n" not in str(caught.value) and "sk-secret" not in str(caught.value)
    assert caught.value.__cause__ is None  # pydantic's own error would show the value


def test_key_is_redacted_and_trimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret\n")
    settings = Settings.load()
    assert settings.api_key is not None and settings.api_key.get_secret_value() == "sk-secret"
    assert settings.remote
    assert "sk-secret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1/")
    assert Settings.load().base_url == "http://127.0.0.1:11434/v1"


def test_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Settings(colour="red")  # type: ignore[call-arg]


def readme_table(text: str) -> dict[str, tuple[str, str]]:
    """Variable -> default and meaning, from the table between the README's `<!-- settings -->` markers."""
    between = re.search(r"<!-- settings -->\n(.*?)<!-- /?settings -->", text, re.DOTALL)
    assert between, "README.md has no table between <!-- settings --> and <!-- /settings -->"
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in between[1].split("\n") if line]
    assert rows[0] == ["Variable", "Default", "Meaning"]
    assert all(set(cell) == {"-"} for cell in rows[1])
    return {row[0].strip("`"): (row[1].strip("`"), row[2]) for row in rows[2:]}


def test_readme_lists_every_setting_with_its_default() -> None:
    table = readme_table(README.read_text(encoding="utf-8"))
    assert list(table) == list(VARIABLES)
    for variable, (default, meaning) in table.items():
        assert meaning
        if variable in COMPUTED:
            assert default
        else:
            value = VARIABLES[variable].default
            assert default == ("none" if value is None else str(value).removesuffix(".0")), variable
