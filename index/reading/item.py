"""What reading yields: an article that was found, or what could not be read and why."""

from dataclasses import dataclass

from index.article import Article


@dataclass(frozen=True, slots=True)
class Item:
    """An article that was read, before it has a place in a library."""

    article: Article
    origin: str
    """Where it came from: a URL, or a file's absolute path (`#12` added for line 12 of a JSONL file)."""
    fixed_id: bool
    """Whether the id is the source's own (a field, front matter) rather than made from the file name."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read. The rest goes on."""

    source: str
    """The file, or the file and line (`news.jsonl:12`)."""
    reason: str
    """One line: what was wrong, and how to fix it."""
