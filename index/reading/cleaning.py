"""Text as it is stored: exact for records, tidied for documents."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028]")
_GAP = re.compile(r"\n{3,}")
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]*(?=\s)")
_TITLE_CHARACTERS = 100


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates, which no database takes, replaced one for one by U+FFFD.

    One for one, so that every offset holds.
    """
    return _UNSTORABLE.sub("�", text)


def tidy(text: str) -> str:
    """The text of a document: NFC, line ends `\\n`, no trailing blanks, paragraphs one blank line apart."""
    text = _CONTROLS.sub("", storable(_LINE_ENDS.sub("\n", text)).replace("\f", "\n\n").replace("\u2029", "\n\n"))
    # Line by line: a pattern for trailing blanks takes quadratic time on a long run of them.
    text = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return _GAP.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """`text` with every run of white space and control characters made one blank: for titles and names."""
    return " ".join(_CONTROLS.sub(" ", storable(text)).split())


def first_sentence(text: str) -> str:
    """A title for a text without one: its first sentence, at most 100 characters, cut at a word with "…"."""
    opening = one_line(text.lstrip()[: 4 * _TITLE_CHARACTERS].split("\n\n")[0])
    # "Mr. Teal said" is no sentence: an end needs a few words before it.
    end = next((match.end() for match in _SENTENCE_END.finditer(opening) if match.end() > 20), len(opening))
    sentence = opening[:end]
    if len(sentence) <= _TITLE_CHARACTERS:
        return sentence
    words = sentence[:_TITLE_CHARACTERS].rpartition(" ")[0] or sentence[: _TITLE_CHARACTERS - 1]
    return words.rstrip(" ,;:-–—") + "…"
