"""Article -> sentences and passages, with offsets kept.

Sentences come from sentencex (Wikimedia's rule-based segmenter), which knows abbreviations such as "U.S." and
"Sen."; each paragraph (a line of the text) is segmented on its own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from sentencex import segment

from index.article import Article, Passage, Sentence, Span

PASSAGE_CHARACTERS = 700
"""Aim of a passage's length: about 160 tokens, so that a title and a passage fit MiniLM's 256."""

LONGEST_SENTENCE = 1200
"""Longer stretches without a sentence end (lists, tables, transcripts) are cut at white space."""

TEXTS_KEPT = 1024
"""Texts whose sentences are remembered, about 15 kB each: a question, a check or an ingest asks for those of one text
several times, and questions come back to the same articles."""

_LINE = re.compile(r"[^\n]+")
_WHITE_SPACE = re.compile(r"\s")
_NO_END = re.compile(r"\b(?:[ap]\.m|Ms|Mx|Atty|Amb|Adm|Maj|Brig|Cmdr|Det|Supt)\.\s*$")


@lru_cache(TEXTS_KEPT)
def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences, in order, without overlap.

    Every character that is not white space lies in exactly one sentence.
    """
    sentences: list[Sentence] = []
    paragraph = 0
    for line in _LINE.finditer(text):
        spans = list(_sentence_spans(line.group(), line.start()))
        sentences += [Sentence(span, paragraph) for span in spans]
        paragraph += bool(spans)
    return tuple(sentences)


def split_passages(article: Article, characters: int = PASSAGE_CHARACTERS) -> list[Passage]:
    """Pack an article's sentences into passages of about `characters`, ending at paragraphs where that is near."""
    passages: list[Passage] = []
    current: list[Sentence] = []
    for sentence in split_sentences(article.text):
        if current:
            length = current[-1].span.end - current[0].span.start
            longer = sentence.span.end - current[0].span.start
            new_paragraph = sentence.paragraph != current[-1].paragraph
            if longer > characters or (new_paragraph and length > 0.75 * characters):
                passages.append(_passage(article, current))
                current = []
        current.append(sentence)
    if current:
        passages.append(_passage(article, current))
    return passages


def _passage(article: Article, sentences: list[Sentence]) -> Passage:
    return Passage(article.id, Span(sentences[0].span.start, sentences[-1].span.end))


def _sentence_spans(line: str, offset: int) -> Iterator[Span]:
    start = 0
    for piece in _joined(_segments(line)):
        end = start + len(piece)
        stripped = piece.strip()
        if stripped:
            first = start + piece.index(stripped)
            for span in _cut(line, first, first + len(stripped)):
                yield Span(offset + span.start, offset + span.end)
        start = end


def _segments(line: str) -> list[str]:
    """The line in pieces. Its white space is made plain first, for sentencex panics at "S.", no-break space, "."."""
    try:
        return list(segment("en", _WHITE_SPACE.sub(" ", line)))
    except BaseException as error:  # a panic in sentencex's Rust code is not an Exception
        if type(error).__name__ != "PanicException":
            raise
        return [line]


def _joined(pieces: list[str]) -> Iterator[str]:
    """Join what the segmenter parts at "3 p.m. Eastern" and "Ms. Gil": a capital there seldom starts a sentence."""
    held = ""
    for piece in pieces:
        held += piece
        if not _NO_END.search(held):
            yield held
            held = ""
    if held:
        yield held


def _cut(line: str, start: int, end: int) -> Iterator[Span]:
    """Cut what is too long at its last white space within the limit, or at the limit if it has none."""
    while end - start > LONGEST_SENTENCE:
        head = line[start : start + LONGEST_SENTENCE + 1]
        words = head[: max((match.start() for match in _WHITE_SPACE.finditer(head)), default=LONGEST_SENTENCE)].rstrip()
        yield Span(start, start + len(words))
        start += len(words)
        while line[start].isspace():
            start += 1
    yield Span(start, end)
