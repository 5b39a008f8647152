"""Prompts, one Markdown file each, with `{{variable}}` marks.

What comes from articles or users is data: it is passed through `fenced`, so that it cannot close its fence, pose as
an evidence number or end a line of the prompt.
"""

import re
from importlib.resources import files

_MARK = re.compile(r"\{\{(\w+)\}\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_SPECIAL_TOKEN = re.compile(r"<\|[^|>]{0,40}\|>|</?s>|\[/?INST\]", re.IGNORECASE)


def render(name: str, **variables: str) -> str:
    """The prompt `name` with its variables filled in.

    Raises `KeyError` if a variable is missing and `TypeError` if one is given that the prompt does not have.
    """
    template = files("prompts").joinpath(f"{name}.md").read_text("utf-8").strip()
    unknown = variables.keys() - set(_MARK.findall(template))
    if unknown:
        raise TypeError(f"the prompt {name} has no variable {', '.join(sorted(unknown))}")
    return _MARK.sub(lambda mark: variables[mark.group(1)], template)


def fenced(text: str) -> str:
    """Untrusted text, on one line, without a model's control tokens, tags or evidence numbers."""
    line = _CONTROL.sub(" ", text)
    line = _SPECIAL_TOKEN.sub(" ", line)
    line = line.replace("<", "‹").replace(">", "›").replace("[", "(").replace("]", ")")
    return " ".join(line.split())
