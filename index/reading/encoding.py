"""Bytes -> text, and the refusal of what is not text."""

import codecs
import re

from index.errors import ReadingError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # The mark of UTF-32 begins with that of UTF-16, so it is tried first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"{\\rtf", "an RTF document"),
)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_SOUND = re.compile("[^\x00-\x7f�]")
_ASCII = bytes(range(128))
_SAMPLE = 65_536
_TOO_MANY_CONTROLS = 0.01
"""Text has no control characters but for a stray one; random bytes have over 10% of them."""
_STRAY_CONTROLS = 2
"""So many are forgiven in the shortest text; the record or the file that has them shows where."""
_MOST_HIGH_BYTES = 0.3
"""Western text has far fewer letters outside ASCII; other alphabets read as Windows-1252 have far more."""


def byte_order_mark(head: bytes) -> tuple[int, str | None]:
    """(length, encoding) of the byte order mark that begins `head`: (0, None) without one."""
    return next(((len(mark), name) for mark, name in _MARKS if head.startswith(mark)), (0, None))


def refuse_binary(head: bytes) -> None:
    """Raise ReadingError when `head`, the first bytes of a file, is not the beginning of a text."""
    signature = next((name for magic, name in _SIGNATURES if head.startswith(magic)), None)
    if signature:
        raise ReadingError(f"looks binary, not text: it is {signature}; give it its right suffix or save it as text")
    if byte_order_mark(head)[1]:
        return
    sample = head[:_SAMPLE]
    zeros = sample.count(0)
    if zeros and max(sample[0::2].count(0), sample[1::2].count(0)) >= max(len(sample) // 4, 1) and len(sample) >= 4:
        raise ReadingError("looks binary, not text: if it is UTF-16 without a byte order mark, save it as UTF-8")
    controls = zeros + len(_CONTROLS.findall(sample.decode("ascii", errors="ignore")))
    if controls > max(_STRAY_CONTROLS, len(sample) * _TOO_MANY_CONTROLS):
        raise ReadingError("looks binary, not text: save the article as UTF-8 text, or leave the file out")


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of a whole file; `declared` is the encoding that the file itself names, if any.

    Tried in turn: the byte order mark's encoding, UTF-8, `declared`, Windows-1252.
    Raises ReadingError for binary data and for bytes that are text in none of these.
    """
    refuse_binary(data[:_SAMPLE])
    length, marked = byte_order_mark(data)
    if marked:
        try:
            text = data[length:].decode(marked)
        except UnicodeDecodeError as error:
            raise ReadingError(f"broken {marked.upper()} at byte {error.start + length}: save it as UTF-8") from error
        opening = text[:_SAMPLE]
        controls = opening.count("\0") + len(_CONTROLS.findall(opening))
        if controls > max(_STRAY_CONTROLS, len(opening) * _TOO_MANY_CONTROLS):
            raise ReadingError("looks binary, not text: save the article as UTF-8 text, or leave the file out")
        return text
    return decode_part(data, declared)


def decode_part(data: bytes, declared: str | None = None) -> str:
    """As `decode`, for a part (such as a line) of a file that was checked before and has no mark."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        problem = error
    if _is_damaged_utf8(data):
        raise ReadingError(f"broken UTF-8 at byte {problem.start}: save it again as UTF-8") from problem
    for encoding in (declared, "cp1252"):
        text = _decoded(data, encoding) if encoding else None
        if text is not None and (encoding != "cp1252" or _looks_western(data, text)):
            return text
    raise ReadingError(
        f"unknown encoding, neither UTF-8 nor Windows-1252 (byte {problem.start}): save it as UTF-8"
    ) from problem


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is sound UTF-8, so that another encoding would garble it."""
    lenient = data.decode("utf-8", errors="replace")
    return len(_SOUND.findall(lenient)) > lenient.count("�")


def _looks_western(data: bytes, text: str) -> bool:
    high = len(data.translate(None, delete=_ASCII))
    return high <= len(data) * _MOST_HIGH_BYTES and not _CONTROLS.search(text)
