"""Sentences in words for the rules-only tagger: where a subject begins and where a clause ends, without a parser."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.article import Span
from index.attribution.cues import cue_table, plain
from index.attribution.quotations import find_quotations
from index.passages import split_sentences

_TOKEN = re.compile(r"[nN][’']t\b|[’'](?:s|re|ve|d|ll|m)\b|\d[\d,.]*\d|\w+?(?=[nN][’']t\b)|\w+(?:[-.&/]\w+)*(?:(?<=\b\w)\.)?|[^\w\s]")
_SPEECH_END = re.compile(r"[.,?!—–―…-]\W*$")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Capt|Prof|Rev|St)\.$")
_SPEECH_WORDS = 5
"""Words of a quotation that may stand alone as what was said; a shorter one is part of somebody's sentence."""

_LONGEST_TAIL = 70
"""Characters of a sentence that only tells whose the quotation before it is."""

_TAIL_VERBS = frozenset("said says wrote writes told tells asks".split())

AUXILIARIES = frozenset(
    """has have had is are was were be been being am do does did will would could may might should can must shall ’s ’ve
    ’re ’d ’ll ’m n’t not never ca wo""".split()
)
_ADVERBS = frozenset(
    """also still then later once again just now even only already often ever soon first further long twice both since
    yet rather instead almost always sometimes so far quickly recently""".split()
)
_SUBORDINATORS = frozenset(
    """that as while when because if although though since after before where how what why whether than but which until
    unless once so or whereas even like despite""".split()
)
_LEADING = frozenset(
    """and but or so yet then later also still meanwhile however thus again now instead moreover nevertheless indeed
    perhaps maybe even just only once and—""".split()
)
_PREPOSITIONS = frozenset(
    """in on at during after before with for from by since as despite under when into over about within without
    following among through throughout amid between until per upon behind against""".split()
)
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december today yesterday tonight morning afternoon evening night week month year weekend
    earlier last this""".split()
)
_AFTER_THINGS = frozenset(", after since when while because before during although though".split())
_NOT_BEFORE_VERBS = frozenset(
    """a an the his her their its my our your this these those no any some every each another of in on at for with from
    by into over about as than like to between among more most new first own such""".split()
)
_OCCASIONS = frozenset(
    """interview statement email e-mail speech rally conference debate telephone phone video appearance hearing event
    tweet twitter facebook briefing memo letter interviews""".split()
)
_CLAUSE_MARKS = frozenset(";:—–―()[]")


class Token(NamedTuple):
    """A word, a mark, or a whole quotation that is speech."""

    start: int
    end: int
    word: str
    """In the spelling of the cue table; empty for a quotation."""
    capital: bool

    @property
    def speech(self) -> bool:
        """Whether it is a whole quotation."""
        return not self.word


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence in tokens; a quotation with the words around it counts as one, though it has several sentences."""

    tokens: tuple[Token, ...]
    paragraph: int

    @property
    def span(self) -> Span:
        """Where it stands in the text."""
        return Span(self.tokens[0].start, self.tokens[-1].end)

    @property
    def words(self) -> list[str]:
        """The tokens' words."""
        return [token.word for token in self.tokens]


def clauses_of(text: str) -> Iterator[Clause]:
    """The sentences of a text, cut outside quotations only."""
    quotations = find_quotations(text)
    starts = [span.start for span in quotations]
    pending: Span | None = None
    paragraph = -1
    for sentence in split_sentences(text):
        start, end = sentence.span
        if pending is not None:
            inside = bisect_right(starts, start) - 1
            quoted = inside >= 0 and quotations[inside].start < start < quotations[inside].end - 1
            tail = text[start:end] if text[pending.end - 1] in "”\"'’" else ""
            joined = quoted or text[start].islower() or _names_speaker(tail) or _TITLE.search(text[max(pending.end - 8, 0) : pending.end])
            if sentence.paragraph == paragraph and joined:
                pending = Span(pending.start, end)
                continue
            yield _clause(text, pending, quotations, starts, paragraph)
        pending, paragraph = Span(start, end), sentence.paragraph
    if pending is not None:
        yield _clause(text, pending, quotations, starts, paragraph)


def _names_speaker(sentence: str) -> bool:
    """Whether a sentence after a quotation only tells whose it is: "Ms. Okafor asked." """
    words = [found.group().lower() for found in _TOKEN.finditer(sentence[:_LONGEST_TAIL])]
    return len(sentence) <= _LONGEST_TAIL and any(
        cue.verb and cue.open for word in words[1:] if word in _TAIL_VERBS or word.endswith("ed") for cue in cue_table().cues.get(word, ())
    )


def is_adverb(word: str) -> bool:
    """Whether the word may stand between a subject and its verb."""
    return word in _ADVERBS or (len(word) > 3 and word.endswith("ly"))


def subject_before(tokens: tuple[Token, ...], end: int, verbs: frozenset[str]) -> tuple[int, int] | None:
    """The subject whose verb begins at token `end`: its first token and the one after its last, None if there is none."""
    if end and tokens[end - 1].word in _PRONOUNS:
        return end - 1, end
    if end and (tokens[end - 1].word in _NOT_BEFORE_VERBS or tokens[end - 1].word == "’s"):
        return None
    if end and tokens[end - 1].word == ",":
        opening = _opening_comma(tokens, end - 1)
        if opening is None:
            return None
        head = subject_before(tokens, opening, verbs)
        return None if head is None or tokens[head[0]].word == "and" else (head[0], end)
    start = end
    while start and not _stops(tokens, start - 1, verbs) and end - start < _LONGEST_SUBJECT:
        start -= 1
    start = _without_lead(tokens, start, end)
    return (start, end) if start < end else None


def main_subject(tokens: tuple[Token, ...], end: int) -> tuple[int, int] | None:
    """The subject of the sentence's first words: its first pronoun or name before token `end`."""
    for position in range(end):
        token = tokens[position]
        if token.word in _PRONOUNS - {"it", "which", "who", "you"}:
            return position, position + 1
        if token.capital and not token.speech and (position or token.word not in _LEADS) and token.word not in _TIMES:
            last = position
            while last < end and (tokens[last].capital or tokens[last].word in {"of", "the", "’s"}) and tokens[last].word:
                last += 1
            while tokens[last - 1].word in {"of", "the", "’s"}:
                last -= 1
            return (position, last) if last > position else None
    return None


def content_end(tokens: tuple[Token, ...], start: int, verbs: frozenset[str], thing: bool = False) -> int:
    """The token after the last of what is said from token `start` on, without the marks that end the sentence.

    With `thing`, what is said is no clause but a thing ("criticized the plan when it came"): it ends sooner.
    """
    position = start
    while position < len(tokens) and not (position > start and _ends_content(tokens, position, verbs)):
        if thing and position > start and tokens[position].word in _AFTER_THINGS:
            break
        if position > start and tokens[position].word in {"—", "–", "--", "-"}:
            break
        position += 1
    while position > start and tokens[position - 1].word in {".", "?", "!", ",", ";", ":", "—", "–", "-"}:
        position -= 1
    return position


def source_end(tokens: tuple[Token, ...], start: int) -> int:
    """The token after a source that follows its verb: said "Okafor, the mayor of Portville," in an interview."""
    position = start
    while position < len(tokens) and not _ends_source(tokens, position, start):
        position += 1
    return position


def _ends_source(tokens: tuple[Token, ...], position: int, start: int) -> bool:
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if token.speech or token.word in {";", ":", "?", "!"} or (token.word == "." and following is None):
        return True
    if following is None:
        return False
    if token.word == ",":
        return following.speech or following.word in {"but", "and", "as", "while", "who", "which", "whose"} or following.word.endswith("ing")
    if position == start:
        return False
    if token.word in {"on", "last", "earlier", "later", "this"} or not token.capital:
        if token.word in _TIMES or (token.word == "on" and following.word in _TIMES):
            return True
    occasion = tokens[position + 1 : position + 5]
    return token.word in {"in", "at", "during", "on"} and any(one.word in _OCCASIONS for one in occasion)


def time_end(tokens: tuple[Token, ...], start: int) -> int:
    """The token after words of time and place that begin at `start` ("on Monday", "in an interview"); `start` if none."""
    position = start
    if position < len(tokens) and tokens[position].word in _TIMES:
        while position < len(tokens) and tokens[position].word in _TIMES:
            position += 1
        return position
    if position < len(tokens) and tokens[position].word in _PREPOSITIONS | {"to"}:
        for ahead in range(position + 1, min(position + 14, len(tokens))):
            word = tokens[ahead].word
            if word == "that" or tokens[ahead].speech or (word in {",", ":"} and ahead + 1 < len(tokens)):
                return ahead
            if word in AUXILIARIES or word in _CLAUSE_MARKS:
                break
    return start


_LEADS = _LEADING | _PREPOSITIONS | _SUBORDINATORS | _NOT_BEFORE_VERBS
_PRONOUNS = frozenset("he she they i we you it who which everyone someone everybody somebody many some others both".split())
_LONGEST_SUBJECT = 40


def _clause(text: str, span: Span, quotations: list[Span], starts: list[int], paragraph: int) -> Clause:
    tokens: list[Token] = []
    position = span.start
    first = max(bisect_right(starts, span.start) - 1, 0)
    for quotation in quotations[first:]:
        if quotation.start >= span.end:
            break
        if quotation.start < position or not _is_speech(text, quotation):
            continue
        tokens += _tokens(text, position, quotation.start)
        tokens.append(Token(quotation.start, min(quotation.end, span.end), "", True))
        position = tokens[-1].end
    tokens += _tokens(text, position, span.end)
    return Clause(tuple(_with_abbreviations(tokens)), paragraph)


def _is_speech(text: str, quotation: Span) -> bool:
    quoted = text[quotation.start : quotation.end]
    return bool(_SPEECH_END.search(quoted)) or len(quoted.split()) > _SPEECH_WORDS and quoted[1:2].isupper()


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        word = found.group()
        yield Token(found.start(), found.end(), plain(word), word[0].isupper())


def _with_abbreviations(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, a full stop within the sentence joined to its word: "Ms" and "." to "Ms."."""
    for position, token in enumerate(tokens):
        if token.word == "." and 0 < position < len(tokens) - 1 and tokens[position - 1].end == token.start:
            if not tokens[position + 1].speech:
                continue
        following = tokens[position + 1] if position + 2 < len(tokens) else None
        if following and following.word == "." and following.start == token.end and not tokens[position + 2].speech:
            yield Token(token.start, following.end, token.word, token.capital)
        else:
            yield token


def _opening_comma(tokens: tuple[Token, ...], closing: int) -> int | None:
    """The comma that opens the aside which `closing` closes: "Okafor, the mayor, said"."""
    for position in range(closing - 1, max(closing - 30, 0), -1):
        if tokens[position].word == "," and tokens[position + 1].word not in _TIMES:
            return position
        if tokens[position].speech or tokens[position].word in _CLAUSE_MARKS:
            return None
    return None


def _stops(tokens: tuple[Token, ...], position: int, verbs: frozenset[str]) -> bool:
    """Whether a subject cannot reach back over this token."""
    token = tokens[position]
    if token.speech or token.word in _CLAUSE_MARKS or token.word in {",", '"', "“", "”"}:
        return True
    if token.word in _SUBORDINATORS and not token.capital:
        return True
    if token.word == "’s":
        return False
    if token.word in AUXILIARIES:
        return not (position and token.word == "may" and token.capital)
    return token.word in verbs and not token.capital


def _without_lead(tokens: tuple[Token, ...], start: int, end: int) -> int:
    """Where the subject itself begins, after conjunctions, adverbs and words of time."""
    while start < end and (tokens[start].word in _LEADING or tokens[start].word in _SUBORDINATORS):
        start += 1
    if start < end and is_adverb(tokens[start].word) and tokens[start].capital:
        start += 1
    if start < end and tokens[start].word in _PREPOSITIONS:
        timed = [position for position in range(start, end) if tokens[position].word in _TIMES or tokens[position].word.isdigit()]
        if timed and timed[-1] + 1 < end:
            return timed[-1] + 1
        return _nearest_name(tokens, start, end)
    timed_end = time_end(tokens, start) if start < end and tokens[start].word in _TIMES else start
    return timed_end if timed_end < end else start


def _nearest_name(tokens: tuple[Token, ...], start: int, end: int) -> int:
    position = end - 1
    while position > start and tokens[position - 1].word not in _PREPOSITIONS:
        position -= 1
    return position


def _ends_content(tokens: tuple[Token, ...], position: int, verbs: frozenset[str]) -> bool:
    token = tokens[position]
    if token.word == ";":
        return True
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if following is None:
        return False
    if token.word == "," or token.word in {"—", "–"}:
        if following.word in {"but", "while", "though", "although", "according", "adding", "saying", "even", "which", "whereas", "yet"}:
            return True
        if following.word in verbs and following.word.endswith("ing"):
            return True
    return token.word in {"and", ",", "but"} and following.word in verbs
