"""The tagger for those who may not use the trained weights: quotation marks, the table of cues, and word order."""

import re
from collections.abc import Iterator, Sequence

from index.article import Span
from index.attribution.attribution import Attribution, Kind
from index.attribution.clause_rules import ClauseRules, Found
from index.attribution.clauses import Clause, clauses_of
from index.attribution.word_order import Range

_SPEAKER = re.compile(
    r"^[\"“]?(?P<source>Q|A|[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]*){0,4})(?P<cue>:) +(?P<content>\S[^\n]*)$", re.MULTILINE
)
_SIGNED = re.compile(
    r"^(?P<content>[“\"][^\n“”\"]+[”\"])\s{0,3}(?P<cue>[―—–-]) ?(?P<source>[A-Z][^\n“”\":]{2,80})$", re.MULTILINE
)


class RulesTagger:
    """Finds attributions by rules alone. docs/stance.md tells how well."""

    name = "rules-1"

    def tag(self, texts: Sequence[str]) -> list[list[Attribution]]:
        """The attributions of each text, in the order of their first character."""
        return [_tag(text) for text in texts]


def _tag(text: str) -> list[Attribution]:
    lines = [*_whole_lines(text, _SPEAKER), *_whole_lines(text, _SIGNED)]
    taken = [Span(min(_starts(one)), max(span.end for span in (*one.source, *one.content))) for one in lines]
    found = list(lines)
    speaking: int | None = None
    paragraph = -1
    for clause in clauses_of(text):
        if any(clause.span.overlaps(span) for span in taken):
            continue
        if speaking is not None and clause.paragraph == paragraph and clause.only_speech:
            found[speaking] = _continued(found[speaking], clause)
            continue
        first = len(found)
        found += [_attribution(text, clause, one) for one in ClauseRules(clause).attributions()]
        speaking = max((number for number in range(first, len(found)) if found[number].kind == "direct"), default=None)
        paragraph = clause.paragraph
    return sorted(found, key=lambda one: min(_starts(one)))


def _whole_lines(text: str, pattern: re.Pattern[str]) -> Iterator[Attribution]:
    """The lines of a transcript, "OKAFOR: We can pay.", and quotations with a name below, “We can pay.” — Okafor."""
    for line in pattern.finditer(text):
        source, cue, content = (
            Span(line.start(role), line.start(role) + len(line[role].rstrip(" \t\r.")))
            for role in ("source", "cue", "content")
        )
        if content.end > content.start:
            yield Attribution(source=(source,), cue=(cue,), content=(content,), kind="direct")


def _starts(attribution: Attribution) -> list[int]:
    return [span.start for span in (*attribution.content, *attribution.source, *attribution.cue)]


def _continued(attribution: Attribution, clause: Clause) -> Attribution:
    """A quotation that stands alone after an attributed one goes on with it."""
    more = tuple(Span(token.start, token.end) for token in clause.tokens if token.speech)
    return Attribution(
        source=attribution.source, cue=attribution.cue, content=attribution.content + more, kind=attribution.kind
    )


def _attribution(text: str, clause: Clause, found: Found) -> Attribution:
    content = tuple(_span(clause, part) for part in sorted(found.content))
    return Attribution(
        source=() if found.source is None else (_span(clause, found.source),),
        cue=(_span(clause, found.cue),),
        content=content,
        kind=_kind(text, clause, found, content),
    )


def _span(clause: Clause, part: Range) -> Span:
    return Span(clause.tokens[part[0]].start, clause.tokens[part[1] - 1].end)


def _kind(text: str, clause: Clause, found: Found, content: tuple[Span, ...]) -> Kind:
    said = [token for start, end in found.content for token in clause.tokens[start:end]]
    if all(token.speech or not token.word.isalnum() for token in said):
        return "direct"
    quoted = any(mark in text[start:end] for start, end in content for mark in ("“", '"', "''"))
    return "mixed" if quoted else "indirect"
