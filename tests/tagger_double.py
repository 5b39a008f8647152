"""A tagger for tests: whoever "said", "proposed", "opposed" or "denied" something in one sentence."""

import re
from collections.abc import Sequence

from index.article import Span
from index.attribution.attribution import Attribution

_STATEMENT = re.compile(
    r"\b(?P<source>[A-Z]\w+(?: [A-Z]\w+)*|[Hh]e|[Ss]he) (?P<cue>said|proposed|opposed|denied|supported) "
    r"(?P<content>[^.\n]+)"
)


class VerbTagger:
    """Deterministic; counts the texts that it was given."""

    def __init__(self, name: str = "verbs") -> None:
        self.name = name
        self.tagged = 0

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """See `Tagger.tag`."""
        self.tagged += len(texts)
        return [
            [
                Attribution(
                    source=(Span(*match.span("source")),),
                    cue=(Span(*match.span("cue")),),
                    content=(Span(*match.span("content")),),
                    kind="indirect",
                )
                for match in _STATEMENT.finditer(text)
            ]
            for text in texts
        ]
