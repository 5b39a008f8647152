"""The settings as HTML. Pure functions; everything that comes from outside is escaped, and no key is ever shown."""

from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path

from assistant.settings import EXTRACTIVE, Settings
from ui.feedback import DOWNLOAD
from ui.markup import count
from ui.preferences.choice import ENDPOINT, address, chosen

THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))

_SHOWN = {
    "library": "Library",
    "models": "Folder of the local models",
    "model": "Model",
    "base_url": "Endpoint",
    "api_key": "Key of the endpoint",
    "embedding": "Embedding model",
    "attribution": "What finds who said what",
    "query_encoder": "What embeds questions",
    "reranker": "What reads passages with the question",
    "timeout": "Longest silence of a model (seconds)",
    "context": "Context of a model (tokens)",
    "threads": "Processor threads",
}
"""Field of `Settings` -> what a reader calls it."""

_IN_PLACE = {
    "the setting OPENAI_BASE_URL": "the address",
    "the setting OPENAI_API_KEY": "the key",
    "OPENAI_BASE_URL": "the address",
    "OPENAI_API_KEY": "the key",
    "ONRECORD_MODEL": "the model",
}
"""What errors call by its variable -> the box beside which they are shown."""


def in_use_html(settings: Settings, model_name: str) -> str:
    """The model in force, and where it runs."""
    choice = chosen(settings)
    if choice == EXTRACTIVE:
        line = "Answers are the articles’ own sentences, word for word; no language model is used."
    elif choice == ENDPOINT:
        line = f"Answers are written by {model_name} at {address(settings)}. Questions and passages are sent there."
    else:
        line = f"Answers are written by {model_name} on this machine. Nothing leaves it."
    return f'<p class="in-use">{escape(line)}</p>'


def trying_html() -> str:
    """While a model is tried."""
    line = "Trying it. The model in use goes on until this one has shown that it works."
    return f'<p class="outcome" role="status"><span class="dots" aria-hidden="true"></span> {line}</p>'


def changed_html(model_name: str) -> str:
    """After a change."""
    return f'<p class="outcome" role="status">From the next question on: {escape(model_name)}.</p>'


def not_changed_html(reason: str, key: str = "") -> str:
    """Why the former model stays. Whatever a message says, it does not say the key."""
    shown = reason.replace(key.strip(), "(the key)") if key.strip() else reason
    for variable, box in _IN_PLACE.items():
        shown = shown.replace(variable, box)
    return f'<p class="failure" role="alert">Not changed: {escape(shown)}</p>'


def length_html(length: str) -> str:
    """What the length in force means."""
    line = "An answer ends with its first sentence." if length == "short" else "An answer has up to three sentences."
    return f'<p class="outcome" role="status">{line}</p>'


def theme_html() -> str:
    """The themes; preferences.js marks the one in force and changes it."""
    buttons = "".join(
        f'<button type="button" class="theme" data-choice="{value}" aria-pressed="false">{label}</button>'
        for value, label in THEMES
    )
    return f'<div class="themes" role="group" aria-label="Theme">{buttons}</div>'


def feedback_summary_html(good: int, bad: int, *, readable: bool) -> str:
    """How many answers were judged, and the way to have them as test cases."""
    if not good + bad:
        return '<p class="soft">Nobody has judged an answer yet. The thumbs stand under each answer.</p>'
    line = f"{count(good + bad, 'answer')} judged: {good:,} good, {bad:,} bad."
    if not readable:
        return f'<p class="soft">{line}</p>'
    return (
        f'<p class="soft">{line} <a class="download" href="{DOWNLOAD}" download="feedback.jsonl">Download as test '
        'cases (JSONL)</a></p><p class="soft">Complete a case\'s patterns before it counts: '
        "<code>onrecord evaluate feedback.jsonl</code> reads the file as it is.</p>"
    )


def sources_html(settings: Settings, environment: Mapping[str, str], changed: Collection[str]) -> str:
    """Every setting, and where it comes from. `changed` are the fields that were changed on this page."""
    rows = "".join(
        f"<tr><td>{escape(label)}</td><td>{escape(_value(settings, name))}</td>"
        f"<td>{_origin(settings, name, environment, changed)}</td><td><code>{_variable(name)}</code></td></tr>"
        for name, label in _SHOWN.items()
    )
    return (
        '<div class="scroller"><table class="grid settings"><thead><tr><th>Setting</th><th>In force</th><th>From</th>'
        f"<th>Variable</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _origin(settings: Settings, name: str, environment: Mapping[str, str], changed: Collection[str]) -> str:
    value = getattr(settings, name)
    given = environment.get(_variable(name))
    if name in changed:
        return "this page"
    if given and (name != "library" or Path(given).expanduser() == value):
        return "environment"
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    return "default" if value == default else "command line"


def _variable(name: str) -> str:
    return str(Settings.model_fields[name].alias)


def _value(settings: Settings, name: str) -> str:
    if name == "api_key":
        return "set, not shown" if settings.api_key else "none"
    if name == "embedding":
        return settings.embedding_name
    if name == "model":
        return settings.model or chosen(settings)
    value = getattr(settings, name)
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
