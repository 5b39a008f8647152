"""Who says what in one sentence, by the table of cues and the order of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from index.attribution.clauses import Clause
from index.attribution.cues import Cue, cue_table
from index.attribution.word_classes import (
    AFTER_HEARERS,
    ASKED,
    AUXILIARIES,
    BE,
    BEFORE_SPEECH,
    CHAINS,
    CLAUSE_OPENERS,
    CUE_PREPOSITIONS,
    HEARERS,
    NEGATIONS,
    PARTICIPLES,
    PAST,
    TELLING,
)
from index.attribution.word_order import (
    Range,
    content_end,
    is_adverb,
    main_subject,
    occasion_end,
    source_end,
    subject_before,
)

_HEARERS_AHEAD = 14
"""Tokens among which what is said begins after the hearers: "told reporters in Portville that"."""


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution in tokens of its clause."""

    source: Range | None
    cue: Range
    content: tuple[Range, ...]

    @property
    def end(self) -> int:
        """The token after all of it."""
        return max(end for _, end in (self.cue, *self.content, *([self.source] if self.source else [])))


@cache
def _clause_ending_verbs() -> frozenset[str]:
    """Forms of the table's verbs that are no nouns: what stands before them belongs to them."""
    single = {form for form, cues in cue_table().cues.items() if any(cue.verb and len(cue.words) == 1 for cue in cues)}
    return frozenset(form for form in single if form in PAST or form.endswith(("ed", "ing")))


class ClauseRules:
    """Reads one clause."""

    def __init__(self, clause: Clause) -> None:
        self._tokens = clause.tokens
        self._words = [token.word for token in clause.tokens]
        self._table = cue_table()
        self._verbs = _clause_ending_verbs()

    def attributions(self) -> Iterator[Found]:
        """What the clause attributes; what stands within the content of another one is passed over."""
        closing = self._closing()
        position = 0
        source: Range | None = None
        if closing is not None:
            yield closing
            position, source = closing.end, closing.source
        while position < len(self._tokens):
            found = self._at(position, source)
            if found is None:
                position += 1
                continue
            yield found
            position, source = max(found.end, position + 1), found.source or source

    def _closing(self) -> Found | None:
        """What is said before the one who says it: "..., Okafor said."; it may hold other cues."""
        for position, word in enumerate(self._words):
            found = self._at(position, None) if word in self._table.open_verbs else None
            if found and found.content[0][1] <= found.cue[0]:
                return found
        return None

    def _at(self, position: int, previous: Range | None) -> Found | None:
        """The attribution whose cue's main word is this one; `previous` is the source before."""
        word = self._words[position]
        if word == "according" and self._words[position + 1 : position + 2] == ["to"]:
            return self._according(position)
        cues = [cue for cue in self._table.at(self._words, position) if cue.verb] if word in self._table.cues else []
        if not cues:
            return None
        cue = max(cues, key=lambda one: len(one.words))
        if len(cue.words) == 1 and word in self._table.passed_over:
            return None
        return self._verb(position, position + len(cue.words), cue, previous)

    def _according(self, position: int) -> Found | None:
        start = position + 2
        if position == 0:
            comma = next((i for i in range(start, len(self._words)) if self._words[i] == ","), len(self._words))
            end = content_end(self._tokens, comma + 1, self._verbs)
            return Found((start, comma), (0, start), ((comma + 1, end),)) if start < comma < end - 1 else None
        end = content_end(self._tokens, start, self._verbs)
        before = position - (self._words[position - 1] == ",")
        return Found((start, end), (position, start), ((0, before),)) if before and start < end else None

    def _verb(self, position: int, end: int, cue: Cue, previous: Range | None) -> Found | None:
        start = self._cue_start(position)
        if start and self._words[start - 1] == "to":
            if start < 2 or self._words[start - 2] not in CHAINS:
                return None
            start -= 2
        end = self._cue_end(end, cue)
        if self._words[position] in ASKED and self._is_asked(start, position):
            stop = content_end(self._tokens, end, self._verbs, thing=True)
            return Found(None, (start, end), ((end, stop),)) if end < stop else None
        if self._is_passive(start, position):
            return self._passive(start, end)
        source = None if cue.open and self._names_source(start, end) else self._source(start, position, previous)
        if source is None:
            return self._inverted(start, end, cue)
        content = self._content(source, (start, end), cue)
        return Found(source, (start, end), content) if content else None

    def _cue_start(self, position: int) -> int:
        """Before the auxiliaries and adverbs of a verb: "has also said"."""
        while position and (self._words[position - 1] in AUXILIARIES or is_adverb(self._words[position - 1])):
            position -= 1
        return position

    def _cue_end(self, end: int, cue: Cue) -> int:
        """After the adverb, preposition or colon that belongs to the cue: "warned darkly", "spoke about", "said:"."""
        if len(cue.words) > 1 and cue.words[-1] == "to" and cue.stance in ("proposes", "promises"):
            end -= 1  # the infinitive is what is proposed
        elif cue.words[-1] in {"whether", "if"}:
            end -= 1
        if end + 1 < len(self._words) and self._words[end].endswith("ly") and is_adverb(self._words[end]):
            end += 1
        following = self._words[end] if end < len(self._words) else ""
        if following in CUE_PREPOSITIONS and (not cue.open or following == "about"):
            return end + 1
        return end + (following == ":")

    def _is_asked(self, start: int, position: int) -> bool:
        """“Asked whether ...”, “when asked about ...”, “was asked ...”: nobody is named who asks."""
        if start == position:
            return not start or self._words[start - 1] in {"when", "if", ",", "after", "being"}
        return self._is_passive(start, position)

    def _is_passive(self, start: int, position: int) -> bool:
        verb = self._words[position]
        helping = [word for word in self._words[start:position] if word in AUXILIARIES - NEGATIONS]
        return bool(helping) and helping[-1] in BE and (verb.endswith("ed") or verb in PARTICIPLES)

    def _passive(self, start: int, end: int) -> Found | None:
        """“The plan was rejected by the board”, “is expected to win”: the subject belongs to what is said."""
        subject = subject_before(self._tokens, start, self._verbs)
        if subject is None:
            return None
        if self._words[end : end + 1] == ["by"]:
            stop = content_end(self._tokens, end + 1, self._verbs, thing=True)
            return Found((end + 1, stop), (start, end), (subject,)) if stop > end + 1 else None
        stop = content_end(self._tokens, end, self._verbs)
        return Found(None, (start, end), (subject, (end, stop))) if end < stop else None

    def _source(self, start: int, position: int, previous: Range | None) -> Range | None:
        """The source that stands before its verb."""
        if not start or self._tokens[start - 1].speech:
            return None
        participle = start == position and self._words[position].endswith("ing")
        if participle or self._words[start - 1] in {"and", "but", "or"}:
            return previous or main_subject(self._tokens, start)
        return subject_before(self._tokens, start, self._verbs)

    def _names_source(self, start: int, end: int) -> bool:
        """Whether a name, and nothing that is said, follows a verb after a comma: "..., said Piet Aldous, a clerk"."""
        if not start or self._words[start - 1] != "," or end >= len(self._tokens) or not self._tokens[end].capital:
            return False
        name = self._words[end : source_end(self._tokens, end)]
        first = name[: name.index(",")] if "," in name else name
        return not any(word in AUXILIARIES or word in self._verbs for word in first)

    def _inverted(self, start: int, end: int, cue: Cue) -> Found | None:
        """“...,” said Okafor, the mayor."""
        if not cue.open or not start or self._words[start].endswith("ing"):
            return None
        comma = start > 1 and self._words[start - 1] == ","
        stop = source_end(self._tokens, end)
        if stop == end or not (comma or self._tokens[start - 1].speech):
            return None
        if self._tokens[0].speech and self._tokens[start - 1 - comma].speech:
            content = self._speech(0, start)
        else:
            content = ((0, start - comma),)
        return Found((end, stop), (start, end), content + self._speech(stop, len(self._tokens)))

    def _speech(self, start: int, end: int) -> tuple[Range, ...]:
        """The quotations between two tokens."""
        return tuple((i, i + 1) for i in range(start, end) if self._tokens[i].speech)

    def _content(self, source: Range, cue: Range, rule: Cue) -> tuple[Range, ...]:
        """What is said where the source stands before the cue."""
        before = source[0] if source[1] == cue[0] else 0  # else the source is another cue's, with what stands before it
        end = cue[1]
        comma = before > 1 and self._words[before - 1] in {",", "—"}
        if before and self._tokens[before - 1 - comma].speech:
            after = self._speech(end, len(self._tokens))
            return self._speech(0, before) + tuple(one for one in after if self._words[one[0] - 1] in BEFORE_SPEECH)
        fronted: tuple[Range, ...] = ((0, before - 1),) if before > 1 and self._words[before - 1] == "," else ()
        if fronted and rule.open and self._words[end : end + 1] == [","]:
            stop = content_end(self._tokens, end + 1, self._verbs)
            return (*fronted, (end + 1, stop)) if stop > end + 1 else fronted
        if self._words[end : end + 2] == ["when", "asked"]:
            return fronted
        begin = self._content_start(end)
        return ((begin, stop),) if (stop := self._content_end(begin, rule)) > begin else fronted

    def _content_end(self, begin: int, rule: Cue) -> int:
        if begin == len(self._tokens):
            return begin
        if self._tokens[begin].speech:
            return begin + 1
        thing = not rule.open and self._words[begin] not in CLAUSE_OPENERS
        return content_end(self._tokens, begin, self._verbs, thing)

    def _content_start(self, end: int) -> int:
        """Where what is said begins after the cue, its hearers and its occasion."""
        telling = self._words[end - 1] in TELLING
        begin = self._after_hearers(end) if telling else occasion_end(self._tokens, end)
        while begin < len(self._tokens) and self._words[begin] in {",", ":", "—"}:
            begin += 1
        return begin

    def _after_hearers(self, begin: int) -> int:
        for ahead in range(begin, min(begin + _HEARERS_AHEAD, len(self._tokens))):
            if self._tokens[ahead].speech or self._words[ahead] in AFTER_HEARERS:
                return ahead
            if self._words[ahead] in AUXILIARIES:
                break
        if begin < len(self._tokens) and self._words[begin] in HEARERS:
            return begin + 1
        while begin < len(self._tokens) and self._tokens[begin].capital:
            begin += 1
        return begin
