"""The values of this package: an attribution as the text has it, and the statement that it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.article import Span

Kind = Literal["direct", "indirect", "mixed"]
"""Whether the content is quoted, reported, or reported with quoted words in it."""

Stance = Literal["states", "proposes", "supports", "opposes", "denies", "demands", "warns", "promises", "asks"]
"""What somebody does by saying it."""

SpeakerKind = Literal["person", "body", "document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who said what by which words, as in PARC 3.0 and PolNeAR. Each role lists its parts in the order of the text."""

    source: tuple[Span, ...]
    """Who says it, in the text's words; empty where the text names nobody."""
    cue: tuple[Span, ...]
    """The words that attribute: "said", "according to"; never empty."""
    content: tuple[Span, ...]
    """What is said; never empty."""
    kind: Kind

    @property
    def extent(self) -> Span:
        """From the first character of any role to the last."""
        spans = (*self.source, *self.cue, *self.content)
        return Span(min(span.start for span in spans), max(span.end for span in spans))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """The person, body or document that a source stands for."""

    name: str
    """Its fullest name in the article: "Sergei Lavrov", "State Department"; without title or article."""
    kind: SpeakerKind
    role: str | None = None
    """What the article calls it: "foreign minister", "Senator (R-Iowa)"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An attribution understood."""

    attribution: Attribution
    speaker: Speaker | None
    """None where the text does not tell; it is never guessed."""
    stance: Stance
    said_on: str | None
    """ISO 8601 date of the statement where the text gives one, else of the article, else None."""


TaggerName = Literal["neural", "rules", "off"]
"""Which tagger finds attributions: the trained one, the one that needs no weights, or none."""


class Tagger(Protocol):
    """Finds attributions."""

    @property
    def name(self) -> str:
        """Identifies the model and its version: a ledger made by another one is out of date."""
        ...

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """The attributions of each text, in the order of their first character."""
        ...
