"""Where a subject begins and where what is said ends, by the order of words alone."""

from collections.abc import Sequence

from index.attribution.clauses import Token
from index.attribution.word_classes import (
    ADVERBS,
    AFTER_THINGS,
    AUXILIARIES,
    CLAUSE_MARKS,
    DASHES,
    ENDS_AFTER_COMMA,
    ENDS_NAME_AFTER_COMMA,
    LEADING,
    NOT_BEFORE_VERBS,
    OCCASIONS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SENTENCE_MARKS,
    SUBORDINATORS,
    TIMES,
)

Range = tuple[int, int]
"""First token, and the one after the last."""

_LONGEST_SUBJECT = 40
_LONGEST_SOURCE = 60
_LONGEST_ASIDE = 30
_LONGEST_OCCASION = 14
_NOT_NAMES = LEADING | PREPOSITIONS | SUBORDINATORS | NOT_BEFORE_VERBS | TIMES
_WITHIN_NAMES = frozenset({"of", "the", "’s"})


def is_adverb(word: str) -> bool:
    """Whether the word may stand between a subject and its verb."""
    return word in ADVERBS or (len(word) > 3 and word.endswith("ly"))


def subject_before(tokens: Sequence[Token], end: int, verbs: frozenset[str]) -> Range | None:
    """The subject of the verb that begins at token `end`, None if there is none; `verbs` are forms that end clauses."""
    if not end:
        return None
    if tokens[end - 1].word in PRONOUNS:
        return end - 1, end
    if tokens[end - 1].word in NOT_BEFORE_VERBS:
        return None
    if tokens[end - 1].word == ",":
        opening = _opening_comma(tokens, end - 1)
        head = None if opening is None else subject_before(tokens, opening, verbs)
        return None if head is None or tokens[head[0]].word == "and" else (head[0], end)
    start = end
    while start and end - start < _LONGEST_SUBJECT and not _ends_before(tokens[start - 1], verbs):
        start -= 1
    start = _without_lead(tokens, start, end)
    return (start, end) if start < end else None


def main_subject(tokens: Sequence[Token], end: int) -> Range | None:
    """What a sentence seems to be about: its first pronoun or name before token `end`."""
    for position in range(end):
        token = tokens[position]
        if token.word in PERSONAL:
            return position, position + 1
        if token.capital and not token.speech and token.word not in _NOT_NAMES:
            last = position + 1
            while last < end and tokens[last].word and (tokens[last].capital or tokens[last].word in _WITHIN_NAMES):
                last += 1
            while tokens[last - 1].word in _WITHIN_NAMES:
                last -= 1
            return position, last
    return None


def content_end(tokens: Sequence[Token], start: int, verbs: frozenset[str], thing: bool = False) -> int:
    """The token after the last of what is said from token `start` on, without the marks that end the sentence.

    With `thing`, what is said is no clause but a thing ("criticized the plan when it came"): it ends sooner.
    """
    end = start
    while end < len(tokens) and not (end > start and _ends_content(tokens, end, verbs, thing)):
        end += 1
    while end > start and tokens[end - 1].word in SENTENCE_MARKS:
        end -= 1
    return end


def source_end(tokens: Sequence[Token], start: int) -> int:
    """The token after a source that follows its verb: said "Okafor, the mayor of Portville," in an interview."""
    end = start
    while end < min(len(tokens), start + _LONGEST_SOURCE) and not _ends_source(tokens, end, start):
        end += 1
    return end


def occasion_end(tokens: Sequence[Token], start: int) -> int:
    """The token after words of time and place that begin at `start` and stand before what is said; `start` if none."""
    end = start
    while end < len(tokens) and tokens[end].word in TIMES:
        end += 1
    if end > start or end == len(tokens) or tokens[end].word not in PREPOSITIONS | {"to"}:
        return end
    for ahead in range(start + 1, min(start + _LONGEST_OCCASION, len(tokens))):
        word = tokens[ahead].word
        if word == "that" or tokens[ahead].speech or (word in {",", ":"} and ahead + 1 < len(tokens)):
            return ahead
        if word in AUXILIARIES or word in CLAUSE_MARKS:
            break
    return start


def _opening_comma(tokens: Sequence[Token], closing: int) -> int | None:
    """The comma that opens the aside which `closing` closes: "Okafor, the mayor, said"."""
    for position in range(closing - 1, max(closing - _LONGEST_ASIDE, 0), -1):
        if tokens[position].word == "," and tokens[position + 1].word not in TIMES:
            return position
        if tokens[position].speech or tokens[position].word in CLAUSE_MARKS:
            return None
    return None


def _ends_before(token: Token, verbs: frozenset[str]) -> bool:
    """Whether a subject cannot reach back over this token."""
    if token.speech or token.word in CLAUSE_MARKS or token.word in {",", '"', "“", "”"}:
        return True
    if token.word == "’s":
        return False
    if token.capital:
        return token.word in AUXILIARIES and token.word != "may"
    return token.word in SUBORDINATORS or token.word in AUXILIARIES or token.word in verbs


def _without_lead(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the subject itself begins, after conjunctions, adverbs and words of time."""
    while start < end and (tokens[start].word in LEADING or tokens[start].word in SUBORDINATORS):
        start += 1
    if start < end and is_adverb(tokens[start].word) and tokens[start].capital:
        start += 1
    if start == end:
        return end
    if tokens[start].word in PREPOSITIONS:
        last = max((i for i in range(start, end) if _tells_time(tokens[i].word)), default=end)
        return last + 1 if last + 1 < end else _after_prepositions(tokens, start, end)
    if tokens[start].word in TIMES:
        timed = occasion_end(tokens, start)
        return timed if timed < end else start
    return start


def _tells_time(word: str) -> bool:
    return word in TIMES or word.isdigit()


def _after_prepositions(tokens: Sequence[Token], start: int, end: int) -> int:
    position = end - 1
    while position > start and tokens[position - 1].word not in PREPOSITIONS:
        position -= 1
    return position


def _ends_content(tokens: Sequence[Token], position: int, verbs: frozenset[str], thing: bool) -> bool:
    word = tokens[position].word
    if word == ";" or word in DASHES or (thing and word in AFTER_THINGS):
        return True
    if word not in {",", "and", "but"} or position + 1 == len(tokens):
        return False
    return tokens[position + 1].word in verbs or (word == "," and tokens[position + 1].word in ENDS_AFTER_COMMA)


def _ends_source(tokens: Sequence[Token], position: int, start: int) -> bool:
    token = tokens[position]
    if token.speech or token.word in {";", ":", "?", "!"}:
        return True
    if position + 1 == len(tokens):
        return token.word == "."
    following = tokens[position + 1]
    if token.word == ",":
        return following.speech or following.word in ENDS_NAME_AFTER_COMMA or following.word.endswith("ing")
    if position == start:
        return False
    if (token.word in TIMES and not token.capital) or (token.word == "on" and following.word in TIMES):
        return True
    occasion = tokens[position + 1 : position + 5]
    return token.word in {"in", "at", "during", "on"} and any(one.word in OCCASIONS for one in occasion)
