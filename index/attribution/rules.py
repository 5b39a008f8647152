"""The tagger for those who may not use the trained weights: quotation marks, the table of cues, and word order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from index.article import Span
from index.attribution.attribution import Attribution, Kind
from index.attribution.clauses import (
    AUXILIARIES,
    Clause,
    Token,
    clauses_of,
    content_end,
    is_adverb,
    main_subject,
    source_end,
    subject_before,
    time_end,
)
from index.attribution.cues import Cue, CueTable, cue_table

Range = tuple[int, int]
"""First token, and the one after the last."""


class RulesTagger:
    """Finds attributions by rules alone. What it finds and misses: docs/stance.md."""

    name = "rules-1"

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """The attributions of each text, in the order of their first character."""
        return [_Text(text).attributions() for text in texts]


@cache
def _open_verbs() -> frozenset[str]:
    """Forms of the verbs that only tell that somebody says something."""
    return frozenset(form for form, cues in cue_table().cues.items() if any(cue.verb and cue.open for cue in cues))


@cache
def _finite_verbs() -> frozenset[str]:
    """Forms of the table's verbs that end what stands before them."""
    table = cue_table()
    return frozenset(
        form
        for form, cues in table.cues.items()
        if any(cue.verb and len(cue.words) == 1 for cue in cues) and (form.endswith(("ed", "ing")) or form in _PAST)
    )


_PAST = frozenset("said told wrote thought felt knew found saw spoke sought".split())
_TELLS = frozenset("tell tells told telling remind reminds reminded reminding assure assures assured assuring inform informs informed warn warns warned".split())
_OBJECTS = frozenset("me him her them us you reporters supporters voters".split())
_CLAUSE_WORDS = frozenset("that how why what whether if who where when to it he she they i we you there".split())
_SPEAKER = re.compile(
    r"^[\"“]?(?P<source>Q|A|[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]*){0,4})(?P<cue>:) +(?P<content>\S[^\n]*?)[.\s]*$", re.MULTILINE
)
_SIGNED = re.compile(
    r"^(?P<content>[“\"”][^\n“”\"]+[”\"])\s{0,3}(?P<cue>[―—–-]) ?(?P<source>[A-Z][^\n“”\":]{2,80}?)[.\s]*$", re.MULTILINE
)
_BEFORE_SPEECH = frozenset({"", ".", ",", ":", "—", "–", "-"})
_ASKED = frozenset("asked pressed questioned quizzed".split())
_BE = frozenset("is are was were be been being am ’re ’m".split())
_PARTICIPLES = frozenset("seen known said told found written heard held felt thought understood shown sought".split())
_CHAIN = frozenset("went goes go going continued continues began begun started failed tried trying appeared proceeded used came".split())


@dataclass(frozen=True, slots=True)
class _Found:
    source: Range | None
    cue: Range
    content: tuple[Range, ...]


@dataclass(slots=True)
class _Text:
    text: str
    found: list[Attribution] = field(default_factory=list)

    def attributions(self) -> list[Attribution]:
        """What the text attributes, in the order of its first character."""
        lines = [*_transcribed(self.text), *_signed(self.text)]
        self.found += lines
        taken = [Span(one.source[0].start, one.content[0].end) for one in lines]
        last: tuple[int, Attribution] | None = None
        for clause in clauses_of(self.text):
            if any(clause.span.overlaps(span) for span in taken):
                continue
            if last is not None and last[0] == clause.paragraph and _only_speech(clause):
                last = (last[0], self._continued(last[1], clause))
                continue
            found = [self._attribution(clause, one) for one in _Sentence(clause).attributions()]
            self.found += found
            speaks = [one for one in found if one.kind == "direct"]
            last = (clause.paragraph, speaks[-1]) if speaks else None
        return sorted(self.found, key=lambda one: min(span.start for span in (*one.source, *one.cue, *one.content)))

    def _continued(self, attribution: Attribution, clause: Clause) -> Attribution:
        """A quotation that stands alone after an attributed one goes on with it."""
        spans = tuple(Span(token.start, token.end) for token in clause.tokens if token.speech)
        longer = Attribution(
            source=attribution.source, cue=attribution.cue, content=attribution.content + spans, kind=attribution.kind
        )
        self.found[self.found.index(attribution)] = longer
        return longer

    def _attribution(self, clause: Clause, found: _Found) -> Attribution:
        content = tuple(sorted(_span(clause.tokens, part) for part in found.content))
        return Attribution(
            source=() if found.source is None else (_span(clause.tokens, found.source),),
            cue=(_span(clause.tokens, found.cue),),
            content=content,
            kind=_kind(clause, found.content, self.text[content[0].start : content[-1].end]),
        )


def _transcribed(text: str) -> Iterator[Attribution]:
    """The speeches of a transcript: "OKAFOR: We can pay for it." """
    for line in _SPEAKER.finditer(text):
        yield _line(line, "source", "content")


def _signed(text: str) -> Iterator[Attribution]:
    """Quotations with a name below: “We can pay for it.” — Lena Okafor."""
    for line in _SIGNED.finditer(text):
        yield _line(line, "content", "source")


def _line(line: re.Match[str], *roles: str) -> Attribution:
    parts = {role: (Span(*line.span(role)),) for role in (*roles, "cue")}
    return Attribution(source=parts["source"], cue=parts["cue"], content=parts["content"], kind="direct")


def _span(tokens: Sequence[Token], part: Range) -> Span:
    return Span(tokens[part[0]].start, tokens[part[1] - 1].end)


def _kind(clause: Clause, content: tuple[Range, ...], text: str) -> Kind:
    if all(token.speech or not token.word.isalnum() for start, end in content for token in clause.tokens[start:end]):
        return "direct"
    return "mixed" if any(mark in text for mark in "“”\"") or "''" in text else "indirect"


def _only_speech(clause: Clause) -> bool:
    return all(token.speech or not token.word.isalnum() for token in clause.tokens)


def _after(found: _Found) -> int:
    """The token after all of its parts."""
    parts = [found.cue, *found.content, *([found.source] if found.source else [])]
    return max(end for _, end in parts)


class _Sentence:
    def __init__(self, clause: Clause) -> None:
        self.tokens = clause.tokens
        self.words = clause.words
        self.table: CueTable = cue_table()
        self.verbs = _finite_verbs()

    def attributions(self) -> Iterator[_Found]:
        """What the sentence attributes; what stands within the content of another one is passed over."""
        position = 0
        closing = self._closing()
        if closing is not None:
            yield closing
            position = _after(closing)
        previous = closing.source if closing else None
        while position < len(self.tokens):
            found = self._at(position, previous)
            if found is None:
                position += 1
                continue
            yield found
            previous = found.source or previous
            position = max(_after(found), position + 1)

    def _closing(self) -> _Found | None:
        """What is said before the one who says it: "..., Okafor said."; it may hold other cues."""
        for position, word in enumerate(self.words):
            if word not in _open_verbs():
                continue
            found = self._at(position, None)
            if found and all(end <= found.cue[0] for _, end in found.content[:1]) and found.content[0][0] < found.cue[0]:
                return found
        return None

    def _at(self, position: int, previous: Range | None) -> _Found | None:
        if self.words[position : position + 2] == ["according", "to"]:
            return self._according(position)
        if self.words[position] not in self.table.cues:
            return None
        cues = self.table.at(self.words, position)
        if not cues:
            return None
        cue = max(cues, key=lambda one: (len(one.words), one.verb))
        if not cue.verb or (len(cue.words) == 1 and self.words[position] in self.table.passed_over):
            return None
        return self._verb(position, position + len(cue.words), cue, previous)

    def _according(self, position: int) -> _Found | None:
        start = position + 2
        end = content_end(self.tokens, start, self.verbs)
        if position == 0:
            comma = next((i for i in range(start, len(self.tokens)) if self.words[i] == ","), None)
            if comma is None:
                return None
            content = (comma + 1, content_end(self.tokens, comma + 1, self.verbs))
            return _Found((start, comma), (position, start), (content,)) if content[0] < content[1] else None
        before = position - (self.words[position - 1] == ",")
        if not before or start >= end:
            return None
        return _Found((start, end), (position, start), ((0, before),))

    def _verb(self, position: int, end: int, cue: Cue, previous: Range | None) -> _Found | None:
        start = position
        while start and (self.words[start - 1] in AUXILIARIES or is_adverb(self.words[start - 1])):
            start -= 1
        before = self.words[start - 1] if start else ""
        if before == "to":
            if start < 2 or self.words[start - 2] not in _CHAIN:
                return None
            return self._verb(start - 2, end, cue, previous)
        if len(cue.words) > 1 and cue.words[-1] == "to" and cue.stance in ("proposes", "promises"):
            end -= 1
        if self.words[end : end + 1] == [":"]:
            end += 1
        if self.words[end - 1] in {"whether", "if"}:
            end -= 1
        if self.words[position] in _ASKED and self._is_asked(start, position):
            return self._asked(start, end)
        if self._is_passive(start, position):
            return self._passive(start, end)
        source = None if cue.open and self._names_source(start, end) else self._source(start, position, previous)
        if source is None:
            return self._inverted(start, end, cue)
        content = self._content(source, start, end, cue)
        return _Found(source, (start, end), content) if content else None

    def _is_asked(self, start: int, position: int) -> bool:
        """“Asked whether ...”, “when asked about ...”, “was asked ...”: nobody asks."""
        bare = start == position and (not start or self.words[start - 1] in {"when", "if", ",", "after", "being"})
        return bare and not self.tokens[start - 1].speech if start else bare or self._is_passive(start, position)

    def _asked(self, start: int, end: int) -> _Found | None:
        stop = content_end(self.tokens, end, self.verbs, thing=True)
        return _Found(None, (start, end), ((end, stop),)) if end < stop else None

    def _is_passive(self, start: int, position: int) -> bool:
        verb = self.words[position]
        helped = [word for word in self.words[start:position] if word in AUXILIARIES and word not in {"not", "n’t", "never"}]
        return bool(helped) and helped[-1] in _BE and not verb.endswith("ing") and (verb.endswith("ed") or verb in _PARTICIPLES)

    def _passive(self, start: int, end: int) -> _Found | None:
        """“The plan was rejected by the board”, “is expected to win”: the subject belongs to what is said."""
        subject = subject_before(self.tokens, start, self.verbs)
        if subject is None:
            return None
        if self.words[end : end + 1] == ["by"]:
            stop = content_end(self.tokens, end + 1, self.verbs, thing=True)
            return _Found((end + 1, stop), (start, end), (subject,)) if stop > end + 1 else None
        stop = content_end(self.tokens, end, self.verbs)
        return _Found(None, (start, end), (subject, (end, stop))) if end < stop else None

    def _source(self, start: int, position: int, previous: Range | None) -> Range | None:
        before = self.words[start - 1] if start else ""
        if start and self.tokens[start - 1].speech:
            return None
        participle = self.words[position].endswith("ing") and start == position
        if participle or before in {"and", "but", "or"}:
            if previous is not None:
                return previous
            return main_subject(self.tokens, start)
        return subject_before(self.tokens, start, self.verbs)

    def _inverted(self, start: int, end: int, cue: Cue) -> _Found | None:
        """“...,” said Okafor, the mayor."""
        comma = start > 1 and self.words[start - 1] == ","
        if not cue.open or not start or self.words[start].endswith("ing"):
            return None
        if not (self.tokens[start - 1].speech or comma):
            return None
        stop = source_end(self.tokens, end)
        if stop == end:
            return None
        spoken = [(i, i + 1) for i in range(start) if self.tokens[i].speech]
        alone = spoken and (self.tokens[start - 1].speech or self.tokens[start - 2].speech)
        content = spoken if alone and self.tokens[0].speech else [(0, start - comma)]
        content += [(i, i + 1) for i in range(stop, len(self.tokens)) if self.tokens[i].speech]
        return _Found((end, stop), (start, end), tuple(content))

    def _names_source(self, start: int, end: int) -> bool:
        """Whether a name, and nothing that is said, follows a verb after a comma: "..., said Piet Aldous, a clerk"."""
        if not start or self.words[start - 1] != "," or end >= len(self.tokens) or not self.tokens[end].capital:
            return False
        stop = source_end(self.tokens, end)
        name = self.words[end:stop]
        comma = name.index(",") if "," in name else len(name)
        return not any(word in AUXILIARIES or word in self.verbs for word in name[:comma])

    def _content(self, source: Range, start: int, end: int, cue: Cue) -> tuple[Range, ...]:
        tokens = self.tokens
        before = source[0]
        spoken = [i for i in range(before) if tokens[i].speech]
        if spoken and before and (tokens[before - 1].speech or self.words[before - 1] in {",", "—"} and before > 1 and tokens[before - 2].speech):
            after = [
                (i, i + 1) for i in range(end, len(tokens)) if tokens[i].speech and self.words[i - 1] in _BEFORE_SPEECH
            ]
            return (*((i, i + 1) for i in spoken), *after)
        if before > 1 and self.words[before - 1] == "," and self.words[end : end + 1] == [","] and cue.open:
            stop = content_end(tokens, end + 1, self.verbs)
            return ((0, before - 1), (end + 1, stop)) if stop > end + 1 else ((0, before - 1),)
        if self.words[end : end + 2] in (["when", "asked"], ["after", "being"]):
            return ((0, before - 1),) if before > 1 and self.words[before - 1] == "," else ()
        begin = self._content_start(start, end)
        stop = begin
        if begin < len(tokens) and tokens[begin].speech:
            stop = begin + 1
        elif begin < len(tokens):
            thing = not cue.open and self.words[begin] not in _CLAUSE_WORDS
            stop = content_end(tokens, begin, self.verbs, thing)
        if begin < stop:
            return ((begin, stop),)
        if before > 1 and self.words[before - 1] == ",":
            return ((0, before - 1),)
        return ()

    def _content_start(self, start: int, end: int) -> int:
        begin = end
        if self.words[end - 1] in _TELLS:
            begin = self._after_recipient(begin)
        else:
            begin = time_end(self.tokens, begin)
        while begin < len(self.tokens) and self.words[begin] in {",", ":", "—"}:
            begin += 1
        return begin

    def _after_recipient(self, begin: int) -> int:
        for ahead in range(begin, min(begin + 14, len(self.tokens))):
            if self.tokens[ahead].speech or self.words[ahead] in {"that", "to", "how", "why", "what", "whether", "about", "it", "he", "she", "they", "i", "we"}:
                return ahead
            if self.words[ahead] in AUXILIARIES:
                break
        if begin < len(self.tokens) and self.words[begin] in _OBJECTS:
            return begin + 1
        while begin < len(self.tokens) and self.tokens[begin].capital:
            begin += 1
        return begin
