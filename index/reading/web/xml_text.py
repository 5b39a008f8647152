"""XML from the web -> text that is safe to parse."""

import re

from index.errors import ReadingError
from index.reading.encoding import decode

_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]{0,200}\?>")
_DECLARED = re.compile(rb"""\A\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[\]]{0,1000}(?:\[[^<>\[\]]{0,1000}\]\s*)?>", re.IGNORECASE)
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<![A-Za-z][^<>\[]*(?:\[[^\]]*\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


def decode_xml(data: bytes, charset: str | None) -> str:
    """The text of an XML document without its declaration; `charset` is what the server says.

    Raises ReadingError for a document with entities of its own: they can grow without bound or name other files,
    and no feed or sitemap needs them.
    """
    match = _DECLARED.match(data)
    text = decode(data, charset or (match[1].decode("ascii") if match else None))
    text = _DECLARATION.sub("", text, count=1)
    if "<!ENTITY" in text:
        raise ReadingError("the XML declares entities, which are not expanded: ask the site for a plain feed")
    return _DOCTYPE.sub("", text, count=1)


def root_name(text: str) -> str | None:
    """The name of the first element, without its prefix, in lower case; None if there is none at the beginning."""
    position = 0
    text = text.removeprefix("\ufeff")
    while match := _PROLOG.match(text, position):
        position = match.end()
    root = _ROOT.match(text, position)
    return root[1].lower() if root else None
