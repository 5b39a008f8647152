"""The YAML block between two lines `---` that may begin a Markdown file."""

import re

import yaml

from index.errors import ReadingError

_BLOCK = re.compile(r"---[ \t]*\n(?P<yaml>.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_CHARACTERS = 100_000


class _PlainLoader(yaml.SafeLoader):
    """`yaml.safe_load`'s loader, but values stay as written: `0123` is no octal number, `No` no boolean."""


_PlainLoader.yaml_implicit_resolvers = {
    first: kept
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if (kept := [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"])
}


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of the front matter, and the text after it. Raises ReadingError for broken YAML."""
    match = _BLOCK.match(text)
    if match is None:
        return {}, text
    block = match["yaml"]
    if len(block) > _CHARACTERS:
        raise ReadingError(f"front matter has more than {_CHARACTERS:,} characters: shorten it")
    try:
        fields = yaml.load(block, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        line = f" at line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise ReadingError(f"broken front matter{line} ({error.problem}): put the value in quotation marks") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ReadingError("broken front matter: correct the YAML between the lines ---") from error
    if fields is None:
        return {}, text[match.end() :]
    if not isinstance(fields, dict):
        # Two rules around a paragraph, not metadata.
        return {}, text
    return {str(name): value for name, value in fields.items()}, text[match.end() :]
