"""What a feed or a sitemap says of an article."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article that is listed somewhere."""

    url: str | None
    """Its page, if it has one."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Fields for `read_metadata`."""
    html: str = ""
    """The article's text, or what the feed gives of it."""
    version: str = ""
    """Another one when the entry was edited."""
