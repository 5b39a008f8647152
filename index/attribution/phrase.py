"""A source in the words of the text -> the name or the noun that it turns on."""

import re
from dataclasses import dataclass

from index.article import Span
from index.attribution.capitals import names_within
from index.attribution.lexicon import DOCUMENTS, ROLES
from index.attribution.name import Name

_TAIL = re.compile(
    r",\s|;|\s[—–(]|\(|\s(?:who|which|that|whose|of|for|from|at|in|with|on|to|by|about|against|after|near|including"
    r"|is|was|has|had)\s"
)
_SEVERAL = re.compile(r"\s(?:and|or)\s")
_TWO_ROLES = re.compile(rf"[Tt]he\s(?:[\w.-]+\s){{0,4}}(?:{'|'.join(ROLES)})\sand\s(?!the|his|her|an?\b)[\w. ]+(?<!s)$")
_DEFINITE = re.compile(r"(?:the|this|that)\s|[A-Z]\w+[’']s?\s", re.I)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source taken apart."""

    words: str
    """Without punctuation around it."""
    start: int
    """Where it starts in the text."""
    name: Name | None = None
    """The name that it turns on, if there is one: "Ann Lee" in "Harbour Board chairwoman Ann Lee"."""
    document: str = ""
    """With a name: the kind of document that bears it, as in "a Harbour Board report"."""
    noun: str = ""
    """Without a name: the noun that it turns on, in lower case."""
    definite: bool = False
    """Without a name: whether it means somebody whom the reader knows."""

    @property
    def speaking(self) -> int:
        """Where the word that speaks starts."""
        return self.name.span.start if self.name else self.start


def read_phrase(text: str, span: Span) -> Phrase:
    """Take the source at `span` apart. Two speakers ("Lee and Moss"), and unnamed ones, have no name."""
    raw = text[span.start : span.end]
    words = raw.strip(' ,:;—–-\n“”"')
    start = span.start + (raw.index(words) if words else 0)
    names = names_within(words, start)
    cut = _head_end(words, start, names)
    head = words[:cut]
    inner = [name for name in names if name.span.start < start + cut]
    for match in _SEVERAL.finditer(head):
        if _within(start + match.start(), inner):
            continue
        if inner or not _TWO_ROLES.match(head) or match.group() == " or ":
            return Phrase(words, start)
        head = words = head[: match.start()]
        break
    if inner:
        return _on_name(words, start, head, inner[-1], names)
    apposed = _apposed(words, cut, names, start) or _last_apposed(words, names, start)
    if apposed is not None:
        return Phrase(words, start, name=apposed)
    noun = re.sub(r"[’']s?$", "", head).split()[-1:] or [""]
    return Phrase(words, start, noun=noun[0].lower(), definite=bool(_DEFINITE.match(words)))


def _head_end(words: str, start: int, names: list[Name]) -> int:
    for match in _TAIL.finditer(words):
        if not _within(start + match.start(), names):
            return match.start()
    return len(words)


def _on_name(words: str, start: int, head: str, name: Name, names: list[Name]) -> Phrase:
    """A phrase with a name before its first comma or preposition."""
    rest = head[name.span.end - start :]
    owned = bool(re.match(r"[’']", rest))
    rest = re.sub(r"^[’']s?\b", "", rest).strip()
    if not rest:
        return Phrase(words, start, name=name)
    noun = rest.split()[-1].lower()
    if noun in DOCUMENTS:
        return Phrase(words, start, name=name, document=rest)
    apposed = _apposed(words, len(head), names, start) or _last_apposed(words, names, start, owned)
    if apposed is not None:
        return Phrase(words, start, name=apposed)
    return Phrase(words, start, noun=noun, definite=noun in ROLES and (owned or bool(_DEFINITE.match(words))))


def _apposed(words: str, cut: int, names: list[Name], start: int) -> Name | None:
    """The name right after the comma of "his lawyer, Ann Lee"."""
    if words[cut : cut + 2] != ", ":
        return None
    for name in names:
        before = name.span.start - start - (len(name.title) + 1 if name.title else 0)
        if before == cut + 2:
            return name
    return None


def _last_apposed(words: str, names: list[Name], start: int, owned: bool = False) -> Name | None:
    """The name that ends "the director of the board, Ann Lee"."""
    definite = owned or _DEFINITE.match(words)
    if not names or names[-1].span.end - start != len(words) or not definite:
        return None
    before = words[: names[-1].span.start - start - (len(names[-1].title) + 1 if names[-1].title else 0)]
    person = names[-1].kind != "body" and len(names[-1].words) > 1
    return names[-1] if person and before.endswith(", ") and before.count(",") == 1 else None


def _within(position: int, names: list[Name]) -> bool:
    """Whether a place is in a name or in the title before it."""
    return any(name.span.start - len(name.title) - 1 <= position < name.span.end for name in names)
