"""A question -> a full-text query of SQLite's FTS5."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

import Stemmer

STOP_WORDS = frozenset(
    """a about after all also an and any are as at be been before being between both but by can could did do does
    doing down during each for from further had has have having he her here hers him his how i if in into is it its
    itself just me more most my no nor not now of off on once only or other our out over own s same she should so
    some such t than that the their them then there these they this those through to too under until up very was we
    were what when where which while who whom whose why will with would you your give quote exactly exact say says
    said tell precisely words according""".split()
)
"""Words that say nothing of what is sought; they would only slow the search down."""

_WORD = re.compile(r"\w+", re.UNICODE)
_stemmer = Stemmer.Stemmer("english")
_one_at_a_time = Lock()  # a stemmer works on the word in itself: two threads in it mix their words up


def words(text: str) -> list[str]:
    """The words of a text, lower case, as FTS5's unicode61 tokenizer parts them."""
    return _WORD.findall(unicodedata.normalize("NFC", text.lower()))


def content_words(text: str) -> list[str]:
    """The words that carry meaning, each once, in order."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP_WORDS))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word: one for "proposed" and "proposes" (Porter 2, by Snowball)."""
    with _one_at_a_time:
        return str(_stemmer.stemWord(word.lower()))


def any_of(sought: Iterable[str]) -> str:
    """An FTS5 expression that matches any of some words; empty when there are none.

    Every word is quoted, so nothing in a question is read as FTS5 syntax.
    """
    return " OR ".join(f'"{word}"' for word in sought)


def phrase_query(phrase: str) -> str:
    """An FTS5 expression that matches the words of a phrase in a row; empty when it has none."""
    found = words(phrase)
    return '"' + " ".join(found) + '"' if found else ""


def prefix_query(word: str) -> str:
    """An FTS5 expression that matches the words that begin with one of `words`."""
    return f'"{word}"*'
