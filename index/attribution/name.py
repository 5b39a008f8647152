"""A name where it stands in a text."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.article import Span

NameKind = Literal["person", "body", "unknown"]

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True)
class Name:
    """A stretch of capitalised words that names somebody or something."""

    span: Span
    """Of the name alone."""
    words: tuple[str, ...]
    """The name's words, with neither title nor article."""
    title: str
    """What stands before it with capitals: "Foreign Minister", "Sen."; empty if nothing does."""
    kind: NameKind
    sentence: int
    """Number of its sentence, from 0."""
    modifier: bool = False
    """Whether it only tells which of another thing: "Obama" in "Obama officials"."""

    @cached_property
    def last(self) -> str:
        """The last name in lower case."""
        words = [word for word in self.words if word.rstrip(".").lower() not in _SUFFIXES] or list(self.words)
        return words[-1].lower().removeprefix("al-").removeprefix("el-")

    @cached_property
    def first(self) -> str:
        """The first name in lower case; empty for a name of one word."""
        return self.words[0].rstrip(".").lower() if len(self.words) > 1 else ""

    @cached_property
    def suffix(self) -> str:
        """ "jr" or the like, in lower case; empty without one."""
        word = self.words[-1].rstrip(".").lower()
        return word if len(self.words) > 1 and word in _SUFFIXES else ""

    @cached_property
    def text(self) -> str:
        """The words as one string."""
        return " ".join(self.words)
