"""The words that attribute and what they stand for, as `cues.toml` lists them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.attribution.attribution import Stance
from index.errors import CueTableError

_TOKEN = re.compile(r"n’t|’[a-z]+|[a-z]+?(?=n’t)|[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")
_SHORTHAND = re.compile(r"\{([a-z]+)(?::([a-z]+))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """An entry of the table: words that attribute."""

    words: tuple[str, ...]
    """As the table has them: a verb in its plain form, and what follows it."""
    stance: Stance
    negated: Stance
    """What a negation makes of it."""
    content: re.Pattern[str] | None
    """It holds only where this is found in what is said."""
    source: re.Pattern[str] | None
    """It holds only where this is found in the words for the speaker."""
    open: bool
    """Whether what is said decides the stance."""
    verb: bool

    @property
    def conditional(self) -> bool:
        """Whether it holds only somewhere; such entries are tried first."""
        return self.content is not None or self.source is not None

    def holds(self, said: str, source: str) -> bool:
        """Whether it holds for what is said and the words for the speaker, both plain."""
        return (self.content is None or bool(self.content.search(said))) and (
            self.source is None or bool(self.source.search(source))
        )


@dataclass(frozen=True, slots=True)
class ContentPattern:
    """An entry of the table: what is said."""

    stance: Stance
    pattern: re.Pattern[str]
    needs: frozenset[str] | None
    """It can only be found where one of these words is; a look at them is much quicker than the pattern."""

    def found_in(self, sentence: str, words: frozenset[str]) -> bool:
        """Whether the pattern is found in a plain sentence of these words."""
        return (self.needs is None or not self.needs.isdisjoint(words)) and bool(self.pattern.search(sentence))


@dataclass(frozen=True, slots=True)
class CueTable:
    """All cues by the form of their first word, and the patterns of what is said."""

    cues: Mapping[str, tuple[Cue, ...]]
    contents: tuple[ContentPattern, ...]
    """The first that is found decides."""
    negators: frozenset[str]
    passed_over: frozenset[str]
    """Forms that the rules-only tagger does not take for cues."""
    open_verbs: frozenset[str]
    """Forms of the verbs that only tell that somebody says something."""

    def at(self, tokens: list[str], position: int) -> list[Cue]:
        """The entries whose words begin at this token."""
        return [
            cue
            for cue in self.cues.get(tokens[position], ())
            if len(cue.words) == 1 or tuple(tokens[position + 1 : position + len(cue.words)]) == cue.words[1:]
        ]


def plain(text: str) -> str:
    """The text in the spelling of the table: lower case, one kind of apostrophe; as long as before."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).replace("'", "’")


def tokens_of(text: str) -> list[str]:
    """The words and marks of a plain text: "didn’t" is "did", "n’t"."""
    return _TOKEN.findall(text)


@cache
def cue_table() -> CueTable:
    """The table of `cues.toml`."""
    return parse_cues(files("index.attribution").joinpath("cues.toml").read_text(encoding="utf-8"))


def parse_cues(text: str) -> CueTable:
    """The table from the text of a file like `cues.toml`. Raises CueTableError if it breaks the file's own rules."""
    try:
        read = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CueTableError(f"cues.toml is not TOML: {error}. Correct that place.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CueTableError(f"cues.toml: {place}: {first['msg']}. Correct that entry.") from error
    cues = [(cue, form) for entry in read.cues for cue, form in _entries(entry, read)]
    seen: dict[tuple[str, ...], Stance] = {}
    by_form: dict[str, list[Cue]] = defaultdict(list)
    for cue, form in cues:
        by_form[form].append(cue)
        if not cue.conditional and seen.setdefault((form, *cue.words), cue.stance) != cue.stance:
            raise CueTableError(
                f'cues.toml: "{" ".join(cue.words)}" has two stances. Keep one, or give it a content or source.'
            )
    contents = [
        ContentPattern(group.stance, _pattern(pattern, read), _needs(pattern, read))
        for group in read.contents
        for pattern in group.patterns
    ]
    return CueTable(
        {form: tuple(found) for form, found in by_form.items()},
        tuple(contents),
        frozenset(read.words["negators"].split()),
        frozenset(read.words["passed_over"].split()),
        frozenset(form for form, found in by_form.items() if any(cue.verb and cue.open for cue in found)),
    )


def forms(verb: str, irregular: Mapping[str, str]) -> list[str]:
    """The plain form of a verb and what inflection makes of it; rather a form too many than one too few."""
    found = [verb, _third_person(verb), _past(verb), _ing(verb)]
    if re.search(r"(?:^|[^aeiou]|qu)[aeiou][bdgklmnprt]$", verb):
        found += [f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"]
    return list(dict.fromkeys([*found, *irregular.get(verb, "").split()]))


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    stance: Stance
    negated: Stance = "states"
    verbs: list[str] = Field(default=[])
    nouns: list[str] = Field(default=[])
    words: list[str] = Field(default=[])
    content: str | None = None
    source: str | None = None
    open: bool = False


class _Contents(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    stance: Stance
    patterns: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    cues: list[_Entry]
    contents: list[_Contents]
    words: dict[str, str]
    shorthands: dict[str, str]
    irregular: dict[str, str]


def _entries(entry: _Entry, read: _File) -> Iterable[tuple[Cue, str]]:
    """Each cue of an entry with each form of its first word."""
    content, source = (None if text is None else _pattern(text, read) for text in (entry.content, entry.source))
    for phrases, verb, noun in ((entry.verbs, True, False), (entry.nouns, False, True), (entry.words, False, False)):
        for phrase in phrases:
            words = tuple(tokens_of(plain(phrase)))
            if not words:
                raise CueTableError(f"cues.toml: an empty cue among those of {entry.stance}. Take it out.")
            cue = Cue(
                words=words,
                stance=entry.stance,
                negated=entry.negated,
                content=content,
                source=source,
                open=entry.open,
                verb=verb,
            )
            first = forms(words[0], read.irregular) if verb else [words[0], *([_plural(words[0])] if noun else [])]
            for form in first:
                yield cue, form


def _pattern(text: str, read: _File) -> re.Pattern[str]:
    try:
        return re.compile(_SHORTHAND.sub(lambda found: _expanded(found, read), text))
    except re.error as error:
        raise CueTableError(f"cues.toml: {text!r} is not a regular expression: {error}. Correct it.") from error


def _needs(pattern: str, read: _File) -> frozenset[str] | None:
    """The words of [words] that the pattern names, if it names any list of them."""
    for name, _ in _SHORTHAND.findall(pattern):
        if name in read.words:
            return frozenset(read.words[name].split())
    return None


def _expanded(found: re.Match[str], read: _File) -> str:
    name, stance = found.groups()
    if name == "verb":
        plain_verbs = [
            tuple(tokens_of(plain(phrase)))
            for entry in read.cues
            if entry.stance == stance and entry.content is None and entry.source is None
            for phrase in entry.verbs
        ]
        spelled = {" ".join([form, *words[1:]]) for words in plain_verbs for form in forms(words[0], read.irregular)}
        return rf"(?:{'|'.join(map(re.escape, sorted(spelled)))})\b"
    if name in read.shorthands:
        return read.shorthands[name]
    if name in read.words:
        return rf"\b(?:{'|'.join(map(re.escape, sorted(read.words[name].split())))})\b"
    raise CueTableError(f"cues.toml: nothing is called {found.group()}. Use a name of [shorthands] or [words].")


def _third_person(verb: str) -> str:
    return _plural(verb)


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh|[^aeiou]o)$", word) else f"{word}s"


def _past(verb: str) -> str:
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}d" if verb.endswith("e") else f"{verb}ed"


def _ing(verb: str) -> str:
    return f"{verb[:-1]}ing" if re.search(r"[^eoy]e$", verb) and verb != "be" else f"{verb}ing"
